/// <reference lib="dom" />
/**
 * Draws half-links: each edge of the graph is one direction, from its router to the middle of the link, so that the half
 * at A shows what A sends. Widths, the distance of parallel links and dashes are in pixels of the screen.
 */
import { EdgeProgram, type ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { NodeLook } from "./node_program.ts";

/** What an edge of the graph carries for drawing. */
export interface HalfLinkLook {
  readonly color: string;
  /** Width in pixels. */
  readonly size: number;
  /** Pixels to the side, as seen from this end. */
  readonly offset: number;
  /** 0 solid, 1 dotted (failed, or the missing half of a one-way link), 2 dashed (stale). */
  readonly dash: number;
}
/** What all half-links share; changed from outside, read at each frame. */
export interface Shared {
  /** 1 as they are, less when something else is to be seen. */
  opacity: number;
  /** 1 as they are, less when so many are in sight that they would hide each other. */
  scale: number;
}

const VERTEX = `
attribute vec2 a_start;
attribute vec2 a_end;
attribute vec4 a_color;
attribute float a_width;
attribute float a_offset;
attribute float a_dash;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform vec2 u_size;
uniform float u_scale;
varying vec4 v_color;
varying float v_side;
varying float v_along;
varying float v_half;
varying float v_dash;
void main() {
  vec2 a = (u_matrix * vec3(a_start, 1.0)).xy * u_size * 0.5;
  vec2 b = (u_matrix * vec3(a_end, 1.0)).xy * u_size * 0.5;
  vec2 d = b - a;
  float len = max(length(d), 0.001);
  vec2 n = vec2(-d.y, d.x) / len;
  float half_width = a_width * 0.5 * u_scale;
  float reach = half_width + 1.0;
  vec2 p = mix(a, (a + b) * 0.5, a_corner.x) + n * (a_offset * u_scale + a_corner.y * reach);
  gl_Position = vec4(p / (u_size * 0.5), 0.0, 1.0);
  v_color = a_color;
  v_color.a *= 255.0 / 254.0;
  v_side = a_corner.y * reach;
  v_along = a_corner.x * len * 0.5;
  v_half = half_width;
  v_dash = a_dash;
}
`;
const FRAGMENT = `
precision mediump float;
varying vec4 v_color;
varying float v_side;
varying float v_along;
varying float v_half;
varying float v_dash;
uniform float u_opacity;
void main() {
  float alpha = 1.0 - smoothstep(v_half - 0.5, v_half + 0.5, abs(v_side));
  if (v_dash > 1.5) alpha *= step(mod(v_along, 9.0), 5.0);
  else if (v_dash > 0.5) alpha *= step(mod(v_along, 6.0), 2.4);
  alpha *= u_opacity * v_color.a;
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
}
`;

const UNIFORMS = ["u_matrix", "u_size", "u_opacity", "u_scale"] as const;
const FLOAT = 0x1406;
const UNSIGNED_BYTE = 0x1401;
const TRIANGLES = 4;

/** A program class of its own for each map: sigma makes the instances, `shared` is how the map speaks to them. */
export function halfLinkProgram(shared: Shared) {
  return class HalfLinkProgram extends EdgeProgram<
    typeof UNIFORMS[number],
    NodeLook,
    HalfLinkLook
  > {
    override getDefinition() {
      return {
        VERTICES: 6,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES,
        UNIFORMS,
        ATTRIBUTES: [
          { name: "a_start", size: 2, type: FLOAT },
          { name: "a_end", size: 2, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_width", size: 1, type: FLOAT },
          { name: "a_offset", size: 1, type: FLOAT },
          { name: "a_dash", size: 1, type: FLOAT },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
        CONSTANT_DATA: [[0, 1], [0, -1], [1, 1], [1, 1], [0, -1], [1, -1]],
      };
    }

    override processVisibleItem(
      _edge: number,
      at: number,
      source: NodeDisplayData,
      target: NodeDisplayData,
      display: EdgeDisplayData,
    ): void {
      const look = display as EdgeDisplayData & HalfLinkLook;
      const { array } = this;
      array[at++] = source.x;
      array[at++] = source.y;
      array[at++] = target.x;
      array[at++] = target.y;
      array[at++] = floatColor(look.color);
      array[at++] = look.size;
      array[at++] = look.offset;
      array[at++] = look.dash;
    }

    override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
      const location = (name: string) => uniformLocations[name] ?? null;
      gl.uniformMatrix3fv(location("u_matrix"), false, params.matrix);
      gl.uniform2f(location("u_size"), params.width, params.height);
      gl.uniform1f(location("u_opacity"), shared.opacity);
      gl.uniform1f(location("u_scale"), shared.scale);
    }
  };
}

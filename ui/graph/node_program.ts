/// <reference lib="dom" />
/**
 * Draws routers: the shape is the role, the outline is the state, the fill stays ground. Circle core, diamond area
 * border, rounded square edge, hexagon AS border; a dashed outline is a router without a session or not heard from.
 */
import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { HalfLinkLook, Shared } from "./half_link_program.ts";

export interface NodeLook {
  readonly x: number;
  readonly y: number;
  readonly color: string;
  readonly fill: string;
  /** Radius in pixels. */
  readonly size: number;
  readonly shape: number; // place in SHAPES
  readonly dashed: number; // 0 or 1
  readonly opacity: number;
}
export const SHAPES = ["circle", "diamond", "square", "hexagon"] as const;
export type Shape = typeof SHAPES[number];

const VERTEX = `
attribute vec2 a_position;
attribute vec4 a_color;
attribute vec4 a_fill;
attribute vec4 a_id;
attribute vec4 a_look;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform vec2 u_size;
uniform float u_scale;
varying vec4 v_color;
varying vec4 v_fill;
varying vec2 v_at;
varying vec4 v_look;
void main() {
  float reach = a_look.x * u_scale + 3.0;
  vec2 centre = (u_matrix * vec3(a_position, 1.0)).xy;
  gl_Position = vec4(centre + a_corner * reach * 2.0 / u_size, 0.0, 1.0);
  v_at = a_corner * reach;
  v_look = vec4(a_look.x * u_scale, a_look.yzw);
#ifdef PICKING_MODE
  v_color = a_id;
#else
  v_color = a_color;
#endif
  v_color.a *= 255.0 / 254.0;
  v_fill = a_fill;
  v_fill.a *= 255.0 / 254.0;
}
`;
const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying vec4 v_fill;
varying vec2 v_at;
varying vec4 v_look;
uniform float u_opacity;
float distanceTo(vec2 p, float shape, float r) {
  vec2 q = abs(p);
  if (shape < 0.5) return length(p) - r;
  if (shape < 1.5) return (q.x + q.y) * 0.7071 - r * 0.84;
  if (shape < 2.5) {
    vec2 e = q - vec2(r * 0.84 - 1.5);
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - 1.5;
  }
  return max(q.y * 0.866 + q.x * 0.5, q.x) - r * 0.92;
}
void main() {
  float d = distanceTo(v_at, v_look.y, v_look.x);
#ifdef PICKING_MODE
  if (d > 2.0) discard;
  gl_FragColor = v_color;
#else
  float line = 1.0 - smoothstep(0.4, 1.4, abs(d + 0.9));
  float angle = atan(v_at.y, v_at.x);
  if (v_look.z > 0.5) line *= step(mod(angle + 3.1416, 0.7854), 0.46);
  float inside = 1.0 - smoothstep(-0.6, 0.6, d);
  float alpha = max(line, inside) * v_look.w * u_opacity;
  vec3 colour = mix(v_fill.rgb, v_color.rgb, line);
  alpha = alpha * mix(v_fill.a, 1.0, line);
  gl_FragColor = vec4(colour * alpha, alpha);
#endif
}
`;

const UNIFORMS = ["u_matrix", "u_size", "u_opacity", "u_scale"] as const;
const FLOAT = 0x1406;
const UNSIGNED_BYTE = 0x1401;
const TRIANGLES = 4;

export function nodeProgram(shared: Shared) {
  return class RouterProgram extends NodeProgram<
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
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_fill", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_look", size: 4, type: FLOAT },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
        CONSTANT_DATA: [[-1, -1], [1, -1], [-1, 1], [-1, 1], [1, -1], [1, 1]],
      };
    }

    override processVisibleItem(node: number, at: number, display: NodeDisplayData): void {
      const look = display as NodeDisplayData & NodeLook;
      const { array } = this;
      array[at++] = look.x;
      array[at++] = look.y;
      array[at++] = floatColor(look.color);
      array[at++] = floatColor(look.fill);
      array[at++] = node;
      array[at++] = look.size;
      array[at++] = look.shape;
      array[at++] = look.dashed;
      array[at++] = look.opacity;
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

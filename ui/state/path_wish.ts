/** What is asked of the path finder: from the address, as a request, and as the document that would keep it. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ComputePathRequestSchema } from "../../src/gen/cairn/v1/path_pb.ts";

export interface Wish {
  readonly from: string;
  readonly to: string;
  readonly metric: string;
  readonly bandwidth: string;
  readonly delay: string;
  readonly hops: string;
  readonly avoid: string;
  readonly through: string;
}

export function wishOf(query: URLSearchParams): Wish {
  const get = (name: string) => query.get(name)?.trim() ?? "";
  return {
    from: get("from"),
    to: get("to"),
    metric: get("metric") || "igp",
    bandwidth: get("bandwidth"),
    delay: get("delay"),
    hops: get("hops"),
    avoid: get("avoid"),
    through: get("through"),
  };
}

const listOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== "");

export function requestOf(wish: Wish): MessageInitShape<typeof ComputePathRequestSchema> {
  const hops = Number(wish.hops);
  return {
    headend: wish.from,
    endpoint: wish.to,
    bandwidth: wish.bandwidth,
    path: {
      case: "dynamic",
      value: {
        metric: wish.metric,
        bounds: {
          ...(wish.delay === "" ? {} : { delay: wish.delay }),
          ...(Number.isInteger(hops) && hops > 0 ? { hops } : {}),
        },
        affinity: { excludeAny: listOf(wish.avoid) },
        include: listOf(wish.through).map((router) => ({
          element: { case: "router" as const, value: router },
        })),
      },
    },
  };
}

/** The first colour, from where the managed range begins by default, that no policy between the two has. */
export function freeColour(
  wish: Wish,
  policies: readonly { headend: string; endpoint: string; color: number }[],
): number {
  const taken = new Set(
    policies.filter(({ headend, endpoint }) => headend === wish.from && endpoint === wish.to)
      .map(({ color }) => color),
  );
  let color = FIRST_COLOUR;
  while (taken.has(color)) color++;
  return color;
}
const FIRST_COLOUR = 1000;

export interface PolicyDocument {
  readonly kind: "Policy";
  readonly name: string;
  readonly headend: string;
  readonly endpoint: string;
  readonly color: number;
  readonly bandwidth?: string;
  readonly candidatePaths: readonly {
    readonly preference: number;
    readonly dynamic: {
      readonly metric: string;
      readonly bounds?: { readonly delay?: string; readonly hops?: number };
      readonly affinity?: { readonly excludeAny: string[] };
      readonly include?: { readonly router: string }[];
    };
  }[];
}

export function documentOf(
  wish: Wish,
  name = `${wish.from}-${wish.to}`,
  color = FIRST_COLOUR,
): PolicyDocument {
  const hops = Number(wish.hops);
  const bounds = {
    ...(wish.delay === "" ? {} : { delay: wish.delay }),
    ...(Number.isInteger(hops) && hops > 0 ? { hops } : {}),
  };
  const avoid = listOf(wish.avoid);
  const through = listOf(wish.through);
  return {
    kind: "Policy",
    name,
    headend: wish.from,
    endpoint: wish.to,
    color,
    ...(wish.bandwidth === "" ? {} : { bandwidth: wish.bandwidth }),
    candidatePaths: [{
      preference: 100,
      dynamic: {
        metric: wish.metric,
        ...(Object.keys(bounds).length === 0 ? {} : { bounds }),
        ...(avoid.length === 0 ? {} : { affinity: { excludeAny: avoid } }),
        ...(through.length === 0 ? {} : { include: through.map((router) => ({ router })) }),
      },
    }],
  };
}

/** A document as YAML, as `cairn apply -f` takes it. */
export function yamlOf(value: unknown, indent = ""): string {
  if (Array.isArray(value)) {
    return value.map((item) => {
      const text = yamlOf(item, indent + "  ");
      return typeof item === "object" ? `${indent}- ${text.trimStart()}` : `${indent}- ${text}\n`;
    }).join("");
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).map(([key, item]) =>
      typeof item === "object"
        ? `${indent}${key}:\n${yamlOf(item, indent + "  ")}`
        : `${indent}${key}: ${yamlOf(item)}\n`
    ).join("");
  }
  const text = String(value);
  return typeof value === "string" && !/^[A-Za-z][\w.-]*$|^\d+(\.\d+)?[A-Za-z%]+$/.test(text)
    ? JSON.stringify(text)
    : text;
}

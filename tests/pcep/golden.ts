/** Golden octets (tests/golden/pcep) and the recorded sessions and foreign vectors beside the repository. */
import { fromHex, toHex } from "../wire/hex.ts";

export interface Golden {
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly value: unknown;
  readonly origin: string;
}

/** Lines "row | octets | value | origin"; "#" begins a comment. */
export function goldens(file: string): readonly Golden[] {
  const text = Deno.readTextFileSync(new URL(`../golden/pcep/${file}`, import.meta.url));
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const [kind, hex, value, origin] = line.split(" | ") as [string, string, string, string];
    return { kind, bytes: fromHex(hex), value: JSON.parse(value), origin };
  });
}

/** As JSON writes it: octets as {"hex"}, 64 bits as {"bigint"}. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, v) => {
    if (v instanceof Uint8Array) return { hex: toHex(v) };
    if (typeof v === "bigint") return { bigint: `${v}` };
    return v;
  }));
}

/** Lines of a JSONL file of the reference material, or undefined with a printed note. */
export function shared(path: string): readonly Record<string, unknown>[] | undefined {
  const url = new URL(`../../../shared/${path}`, import.meta.url);
  try {
    return Deno.readTextFileSync(url).trim().split("\n").map((line) => JSON.parse(line));
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
    tellOnce();
    return undefined;
  }
}

let told = false;
function tellOnce(): void {
  if (!told) {
    console.log("note: ../shared is not beside the repository; its octets are not checked");
  }
  told = true;
}

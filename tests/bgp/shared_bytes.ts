/** Foreign bytes for the tests of the BGP room: ../shared/vectors and ../shared/captures, if there. */

const SHARED = new URL("../../../shared/", import.meta.url);

export interface Vector {
  readonly source: string;
  readonly proto: string;
  readonly kind: string;
  readonly hex: string;
  readonly note: string;
}
export interface Captured {
  readonly t: number;
  readonly peer: string;
  readonly dir: "in" | "out" | "ev";
  readonly type: string;
  readonly hex?: string;
}

export const fromHex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/** The lines of ../shared/vectors/<file> that are BGP's; undefined, with a note, where it is absent. */
export function vectors(file: string): readonly Vector[] | undefined {
  const lines = readLines<Vector>(`vectors/${file}.jsonl`);
  return lines?.filter((v) => v.proto !== "pcep");
}

/** The messages of one recorded session, both directions. */
export const capture = (run: string): readonly Captured[] | undefined =>
  readLines<Captured>(`captures/${run}-bgp.jsonl`);

export const RUNS = [
  "run1",
  "run2",
  "run3",
  "run4-both",
  "run5-st",
  "run6-ospf",
  "run7-gobgp",
  "run8-mpls",
  "run9-mini",
  "run10-nov6",
  "run11-deleg",
  "run12-fail",
];

let told = false;
function tellOnce(): void {
  if (!told) console.log("note: ../shared is not beside the repository; its bytes are not checked");
  told = true;
}

function readLines<T>(path: string): readonly T[] | undefined {
  try {
    const text = Deno.readTextFileSync(new URL(path, SHARED));
    return text.trim().split("\n").map((line) => JSON.parse(line) as T);
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
    tellOnce();
    return undefined;
  }
}

/** Plain JSON of any decoded value: octets as "hex:…", 64-bit numbers as "…n", absent fields left out. */
export const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === "bigint") return `${v}n`;
    if (v instanceof Uint8Array) return `hex:${toHex(v)}`;
    if (v instanceof Error) return v.message;
    return v;
  }));

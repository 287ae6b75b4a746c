/** What Wireshark makes of a capture, and what `cairn decode --json` makes of it, in the same form: lists of numbers. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One direction of one connection, in the order of its octets. */
export interface Direction {
  /** "pcep 10/84": protocol, message type and length; then its objects, or its path attributes and NLRI. */
  readonly messages: readonly string[];
}
export type Directions = ReadonlyMap<string, Direction>;

/** The version, or undefined where there is no tshark. */
export function tsharkVersion(): string | undefined {
  const { error, stdout } = spawnSync("tshark", ["--version"], { encoding: "utf8" });
  return error ? undefined : /\d+\.\d+\.\d+/.exec(stdout)?.[0];
}

const FIELDS = [
  "ip.src",
  "tcp.srcport",
  "ip.dst",
  "tcp.dstport",
  "pcep.msg",
  "pcep.msg_length",
  "pcep.object",
  "pcep.object_length",
  "bgp.type",
  "bgp.length",
  "bgp.update.path_attribute.type_code",
  "bgp.ls.nlri_type",
] as const;

/** What tshark says of each frame, put together for each direction. */
export function tsharkSays(capture: Uint8Array): Directions {
  const folder = mkdtempSync(join(tmpdir(), "cairn-tshark-")), file = join(folder, "capture");
  writeFileSync(file, capture); // a pipe can stand still: tshark talks before it has heard all
  const words = ["-n", "-r", file, "-Y", "pcep || bgp", "-T", "fields", "-E", "occurrence=a"];
  const { stdout, status, stderr } = spawnSync(
    "tshark",
    [...words, ...FIELDS.flatMap((field) => ["-e", field])],
    { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 1 << 28, timeout: 60_000 },
  );
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`tshark: ${stderr}`);
  const directions = new Map<string, string[]>();
  for (const line of stdout.split("\n").filter((each) => each !== "")) {
    const cells = line.split("\t");
    const [source, from, destination, to] = cells;
    const [msg, msgLength, object, objectLength, type, length, attribute, nlri] = cells.slice(4)
      .map((cell) => cell === "" ? [] : cell.split(","));
    const key = `${source}:${from} ${destination}:${to}`;
    const said = directions.get(key) ?? [];
    directions.set(key, said);
    said.push(
      ...lined("pcep message", msg!, msgLength!),
      ...lined("pcep object", object!, objectLength!),
      ...lined("bgp message", type!, length!),
      ...attribute!.map((code) => `bgp attribute ${Number(code)}`),
      ...nlri!.map((code) => `bgp nlri ${Number(code)}`),
    );
  }
  return new Map([...directions].map(([key, messages]) => [key, { messages }]));
}
const lined = (what: string, codes: readonly string[], lengths: readonly string[]): string[] =>
  codes.map((code, i) => `${what} ${Number(code)}/${lengths[i] ?? "?"}`);

interface Line {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  readonly whole: boolean;
  readonly hex: string;
  readonly message: Part;
}
interface Part {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly children: readonly Part[];
}

/** The same from the lines of `cairn decode --json`. Pieces of messages are left out: tshark shows none. */
export function cairnSays(json: string): Directions {
  const directions = new Map<string, string[]>();
  for (const text of json.trim().split("\n")) {
    const line: Line = JSON.parse(text);
    if (!line.whole) continue;
    const key = `${line.from} ${line.to}`;
    const said = directions.get(key) ?? [];
    directions.set(key, said);
    said.push(...(line.protocol === "pcep" ? pcepCodes(line) : bgpCodes(line)));
  }
  return new Map([...directions].map(([key, messages]) => [key, { messages }]));
}

function* pcepCodes({ hex, message }: Line): Generator<string> {
  const bytes = Uint8Array.fromHex(hex);
  yield `pcep message ${bytes[1]}/${bytes.length}`;
  for (const { offset, children } of message.children) {
    if (children.length === 0) continue; // of the common header
    yield `pcep object ${bytes[offset]}/${bytes[offset + 2]! << 8 | bytes[offset + 3]!}`;
  }
}

function* bgpCodes({ hex, message }: Line): Generator<string> {
  const bytes = Uint8Array.fromHex(hex);
  yield `bgp message ${bytes[18]}/${bytes.length}`;
  const attributes = message.children.filter(({ name }) => name === "path attributes")
    .flatMap(({ children }) => children);
  for (const { offset } of attributes) yield `bgp attribute ${bytes[offset + 1]}`;
  for (const { name, offset } of attributes.flatMap(({ children }) => children)) {
    const code = bytes[offset]! << 8 | bytes[offset + 1]!;
    if (name.endsWith(" NLRI")) yield `bgp nlri ${code}`;
  }
}

/** How often each thing is said: frames of tshark and messages of ours come in another order. */
export function counts(direction: Direction | undefined): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const each of direction?.messages ?? []) found[each] = (found[each] ?? 0) + 1;
  return found;
}

/** Octets that FRR 10.7.1 sent, from ../shared/captures beside the repository, if that is there. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../../shared/captures/", import.meta.url));
const ROUTER = "10.255.0.1";

export const hasCaptures = (): boolean => existsSync(FOLDER);

/** What the router said in lines `from` to `to` of a recording, one message each. */
export function capturedOctets(recording: string, from: number, to: number): Uint8Array[] {
  const lines = readFileSync(`${FOLDER}${recording}-pcep.jsonl`, "utf8").split("\n");
  return lines.flatMap((line) => {
    const row: unknown = line === "" ? {} : JSON.parse(line);
    if (!isSaid(row) || row.n < from || row.n > to) return [];
    return [Uint8Array.from(row.hex.match(/../g) ?? [], (octet) => parseInt(octet, 16))];
  });
}

interface Said {
  readonly n: number;
  readonly hex: string;
}
function isSaid(row: unknown): row is Said {
  const { n, peer, dir, hex } = row as Readonly<Record<string, unknown>>;
  return typeof n === "number" && peer === ROUTER && dir === "in" && typeof hex === "string";
}

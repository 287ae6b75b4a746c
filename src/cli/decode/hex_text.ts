/** Octets written as hex digits in text: bare, spaced, with colons, "0x", or as a dump with offsets and characters. */
import { EdgeError } from "../../io/edge_error.ts";

/** Digits in pairs; what follows "#" does not count. Throws EdgeError that says where the first other character is. */
export function hexIn(text: string, where?: string): Uint8Array<ArrayBuffer> {
  const plain = text.replace(/#.*$/gm, (comment) => " ".repeat(comment.length));
  const digits = (isDump(plain) ? dumped(plain) : plain).replace(/0x/gi, "")
    .replace(/[\s:,]/g, "");
  if (digits === "") throw new EdgeError(`${where ?? "the input"} is empty`);
  const wrong = /[^0-9a-fA-Fx\s:,]/.exec(plain);
  if (!/^[0-9a-f]*$/i.test(digits)) {
    throw new EdgeError(
      where
        ? `${where} is no hex`
        : `the input is neither hex, JSON lines nor a capture file${placeOf(plain, wrong?.index)}`,
    );
  }
  if (digits.length % 2 !== 0) {
    throw new EdgeError(`${where ?? "the input"} is no hex: ${digits.length} digits are no octets`);
  }
  return Uint8Array.fromHex(digits);
}

/** Words that are hex and nothing else: the octets can stand on the command line. */
export const isHex = (text: string): boolean =>
  /[0-9a-f]{2}/i.test(text) && /^(?:0x|[0-9a-f\s:,])+$/i.test(text);

/** Lines as xxd, hexdump -C and Wireshark write them: an offset, then octets, then what they spell. */
function isDump(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.length > 0 && lines.every((line, i) => {
    const found = DUMP_LINE.exec(line);
    return found !== null && (i > 0 || /^0+$/.test(found[1]!) && found[2] !== undefined);
  });
}
const dumped = (text: string): string =>
  text.split("\n").map((line) => DUMP_LINE.exec(line)?.[2] ?? "").join(" ");

function placeOf(text: string, at: number | undefined): string {
  if (at === undefined) return "";
  const before = text.slice(0, at).split("\n");
  return ` (${JSON.stringify(text[at])} in line ${before.length}, column ${
    before.at(-1)!.length + 1
  })`;
}

/** An offset of four to eight digits, a gap, octets in groups; text begins behind two spaces or a bar. */
const DUMP_LINE =
  /^\s*([0-9a-f]{4,8}):?(?:\s{1,3}((?:[0-9a-f]{2} {0,2}){1,16}))?(?:(?: {2,}|\|| ).*)?$/i;

/** What the demo shows as it runs: what happens in the network, and below it what Cairn makes of it. */
import type { EventRow } from "../../controller/view/view.ts";
import { createLog, type Log } from "../../io/log.ts";
import type { Terminal } from "../../io/terminal.ts";
import { plainText } from "../../lib/plain_text.ts";

export interface DemoLog extends Log {
  /** A happening in the simulated network, in its own words. */
  happened(words: string): void;
  /** From now on people watch. */
  begin(): void;
}

/** With `quiet` nothing but failures is shown, on standard error. */
export function createDemoLog(terminal: Terminal, quiet: boolean): DemoLog {
  const failures = createLog({
    level: quiet ? "warning" : "error",
    format: "text",
    write: (line) => terminal.err(`${line}\n`),
  });
  let watched = false;
  const dim = (text: string) => terminal.color ? `\x1b[90m${text}\x1b[0m` : text;
  const time = () => new Date(terminal.now()).toISOString().slice(11, 19);
  return {
    ...failures,
    note(note) {
      if (quiet || note.severity === "error") failures.note(note);
      else if (watched && !TOLD_BY_THE_NETWORK.has(note.kind)) {
        terminal.out(`          Cairn: ${sentences(note)}\n`);
      }
    },
    happened(words) {
      if (!quiet && watched && !/ carries \d|^delay of /.test(words)) {
        terminal.out(`${dim(time())}  ${words}\n`);
      }
    },
    begin: () => void (watched = true),
  };
}

const sentences = ({ title, detail }: EventRow): string =>
  plainText(detail && detail.length < 80 ? `${title} ${detail}` : title);
const TOLD_BY_THE_NETWORK = new Set(["linkUp", "linkDown", "started"]);

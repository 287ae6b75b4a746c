/** Whatever somebody hands to `cairn decode`: messages and notes, or one sentence why not. */
import { messagesIn } from "../../../src/cli/decode/messages_in.ts";
import {
  dissectFound,
  jsonLine,
  summaryLine,
  treeText,
} from "../../../src/cli/decode/message_text.ts";
import { EdgeError } from "../../../src/io/edge_error.ts";
import { concat, must, plainWords, type Target } from "../case.ts";

export const captureFile: Target = {
  name: "captureFile",
  millisecondsAtMost: 2000,
  *run(parts) {
    const file = concat(parts);
    let found: ReturnType<typeof messagesIn>;
    try {
      found = messagesIn(file);
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      return yield `refused ${plainWords(error.message)}`;
    }
    for (const note of found.notes) yield `note ${plainWords(note)}`;
    for (const [i, message] of found.messages.slice(0, 20).entries()) {
      must(message.bytes.length > 0, "a message of no octets");
      if (message.note) yield `message ${plainWords(message.note)}`;
      const shown = { n: i + 1, message, tree: dissectFound(message) };
      JSON.parse(jsonLine(shown));
      summaryLine(shown, { color: true, columns: 80 });
      for (const line of treeText(shown, { color: false, columns: 80 }).split("\n")) {
        must(line.length <= 80 || /^\s{40}/.test(line), "a line that is wider than the terminal");
      }
    }
  },
};

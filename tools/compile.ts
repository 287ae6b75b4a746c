/**
 * `deno task compile`: dist/cairn-<target> by `deno compile`, with the UI, proto/ and the store's worker inside. It needs
 * denort of the same version, which Deno downloads, or DENORT_BIN.
 */
import { join } from "node:path";
import { buildUi, ROOT, statusOf, V8_FLAGS } from "./run.ts";

const target = Deno.args[0] ?? Deno.build.target;
const output = join(ROOT, "dist", `cairn-${target}`);
await buildUi();
const words = [
  "compile",
  "--allow-all",
  "--no-check",
  V8_FLAGS,
  ...["ui/dist", "proto", "src/io/store/sqlite_worker.ts"].flatMap((path) => ["--include", path]),
  ...(Deno.args[0] ? ["--target", target] : []),
  "--output",
  output,
  "main.ts",
];
let said = "";
const status = await statusOf(Deno.execPath(), words, {
  hear: (text) => void (said += text),
  timeoutMilliseconds: 300_000,
});
if (status === 0) {
  console.log(output);
} else {
  console.error(said.trim());
  console.error(
    `\ncompile: denort ${Deno.version.deno} for ${target} cannot be had here. Download it on a machine that reaches ` +
      "Deno's releases and set DENORT_BIN, or make the self-extracting executable: deno task package",
  );
  Deno.exit(1);
}

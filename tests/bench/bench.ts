/**
 * `deno task bench [figure …]`: each figure in fresh processes, one JSON line each, after a line about
 * the machine. A figure that cannot be had here says why on stderr and makes the exit status 1.
 */
import { existsSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

const FIGURES = [
  "spf",
  "ingest",
  "sync",
  "failover",
  "intent",
  "restart",
  "memory",
  "mesh",
  "codec",
];

const asked = Deno.args.length > 0 ? Deno.args : FIGURES;
const unknown = asked.filter((name) => !FIGURES.includes(name));
if (unknown.length > 0) {
  console.error(`there is no figure ${unknown.join(", ")}; known are ${FIGURES.join(", ")}`);
  Deno.exit(2);
}
console.log(JSON.stringify({
  machine: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  system: `${Deno.build.os} ${Deno.build.arch}`,
  deno: Deno.version.deno,
  v8: Deno.version.v8,
}));
let failures = 0;
for (const name of asked) {
  const script = fileURLToPath(new URL(`./${name}_bench.ts`, import.meta.url));
  if (!existsSync(script)) {
    console.error(`${name}: ${script} is missing`);
    failures++;
    continue;
  }
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc", script],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) {
    console.error(`${name}: exit status ${code}`);
    failures++;
  }
}
Deno.exit(failures > 0 ? 1 : 0);

/** `deno task kill [--times N] [--seed S]`: kill -9 at random moments; one JSON line; exit status 1 if anything was lost. */
import { parseArgs } from "node:util";
import { killAgainAndAgain } from "./kill_run.ts";

const { values } = parseArgs({
  options: { times: { type: "string", default: "50" }, seed: { type: "string", default: "1" } },
});
const times = Number(values.times), seed = Number(values.seed);
if (!Number.isSafeInteger(times) || times < 1 || !Number.isSafeInteger(seed)) {
  console.error("--times and --seed are whole numbers");
  Deno.exit(2);
}
let shown = 0;
const report = await killAgainAndAgain(times, seed, (kills, faults) => {
  for (; shown < faults.length; shown++) console.error(faults[shown]);
  if (kills % 100 === 0) console.error(`${kills} kills, ${faults.length} faults`);
});
console.log(JSON.stringify(report));
Deno.exit(report.faults.length > 0 ? 1 : 0);

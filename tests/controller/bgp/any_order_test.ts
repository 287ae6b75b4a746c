/** Whatever peers say, in whatever order: no mistake, no third connection, a way back; a loaded core does the same. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Stage } from "./talk.ts";

const SAID = [
  "open",
  "open id=192.0.2.200",
  "open restart=120 restarting",
  "open plain",
  "open hold=0",
  "open hold=2",
  "open ipv4",
  "keepalive",
  "node a b",
  "gone a",
  "end-of-rib",
  "begins",
  "ends",
  "refresh",
  "big 5000",
  "notification 2/7",
  "notification 6/2 later",
  "notification 6/7",
  "notification 6/9 hard",
  "octets ffffffffffffffffffffffffffffffff 0013 09",
  "octets 00",
  "octets ffffffffffff",
  "closes",
  "takes 40",
];
const UP = ["accepts", [0, "open restart=120"], [0, "keepalive"], [0, "node a b"]] as const;
const BOTH = ["connects", "accepts", [0, "open"], [1, "open"]] as const;
const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(1), fc.constantFrom(...SAID)) },
  { weight: 3, arbitrary: fc.constantFrom("connects", "accepts", "refused") },
  { weight: 2, arbitrary: fc.constantFrom("after 1", "after 6", "after 40", "after 200") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...["reset p1", "refresh p1", "shut p1 words", "enable p1"].map((words) =>
        `operator ${words}`
      ),
      ...["configure", "configure p1", "configure p1:64999"],
    ),
  },
);
/** Connections are named when they are made, so lines choose among those that there are. */
function play(stage: Stage, lines: readonly (string | readonly [number, string])[]): string[] {
  const got = [stage.play("start ->")];
  let made = 0;
  for (const one of lines) {
    if (typeof one !== "string") {
      const name = stage.open[one[0]];
      if (name !== undefined) got.push(stage.play(`${name} ${one[1]} ->`));
    } else if (one === "refused") got.push(stage.play("p1 refused ->"));
    else if (one.includes(" ")) got.push(stage.play(`${one} ->`));
    else if (one === "configure") got.push(stage.play("configure ->"));
    else got.push(stage.play(`p1 ${one} n${++made} ->`));
    assert(stage.open.length <= 2, `${stage.open.length} connections`);
    assert.deepEqual(stage.mistakes, []);
  }
  for (const name of stage.open) got.push(stage.play(`${name} closes ->`));
  for (const last of ["configure p1", "operator enable p1", "operator reset p1", "after 70"]) {
    got.push(stage.play(`${last} ->`));
  }
  return got;
}

Deno.test("a BGP peer may say and do anything: Cairn makes no mistake, and goes for a session again", () =>
  fc.assert(
    fc.property(fc.constantFrom([], UP, BOTH), fc.array(line, { maxLength: 40 }), (first, rest) => {
      const lines = [...first, ...rest];
      const got = play(new Stage({}, false), lines);
      assert.deepEqual(play(new Stage({}), lines), got);
      assert(got.slice(-4).some((words) => words.includes("connects p1")), got.join("\n"));
    }),
    { numRuns: 100 },
  ));

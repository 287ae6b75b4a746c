import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Computer, Event, What } from "../../../src/controller/step.ts";
import { FileJournal, segmentsOf } from "../../../src/io/journal/journal.ts";
import { readSegment, replay } from "../../../src/io/journal/replay.ts";
import { createEchoCore, loadEchoCore } from "../echo_core.ts";
import { temporaryFolder } from "../store/temporary.ts";

const BYTES = new TextEncoder();
const computer: Computer = {
  run: ({ list }) => Promise.resolve({ list: list.map(({ id }) => ({ id, ok: false }) as never) }),
};
const ports = { createCore: createEchoCore, loadCore: loadEchoCore, computer };
const folder = (): string => temporaryFolder("journal");

function journalIn(folder: string, more: { segmentOctets?: number; maximumOctets?: number } = {}) {
  let at = 1_700_000_000_000_000;
  const now = () => at++;
  const options = { folder, version: "test", keepSeconds: 1e9, maximumOctets: 1e9, now, ...more };
  return new FileJournal(options);
}
const received = (text: string, connection = 1): What => ({
  on: "received",
  connection,
  bytes: BYTES.encode(text),
});

/** Feeds `whats` to an echo core as the loop does, and answers the core. */
async function run(journal: FileJournal, whats: readonly What[], rotateEvery = Infinity) {
  const core = createEchoCore();
  journal.begin(new Uint8Array(), "start");
  let at = 1_000;
  const feed = async (what: What): Promise<void> => {
    const event: Event = { at: at += 10, what };
    let answer;
    try {
      answer = core.handle(event);
    } catch {
      answer = undefined;
    }
    journal.record(event, answer);
    for (const effect of answer?.effects ?? []) {
      if (effect.do !== "compute") continue;
      const result = await computer.run(effect.jobs);
      await feed({ on: "computed", batch: effect.batch, result });
    }
  };
  for (const [i, what] of whats.entries()) {
    await feed(what);
    if (i % rotateEvery === rotateEvery - 1) journal.begin(core.save());
  }
  journal.close();
  return core;
}

const anyWhat: fc.Arbitrary<What> = fc.oneof(
  fc.string().map((text) => received(text)),
  fc.constantFrom("boom", "later", "think").map((text) => received(text)),
  fc.nat().map((octets): What => ({ on: "room", connection: 1, octets })),
  fc.string().map((why): What => ({ on: "closed", connection: 1, why })),
  fc.constant<What>({ on: "woke" }),
  fc.nat().map((id): What => ({ on: "command", id, by: "anna", command: { do: "go" } })),
  fc.nat(5).map((through): What => ({ on: "stored", through })),
);

Deno.test("`replay()` of any run gives the same answers and the same core, over segments", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyWhat, { maxLength: 60 }),
      fc.integer({ min: 3, max: 30 }),
      async (whats, every) => {
        const path = folder();
        const core = await run(journalIn(path), whats, every);
        const report = await replay(path, ports);
        assert.equal(report.difference, undefined);
        assert.deepEqual(report.truncated, []);
        assert.deepEqual(report.core?.save(), core.save());
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("`replay()` names the first event after which the answers differ", async () => {
  const path = folder();
  await run(journalIn(path), [received("a"), received("b"), received("c")]);
  const report = await replay(path, {
    ...ports,
    createCore: () => {
      const core = createEchoCore();
      return {
        view: core.view,
        save: core.save,
        handle: (event) => {
          const answer = core.handle(event);
          return core.state.events === 2 ? { ...answer, effects: [] } : answer;
        },
      };
    },
  });
  assert.equal(report.difference?.record, 3); // the head is the first
  assert.deepEqual(report.difference?.event.what, received("b"));
});

Deno.test("`replay()` sees a computation that has another result", async () => {
  const path = folder();
  await run(journalIn(path), [received("think")]);
  const other: Computer = { run: () => Promise.resolve({ list: [] }) };
  const report = await replay(path, { ...ports, computer: other });
  assert.match(report.difference?.why ?? "", /batch 1 has another result/);
});

Deno.test("`readSegment()` bears a file that ends anywhere, as after a crash", async () => {
  const path = folder();
  const journal = journalIn(path);
  await run(journal, [received("first"), { on: "woke" }, received("last")]);
  const whole = readFileSync(journal.segment);
  for (let length = 8; length < whole.length; length++) {
    const cut = join(path, "cut");
    writeFileSync(cut, whole.subarray(0, length));
    const { records, truncated } = readSegment(cut);
    assert.ok(truncated || length === whole.length || records.length < 4);
    assert.ok(records.length < 4);
  }
  truncateSync(journal.segment, whole.length - 3);
  const report = await replay(path, ports);
  assert.equal(report.events, 2);
  assert.deepEqual(report.truncated, [journal.segment]);
  assert.equal(report.difference, undefined);
});

Deno.test("`replay()` passes over a segment that a full disk left empty", async () => {
  const path = folder();
  const journal = journalIn(path);
  await run(journal, [received("first")]);
  writeFileSync(join(path, "00000009.journal"), "");
  const report = await replay(path, ports);
  assert.equal(report.difference, undefined);
  assert.deepEqual(report.truncated, [join(path, "00000009.journal")]);
  await assert.rejects(replay(join(path, "nothing"), ports), /there is no .*nothing/);
});

Deno.test("`readSegment()` refuses what is no journal", () => {
  const path = join(folder(), "00000001.journal");
  appendFileSync(path, "something else altogether");
  assert.throws(() => readSegment(path), /is not a journal of this version/);
});

Deno.test("`FileJournal` is not full because the store held much at the start", () => {
  const journal = journalIn(folder(), { segmentOctets: 10_000 });
  journal.begin(new Uint8Array(), "start");
  const stored = [{ table: "policy", key: "large", value: "x".repeat(50_000) }];
  const config = {} as never;
  const started: What = { on: "started", version: "", seed: 1, config, stored };
  journal.record({ at: 1, what: started }, { effects: [], wakeAt: Infinity });
  assert.ok(!journal.full);
  journal.record({ at: 2, what: received("x".repeat(20_000)) }, { effects: [], wakeAt: Infinity });
  assert.ok(journal.full);
  journal.close();
});

Deno.test("`FileJournal` rests when the disk refuses, says so once, and begins again by itself", () => {
  const path = folder();
  let now = 0;
  const troubles: (Error | undefined)[] = [];
  const journal = new FileJournal({
    folder: path,
    version: "test",
    keepSeconds: 1e9,
    maximumOctets: 1e9,
    now: () => now,
    onTrouble: (error) => troubles.push(error),
  });
  journal.begin(new Uint8Array(), "start");
  rmSync(path, { recursive: true });
  journal.begin(new Uint8Array(), "rotation");
  assert.equal(troubles.length, 1);
  assert.ok(!journal.full, "not at once");
  now += 6e6;
  assert.ok(journal.full, "after a while it wants a new segment");
  journal.begin(new Uint8Array(), "rotation");
  journal.record({ at: 1, what: received("lost") }, { effects: [], wakeAt: Infinity });
  journal.flush();
  assert.deepEqual([troubles.length, journal.full], [1, false]);
  mkdirSync(path);
  now += 600e6;
  assert.ok(journal.full);
  journal.begin(new Uint8Array(), "rotation");
  journal.close();
  assert.deepEqual(troubles.map((error) => error instanceof Error), [true, false]);
  assert.equal(segmentsOf(path).length, 1);
});

Deno.test("`FileJournal` removes the oldest segments beyond its maximum, and numbers on after a restart", async () => {
  const path = folder();
  const whats = Array.from({ length: 40 }, () => received("x".repeat(1000)));
  await run(journalIn(path, { maximumOctets: 20_000 }), whats, 4);
  const first = segmentsOf(path);
  assert.ok(first.length < 8 && first.length > 2, `${first.length} segments`);
  assert.equal(first.at(-1)?.number, 11);
  await run(journalIn(path, { maximumOctets: 20_000 }), whats.slice(0, 1));
  assert.equal(segmentsOf(path).at(-1)?.number, 12);
  assert.equal((await replay(path, ports)).difference, undefined);
});

Deno.test("`FileJournal` costs little: 59,600 received events", () => {
  const path = folder();
  const journal = journalIn(path);
  journal.begin(new Uint8Array(), "start");
  const bytes = new Uint8Array(180).fill(7);
  const answer = { effects: [], wakeAt: Infinity };
  const begun = performance.now();
  for (let i = 0; i < 59_600; i++) {
    journal.record({ at: i, what: { on: "received", connection: 1, bytes } }, answer);
  }
  journal.close();
  const milliseconds = performance.now() - begun;
  // 5 % of the 1.2 s that ingest may take is 60 ms; here ten times as much, for a busy machine.
  assert.ok(milliseconds < 600, `${milliseconds} ms`);
  assert.equal(readSegment(journal.segment).records.length, 59_601);
});

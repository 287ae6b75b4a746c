/** Word of alarms to a webhook and to syslog, both on this machine. */
import { deepStrictEqual as equal, match, ok } from "node:assert/strict";
import { createSocket } from "node:dgram";
import type { AlarmRow, Kind, View } from "../../src/controller/view/view.ts";
import { followAlarms } from "../../src/io/alarms/alarm_sender.ts";
import { syslog, syslogMessage, webhook } from "../../src/io/alarms/alarm_targets.ts";
import { alarmTargets } from "../../src/io/alarms/configured_targets.ts";

const RAISED: AlarmRow = {
  id: "7",
  kind: "sessionDown",
  subject: "router rome",
  severity: "major",
  text: 'No PCEP session with rome: "closed".',
  raisedAt: 1_770_000_000_000_000,
  lastRaisedAt: 1_770_000_000_000_000,
  raisedCount: 1,
  active: true,
  state: "active",
  affectedCount: 2,
  affected: ["gold", "silver"],
};
const CLEARED: AlarmRow = {
  ...RAISED,
  active: false,
  state: "cleared",
  clearedAt: 1_770_000_060_000_000,
};

/** Alarms by number, and everybody who listens. */
class Source {
  readonly rows = new Map<number, AlarmRow>();
  readonly #listeners = new Set<(kind: Kind, ids: readonly number[]) => void>();
  readonly view = {
    ids: (kind: Kind) => kind === "alarm" ? this.rows.keys() : [],
    row: (kind: Kind, id: number) => kind === "alarm" ? this.rows.get(id) : { network: "core" },
  } as unknown as View;
  subscribe(listener: (kind: Kind, ids: readonly number[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  put(id: number, row: AlarmRow): void {
    this.rows.set(id, row);
    for (const listener of this.#listeners) listener("alarm", [id]);
  }
}

/** A web server of one path, which answers as it is told. */
function hook(answers: number[]) {
  const bodies: { event: string; authorization: string | null; [more: string]: unknown }[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const status = answers.shift() ?? 200;
      const authorization = request.headers.get("authorization");
      if (status < 400) bodies.push({ ...await request.json(), authorization });
      else await request.body?.cancel();
      return new Response(null, { status });
    },
  );
  return { bodies, url: `http://127.0.0.1:${server.addr.port}/secret-path`, server };
}
function book() {
  const said: string[] = [];
  return {
    said,
    say: (_: string, subject: string, words: string) => void said.push(`${subject}: ${words}`),
  };
}
async function until(done: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!done()) {
    ok(Date.now() < end, "it takes too long");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("`followAlarms()` posts what is raised and cleared, once each, and tries again while the hook fails", async () => {
  const { bodies, url, server } = hook([503, 500]);
  const source = new Source(), log = book();
  const end = followAlarms(source, [webhook(url, "Bearer hush")], log, [5, 5, 5]);
  source.put(7, RAISED);
  source.put(7, { ...RAISED, text: "Other words.", affectedCount: 3 }); // no news
  source.put(7, CLEARED);
  await until(() => bodies.length === 2);
  equal(
    bodies.map(({ event, id, subject, authorization }) => ({ event, id, subject, authorization })),
    [
      { event: "raised", id: "7", subject: "router rome", authorization: "Bearer hush" },
      { event: "cleared", id: "7", subject: "router rome", authorization: "Bearer hush" },
    ],
  );
  equal(bodies[1]!["clearedAt"], "2026-02-02T02:41:00.000Z");
  ok(log.said.length > 0 && !log.said.join().includes("secret-path"), log.said.join());
  end();
  await server.shutdown();
});

Deno.test("`followAlarms()` says nothing of what is shelved, and of what was active before it began", async () => {
  const { bodies, url, server } = hook([]);
  const source = new Source();
  source.rows.set(1, RAISED);
  const end = followAlarms(source, [webhook(url, undefined)], book(), [5]);
  source.put(1, { ...RAISED, text: "Still so." });
  source.put(2, { ...RAISED, id: "2", state: "shelved", shelvedBy: "anna" });
  source.put(3, { ...RAISED, id: "3" });
  source.put(3, { ...RAISED, id: "3", state: "acknowledged", acknowledgedBy: "anna" });
  await until(() => bodies.length === 2);
  equal(bodies.map(({ event, id }) => [event, id]), [["raised", "3"], ["acknowledged", "3"]]);
  end();
  await server.shutdown();
});

Deno.test("a target that takes nothing costs a bounded queue, and what was lost is counted", async () => {
  const source = new Source(), log = book();
  const gate = Promise.withResolvers<void>();
  const words: string[] = [];
  const end = followAlarms(source, [{
    name: "slow",
    close: () => {},
    send: async ({ alarm }) => {
      await gate.promise;
      words.push(alarm.id);
      return "sent";
    },
  }], log);
  for (let id = 1; id <= 700; id++) source.put(id, { ...RAISED, id: String(id) });
  gate.resolve();
  await until(() => words.at(-1) === "700");
  equal(words.length, 501); // the one that was under way, and the newest 500
  match(log.said.join(), /199 older words of alarms were dropped/);
  end();
});

Deno.test("`syslogMessage()` is as RFC 5424 §6 has it, and arrives over UDP", async () => {
  const text = syslogMessage({ what: "raised", alarm: RAISED, network: 'a"b]' });
  match(
    text,
    /^<27>1 2026-02-02T02:40:00\.000Z \S+ cairn \d+ alarmRaised \[alarm@32473 id="7" kind="sessionDown" subject="router rome" network="a\\"b\\\]" affected="2"\] \ufeffNo PCEP session/,
  );
  match(
    syslogMessage({ what: "cleared", alarm: CLEARED, network: "core" }),
    /^<29>1 2026-02-02T02:41:00/,
  );
  const server = createSocket("udp4");
  const got = Promise.withResolvers<string>();
  server.on("message", (octets) => got.resolve(String(octets)));
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", () => resolve()));
  const target = syslog("127.0.0.1", server.address().port);
  await target.send({ what: "raised", alarm: RAISED, network: "core" });
  match(await got.promise, /alarmRaised/);
  target.close();
  server.close();
});

Deno.test("`alarmTargets()` takes secrets from the environment, and its complaints do not have them", () => {
  Deno.env.set("CAIRN_TEST_HOOK", "hush-hush");
  const [one, two] = alarmTargets({
    alarms: {
      webhooks: [{
        url: "https://example.net/${CAIRN_TEST_HOOK}",
        authorization: "${CAIRN_TEST_HOOK}",
      }],
      syslog: "[::1]:514",
    },
  });
  equal([one?.name, two?.name], ["webhook example.net", "syslog ::1:514"]);
  one?.close();
  two?.close();
  // A file's name is no secret, and who looks for the file needs it.
  for (const url of ["${CAIRN_TEST_NOT_THERE}", "file:/nowhere/hook", "${CAIRN_TEST_HOOK}"]) {
    let words = "";
    try {
      alarmTargets({ alarms: { webhooks: [{ url }] } });
    } catch (error) {
      words = String(error);
    }
    match(words, /alarms\.webhooks\[0\]\.url/);
    ok(!words.includes("hush"), words);
    equal(words.includes("/nowhere/hook"), url.startsWith("file:"), words);
  }
});

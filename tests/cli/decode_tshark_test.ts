/** Wireshark as a witness: of all captures it sees the same messages and objects as `cairn decode --json`. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { create } from "@bufbuild/protobuf";
import { TimestampSchema } from "@bufbuild/protobuf/wkt";
import { messagesIn } from "../../src/cli/decode/messages_in.ts";
import { type Message, MessageSchema } from "../../src/gen/cairn/v1/session_pb.ts";
import { pcapOf } from "../../ui/state/pcap.ts";
import { run } from "./paper.ts";
import { cairnSays, counts, type Directions, tsharkSays, tsharkVersion } from "./tshark.ts";

/** Where the two differ, and why each is right to stay: Wireshark 4.0.17 and 4.6.9 alike. */
const DISAGREEMENTS = [
  {
    at: /^run(3|13-wedge)\.pcap .*\npcep message 2\/4: ours \d+, tshark \d+$/,
    why: "one has PCEP version 2, which nobody may take for a Keepalive (RFC 5440 §6.1); tshark " +
      "shows the version and goes on",
  },
  {
    at: /^run(3|13-wedge)\.pcap .*\npcep object 0\/[0?]: /,
    why: "an object of length 0 cannot be passed over: tshark stops at the first in a frame, and " +
      "shows no length of it",
  },
  {
    at: /^run3\.pcap 10\.9\.0\.2:4189 10\.255\.0\.5:4189\n/,
    why: "the lab cut a message off after 20 of its 92 octets and went on with others: tshark " +
      "takes no message of that direction any more, `cairn decode` goes on at the next that holds",
  },
];

const SHARED = fileURLToPath(new URL("../../../shared/", import.meta.url));

/** Whatever is not said equally often, in words. */
function differences(name: string, ours: Directions, theirs: Directions): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) => {
    const our = counts(ours.get(key)), their = counts(theirs.get(key));
    return [...new Set([...Object.keys(our), ...Object.keys(their)])]
      .filter((what) => our[what] !== their[what])
      .map((what) => `${name} ${key}\n${what}: ours ${our[what] ?? 0}, tshark ${their[what] ?? 0}`);
  });
}

function witness(): boolean {
  const version = tsharkVersion();
  if (version === undefined) console.log("note: there is no tshark: captures are not compared");
  else if (!existsSync(SHARED)) console.log("note: no captures beside the checkout to compare");
  else return true;
  return false;
}

Deno.test("tshark agrees with `cairn decode --json` on the messages and objects of all captures", async () => {
  if (!witness()) return;
  const found: string[] = [];
  let compared = 0;
  for (const name of readdirSync(`${SHARED}captures`).filter((file) => file.endsWith(".pcap"))) {
    const file = readFileSync(`${SHARED}captures/${name}`);
    const { out } = await run(["decode", "x", "--json"], { files: { x: file } });
    const ours = cairnSays(out);
    found.push(...differences(name, ours, tsharkSays(file)));
    for (const { messages } of ours.values()) compared += messages.length;
  }
  const unexplained = found.filter((text) => !DISAGREEMENTS.some(({ at }) => at.test(text)));
  assert.deepEqual(unexplained, []);
  for (const { at, why } of DISAGREEMENTS) assert.ok(found.some((text) => at.test(text)), why);
  assert.ok(compared > 10_000, `${compared} compared`);
});

Deno.test("tshark opens what the pages save as pcap, and sees the same as `cairn decode`", async () => {
  if (!witness()) return;
  for (const folder of ["captures", "lab/clab/captures"]) {
    for (
      const name of readdirSync(SHARED + folder).filter((file) => /pcep\.jsonl|mock/.test(file))
    ) {
      const { messages } = messagesIn(readFileSync(`${SHARED}${folder}/${name}`));
      const one = messages.filter((m) =>
        m.whole && (m.from ?? m.to) === (messages[0]!.from ?? messages[0]!.to)
      );
      const file = pcapOf(one.map(({ bytes, protocol, from }, i): Message =>
        create(MessageSchema, {
          n: i + 1,
          at: create(TimestampSchema, { seconds: BigInt(1_790_000_000 + i) }),
          direction: from === undefined ? "out" : "in",
          protocol,
          bytes,
        })
      ));
      const { out } = await run(["decode", "x", "--json"], { files: { x: file } });
      const ours = cairnSays(out);
      const theirs = tsharkSays(file);
      const all = [...ours.values()].flatMap(({ messages }) => messages)
        .filter((word) => word.startsWith("pcep message"));
      assert.equal(all.length, one.length, name);
      const different = differences(name, ours, theirs).filter((text) => !/object 0\//.test(text));
      assert.deepEqual(different, [], name);
    }
  }
});

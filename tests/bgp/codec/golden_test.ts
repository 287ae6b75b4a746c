import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { fromHex, plain } from "../shared_bytes.ts";

/** UPDATE=1 writes the .json beside each .hex anew; read the diff before you keep it. */
const FOLDER = new URL("../../golden/bgp/", import.meta.url);
const names = [...Deno.readDirSync(FOLDER)].map((entry) => entry.name)
  .filter((name) => name.endsWith(".hex")).map((name) => name.slice(0, -4)).sort();

for (const name of names) {
  const text = Deno.readTextFileSync(new URL(`${name}.hex`, FOLDER));
  const about = text.split("\n")[0]!.replace(/^# /, "");
  Deno.test(`\`decodeMessage()\` and \`lsFact()\` read golden bgp/${name} (${about})`, () => {
    const message = decodeMessage(fromHex(text.replace(/#.*$/gm, "").replace(/\s/g, "")));
    assert(message.kind !== "malformed");
    const facts = message.kind === "update" && message.attributeBytes
      ? message.reach.map((nlri) => lsFact(nlri, message.attributeBytes!))
      : [];
    const got = plain({ message: shortKeys(plain(message)), facts });
    const golden = new URL(`${name}.json`, FOLDER);
    if (Deno.env.get("UPDATE")) {
      Deno.writeTextFileSync(golden, JSON.stringify(got, null, 2) + "\n");
    }
    assert.deepEqual(got, JSON.parse(Deno.readTextFileSync(golden)));
    assert.deepEqual(plain(decodeMessage(encodeMessage(message))), plain(message));
  });
}

/** Keys are bytes as characters: of no use to a reader, and the hex has them. */
const shortKeys = (message: unknown): unknown =>
  JSON.parse(JSON.stringify(message, (name, value) => name === "key" ? undefined : value));

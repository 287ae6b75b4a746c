/** Profiles are data: nothing outside their room knows a vendor, and nothing in them is there for nobody. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DEFAULT } from "../../../src/pcep/profiles/default.ts";
import { detectProfile, PROFILE_NAMES, PROFILES } from "../../../src/pcep/profiles/detect.ts";
import type { Open, PcepTlv } from "../../../src/pcep/codec/message.ts";

const SRC = fileURLToPath(new URL("../../../src/", import.meta.url));
/** Names of code points are the registry's; what is made from ../proto is not ours to word. */
const NOT_LOOKED_AT = /^(gen|pcep\/profiles|pcep\/registry)\//;

function sources(folder = ""): { path: string; code: string }[] {
  return readdirSync(SRC + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name;
    if (entry.isDirectory()) return sources(`${path}/`);
    if (!path.endsWith(".ts") || NOT_LOOKED_AT.test(path)) return [];
    const text = readFileSync(SRC + path, "utf8");
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"])\/\/.*$/gm, "$1");
    return [{ path, code }];
  });
}
const ALL = sources();

Deno.test("no code outside the profiles names a vendor", () => {
  const vendors =
    /\bfrr|Frr|FRR|junos|juniper|cisco|ios[-_ ]?xr|nokia|\bsr-os|srOs|huawei|\bvrp\b|opendaylight/i;
  const named = ALL.flatMap(({ path, code }) =>
    code.split("\n").filter((line) => vendors.test(line)).map((line) => `${path}: ${line.trim()}`)
  );
  assert.deepEqual(named, []);
});

Deno.test("no code outside the profiles asks for a profile's name", () => {
  const asks =
    /profile\??\.(name|title)\s*(===?|!==?)|(===?|!==?)\s*[\w.]*profile\??\.(name|title)/;
  const found = ALL.flatMap(({ path, code }) => asks.test(code) ? [path] : []);
  assert.deepEqual(found, []);
});

Deno.test("every key of a profile is read by something", () => {
  const code = ALL.map((source) => source.code).join("\n");
  const unread = Object.keys(DEFAULT).filter((key) => !new RegExp(`\\b${key}\\b`).test(code));
  assert.deepEqual(unread, []);
});

Deno.test("each profile is a file of its own that says what the RFCs' would not", () => {
  for (const name of PROFILE_NAMES) {
    const file = readFileSync(`${SRC}pcep/profiles/${name.replaceAll("-", "_")}.ts`, "utf8");
    assert.ok(file.includes(`name: "${name}"`), name);
    if (name !== "default") assert.notDeepEqual({ ...PROFILES[name], name: "default" }, DEFAULT);
  }
});

const open = (...tlvs: PcepTlv[]): Open => ({
  kind: "open",
  keepaliveSeconds: 30,
  deadTimerSeconds: 120,
  sessionId: 1,
  tlvs,
});
const types = (...value: number[]): PcepTlv => ({ kind: "associationTypes", value });
const enterprise = (number: number): PcepTlv => ({
  kind: "vendorInformation",
  value: { enterprise: number, content: new Uint8Array(0) },
});
const EARLY: PcepTlv = {
  kind: "srPceCapability",
  value: { flags: { sidAlgorithm: false, nai: true, unlimitedMsd: false }, msd: 10 },
};

Deno.test("`detectProfile()` goes by what an Open holds, and the configuration has the last word", () => {
  const found = (...tlvs: PcepTlv[]) => detectProfile(open(...tlvs)).name;
  assert.equal(found(types(2, 65505)), "junos");
  assert.equal(found({ kind: "unknown", type: 65512, value: new Uint8Array(4) }), "junos");
  assert.equal(found(types(2, 20)), "ios-xr");
  assert.equal(found(types(20, 65505)), "junos"); // the rarer number wins
  assert.deepEqual([9, 2636, 2011, 6527, 42].map((one) => found(enterprise(one))), [
    "ios-xr",
    "junos",
    "vrp",
    "sr-os",
    "default",
  ]);
  assert.equal(found(types(6)), "default");
  assert.equal(detectProfile(open(types(20)), "sr-os").name, "sr-os");
});

Deno.test("an SR capability at top level alone is answered with one (RFC 8664 App. A)", () => {
  const early = detectProfile(open(types(1), EARLY));
  assert.equal(early.name, "default");
  assert.ok(early.openTlvs.includes("srPceCapability"));
  assert.ok(!detectProfile(open(types(1))).openTlvs.includes("srPceCapability"));
});

import assert from "node:assert/strict";
import { dissect } from "../../../src/bgp/codec/dissect.ts";
import { encodeLsAttribute, encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { makeLink } from "../../../src/bgp/codec/write_ls_nlri.ts";
import type { Dissection } from "../../../src/wire/dissect.ts";
import { fromHex } from "../shared_bytes.ts";
import { AS_PATH, attribute, NAME, NODE, ORIGIN, reach, update } from "./update_hex.ts";

/** "part.inner: value" of every part that has a value, below parts of these names. */
function valuesOf(tree: Dissection, within: string): readonly string[] {
  const found: string[] = [];
  const walk = (part: Dissection, inside: boolean): void => {
    const here = inside || part.name === within;
    if (here && part.value !== undefined) found.push(`${part.name}: ${part.value}`);
    for (const child of part.children) walk(child, here);
  };
  walk(tree, false);
  return found;
}
const golden = (name: string): Dissection => {
  const text = Deno.readTextFileSync(new URL(`../../golden/bgp/${name}.hex`, import.meta.url));
  return dissect(fromHex(text.replace(/#.*$|\s/gm, "")));
};

Deno.test("`dissect()` names flags by the protocol of the NLRI (RFC 9085 §2.2.1, §2.3.1, §2.3.2)", () => {
  const flags = (protocolId: number): readonly string[] => {
    const node = (n: string) => ({ igpRouterId: n });
    const link = makeLink({ protocolId, localNode: node("01"), remoteNode: node("02"), link: {} });
    const sid = { label: 24001, index: undefined };
    const attributeBytes = encodeLsAttribute([
      { kind: "adjacencySid", value: { flags: 0x70, weight: 0, sid } },
      { kind: "prefixSid", value: { flags: 0x40, algorithm: 0, sid } },
      { kind: "prefixFlags", value: 0x20 },
      { kind: "range", value: { flags: 0x80, size: 1, subTlvs: [] } },
      { kind: "flexAlgorithmMetric", value: { algorithm: 128, flags: 0x80, metric: 1 } },
    ]);
    const path = { origin: "igp", asPath: [] } as const;
    const tree = dissect(encodeMessage({ kind: "update", reach: [link], path, attributeBytes }));
    return valuesOf(tree, "BGP-LS Attribute").filter((v) => /lags: 0x/.test(v)).map((v) =>
      v.replace(/.*\(|\)$/g, "")
    );
  };
  const isis = ["backup, value, local", "node", "node", "ipv6", "none"];
  assert.deepEqual(flags(1), isis);
  assert.deepEqual(flags(2), isis);
  assert.deepEqual(flags(3), [
    "value, local, set",
    "noPenultimatePop",
    "entropyLabel",
    "interArea",
    "external",
  ]);
  assert.deepEqual(flags(6), [
    "value, local, set",
    "noPenultimatePop",
    "node",
    "interArea",
    "external",
  ]);
});

Deno.test("`dissect()` names them where attribute 29 stands before its NLRI, as Junos has it", () => {
  const adjacency = attribute("90", "1d", "044b 0007 30 00 0000 005dc1").replace(
    "90 1d 0b",
    "90 1d 000b",
  );
  const tree = dissect(update(ORIGIN, AS_PATH, adjacency, reach(NODE)));
  assert(valuesOf(tree, "Adjacency SID").includes("flags: 0x30 (value, local)"));
});

Deno.test("`dissect()` says SRv6 behaviors and structures in words (RFC 9514 §4, §7)", () => {
  const lan = valuesOf(golden("figure_ospfv3_link"), "OSPFv3 SRv6 LAN End.X SID");
  assert.deepEqual(lan.slice(0, 5), [
    "behavior: 52 (End.X with NEXT-CSID)",
    "flags: 0x80 (backup)",
    "algorithm: 0 (shortest path)",
    "weight: 10",
    "neighbor: 0a000003",
  ]);
  const sid = valuesOf(golden("figure_ospfv3_srv6_sid"), "SRv6 Endpoint Behavior");
  assert.equal(sid[0], "behavior: 43 (End with NEXT-CSID)");
});

Deno.test("`dissect()` opens SR policies down to their segments (RFC 9857 §5.7.1)", () => {
  const tree = golden("figure_sr_policy_mpls");
  const path = valuesOf(tree, "SR Policy Candidate Path Descriptor");
  assert.deepEqual(path.slice(0, 4), [
    "protocolOrigin: 10 (PCEP)",
    "flags: none",
    "endpoint: 10.255.0.9",
    "color: 100",
  ]);
  const segments = valuesOf(tree, "SR Segment");
  assert(segments.includes("type: 3 (C: IPv4 node)") && segments.includes("sid: 16003"));
  assert(segments.includes("type: 6 (F: IPv4 addresses of a link)"));
});

Deno.test("`dissect()` reads next hops of VPNs and of two addresses (RFC 4659 §3.2.1, RFC 4760 §3)", () => {
  const hops = (hop: string) => {
    const octets = (hop.length / 2).toString(16).padStart(2, "0");
    const value = `4004 48 ${octets} ${hop} 00`;
    return valuesOf(dissect(update(ORIGIN, AS_PATH, attribute("80", "0e", value))), "MP_REACH_NLRI")
      .filter((v) => /hop:|distinguisher/.test(v));
  };
  const rd = "0000fde800000007", six = "20010db8".padEnd(31, "0") + "1";
  assert.deepEqual(hops("0a000001"), ["next hop: 10.0.0.1"]);
  assert.deepEqual(hops(`${rd}0a000001`), ["route distinguisher: 65000:7", "next hop: 10.0.0.1"]);
  assert.deepEqual(hops(`${rd}${six}`), ["route distinguisher: 65000:7", "next hop: 2001:db8::1"]);
  assert.equal(hops(six + six).length, 2);
  assert.equal(hops(rd + six + rd + six).length, 4);
  assert.deepEqual(hops("0a00000102"), ["next hop: 0a00000102"]);
});

Deno.test("`dissect()` shows private NLRI with their enterprise, stub links with their descriptors", () => {
  const stub = valuesOf(golden("figure_drafts"), "Stub Link NLRI");
  assert(stub.includes("Remote AS Number: 65011"));
  const own = dissect(update(ORIGIN, AS_PATH, reach("fde8 0006 00000a4c abcd"), NAME));
  assert.deepEqual(valuesOf(own, "type 65000 NLRI"), [
    "type: 65000",
    "length: 6",
    "enterprise: 2636",
    "octets: abcd",
  ]);
});

Deno.test("`dissect()` opens what a hard reset stands for, and its text (RFC 8538 §3.1, RFC 9003 §2)", () => {
  const body = fromHex("060906020362 7965".replaceAll(" ", ""));
  const bytes = Uint8Array.of(...new Array<number>(16).fill(255), 0, 19 + body.length, 3, ...body);
  assert.deepEqual(valuesOf(dissect(bytes), "what it stands for"), [
    "code: 6 (cease)",
    "subcode: 2 (administrative shutdown)",
    'text: "bye"',
  ]);
});

Deno.test("`dissect()` reads communities and AIGP in words (RFC 4360, RFC 8092, RFC 7311)", () => {
  const tree = dissect(update(
    "c0 08 08 fde80064 ffffff01",
    "c0 10 10 0002fde800000001 030b000000000064",
    "80 1a 0b 01 000b 000000000000000a",
  ));
  assert(valuesOf(tree, "COMMUNITY").includes("value: 65000:100, no export"));
  const extended = valuesOf(tree, "EXTENDED COMMUNITIES");
  assert(extended.includes("value: route target 65000:1, color 100"));
  assert(valuesOf(tree, "AIGP").includes("value: 10"));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Association, NO_ATTRIBUTES } from "../../../src/pcep/codec/message.ts";
import { readSrPolicy } from "../../../src/pcep/codec/sr_policy.ts";
import { fromHex } from "../../wire/hex.ts";

const association = (type: number, tlvs: Association["tlvs"]): Association => ({
  type,
  id: 1,
  source: 0x0aff0001,
  removal: false,
  tlvs,
});
const cisco = (hex: string) => [{ enterprise: 9, content: fromHex(hex) }];
const id = { protocolOrigin: 10, originatorAsn: 65001, originator: 1, discriminator: 7 };

Deno.test("`readSrPolicy()` reads the association of RFC 9862, of IPv4 and IPv6", () => {
  const v4 = association(6, [
    { kind: "extendedAssociationId", value: fromHex("00000064 0aff0004") },
    { kind: "candidatePathId", value: id },
    { kind: "preference", value: 200 },
    { kind: "policyName", value: "gold" },
  ]);
  assert.deepEqual(readSrPolicy({ ...NO_ATTRIBUTES, associations: [v4] }), {
    color: 100,
    endpoint: 0x0aff0004,
    candidatePath: id,
    preference: 200,
    policyName: "gold",
  });
  const v6 = association(6, [
    {
      kind: "extendedAssociationId",
      value: fromHex("00000064" + "20010db8" + "0".repeat(23) + "1"),
    },
  ]);
  assert.equal(readSrPolicy({ ...NO_ATTRIBUTES, associations: [v6] })?.endpoint, "2001:db8::1");
});

Deno.test("`readSrPolicy()` reads Junos' association and the Cisco object; the association wins", () => {
  const junos = association(65505, [
    { kind: "earlyColorAndEndpoint", value: fromHex("00000064 0aff0004") },
    { kind: "earlyPreference", value: 50 },
  ]);
  const both = { ...NO_ATTRIBUTES, associations: [junos], vendor: cisco("00010004 0000012c") };
  assert.deepEqual(readSrPolicy(both), { color: 100, endpoint: 0x0aff0004, preference: 50 });
  const object = { ...both, associations: [] };
  assert.deepEqual(readSrPolicy(object), { color: 300 });
  const preferred = { ...object, vendor: cisco("00010004 0000012c 00030004 000000c8") };
  assert.deepEqual(readSrPolicy(preferred), { color: 300, preference: 200 });
  assert.equal(
    readSrPolicy({ ...NO_ATTRIBUTES, associations: [{ ...junos, removal: true }] }),
    undefined,
  );
});

Deno.test("`readSrPolicy()` makes nothing of octets that say nothing", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 30 }), (content) => {
    readSrPolicy({ ...NO_ATTRIBUTES, vendor: [{ enterprise: 9, content }] });
    const odd = association(6, [{ kind: "extendedAssociationId", value: content }]);
    const found = readSrPolicy({ ...NO_ATTRIBUTES, associations: [odd] });
    assert.equal(found !== undefined, content.length === 8 || content.length === 20);
  }));
});

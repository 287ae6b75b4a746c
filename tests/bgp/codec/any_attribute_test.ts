import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { dissect } from "../../../src/bgp/codec/dissect.ts";
import { encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { structureFault } from "../../../src/bgp/codec/ls_structure.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { makeNode } from "../../../src/bgp/codec/write_ls_nlri.ts";
import { lsAttribute } from "../../../src/bgp/registry/ls_attributes.ts";
import { encode } from "../../../src/wire/tlv.ts";
import { valueOf } from "../../wire/arbitrary.ts";
import { KNOWN } from "../arbitrary.ts";

const TYPES = ["node", "link", "ipv4Prefix", "ipv6Prefix", "srv6Sid", "srPolicy"] as const;
/** Attribute 29 of TLVs that the rows can hold, in any company. */
const attribute = valueOf(lsAttribute, KNOWN).map((tlvs) =>
  encode(lsAttribute, tlvs as Parameters<typeof lsAttribute.write>[1])
);
const node = makeNode({ protocolId: 2, localNode: { igpRouterId: "000000000001" } });
const path = { origin: "igp", asPath: [] } as const;

Deno.test("`lsFact()` makes something of any TLVs of the rows, and leaves none unread as malformed", () =>
  fc.assert(
    fc.property(attribute, fc.constantFrom(1, 2, 3, 4, 6, 7, 9), (attributeBytes, protocolId) => {
      assert.equal(structureFault(attributeBytes, 0, attributeBytes.length), undefined);
      for (const type of TYPES) {
        const fact = lsFact({ type, protocolId }, attributeBytes);
        assert(fact);
        assert.deepEqual(fact.unread.filter((tlv) => tlv.why !== "absurd"), []);
      }
    }),
    { numRuns: 1_000 },
  ));

Deno.test("An UPDATE of such an attribute, cut anywhere inside it, costs no more than the object's attributes", () =>
  fc.assert(
    fc.property(attribute, fc.nat(), (attributeBytes, at) => {
      const cut = attributeBytes.subarray(0, at % (attributeBytes.length + 1));
      const bytes = encodeMessage({ kind: "update", reach: [node], path, attributeBytes: cut });
      const message = decodeMessage(bytes);
      assert(message.kind === "update");
      assert.deepEqual(message.reach, [node]);
      assert(message.errors.every((error) => error.remedy === "attributeDiscard"));
      assert.equal(dissect(bytes).length, bytes.length);
    }),
    { numRuns: 1_000 },
  ));

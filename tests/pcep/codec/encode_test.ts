import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage, encodeMessages } from "../../../src/pcep/codec/encode.ts";
import {
  errorMessage,
  type InitiateCreate,
  type InitiateRequest,
  isPlspId,
  type Message,
  NO_ATTRIBUTES,
  PLAIN_LSP,
  type PlspId,
  plspId,
  type UpdateRequest,
} from "../../../src/pcep/codec/message.ts";
import { PROFILES } from "../../../src/pcep/profiles/detect.ts";
import { FRR } from "../../../src/pcep/profiles/frr.ts";
import { toHex } from "../../wire/hex.ts";
import { initiateRequest } from "../arbitrary.ts";

const CREATE: InitiateCreate = {
  ...PLAIN_LSP,
  ...NO_ATTRIBUTES,
  action: "create",
  srpId: 0x65,
  pathSetupType: 1,
  symbolicPathName: "b1",
  delegate: true,
  adminUp: true,
  endpoints: { kind: "ipv4", source: 0x0aff0001, destination: 0x0aff0004 },
  ero: [
    { kind: "sr", loose: false, label: 16005 },
    { kind: "sr", loose: false, label: 16004 },
  ],
  vendor: [{ enterprise: 9, content: Uint8Array.of(0, 1, 0, 4, 0, 0, 1, 0x2c) }],
  segmentLists: [],
};
const UPDATE: UpdateRequest = {
  ...PLAIN_LSP,
  ...NO_ATTRIBUTES,
  plspId: plspId(1)!,
  srpId: 200,
  pathSetupType: 1,
  delegate: true,
  adminUp: true,
  ero: CREATE.ero,
  segmentLists: [],
};
const initiate = (...requests: InitiateRequest[]): Message => ({
  kind: "initiate",
  requests,
  problems: [],
});

Deno.test("no PCInitiate that `encodeMessage()` writes deletes with PLSP-ID 0 (rules I.1)", () => {
  const forged = fc.integer({ min: -2, max: 0x100001 }).map((n) => n as PlspId);
  const request = fc.oneof(
    initiateRequest,
    forged.map((id): InitiateRequest => ({
      action: "delete",
      srpId: 1,
      plspId: id,
      pathSetupType: 1,
    })),
    forged.map((id): InitiateRequest => ({
      action: "takeOver",
      srpId: 1,
      plspId: id,
      pathSetupType: 1,
    })),
  );
  const profile = fc.constantFrom(...Object.values(PROFILES));
  fc.assert(
    fc.property(request, profile, (r, p) => {
      let bytes: Uint8Array;
      try {
        bytes = encodeMessage(initiate(r as InitiateRequest), p);
      } catch (e) {
        assert(e instanceof RangeError);
        return;
      }
      // Read here by hand: the decoder could share a mistake with the encoder.
      let remove = false;
      for (let at = 4; at < bytes.length;) {
        if (bytes[at] === 33) remove = (bytes[at + 7]! & 1) === 1;
        if (bytes[at] === 32 && remove) {
          const id = bytes[at + 4]! << 12 | bytes[at + 5]! << 4 | bytes[at + 6]! >> 4;
          assert(id >= 1 && id <= 0xffffe, `PLSP-ID ${id}`);
        }
        at += bytes[at + 2]! << 8 | bytes[at + 3]!;
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("`plspId()` makes ids of single LSPs only", () => {
  for (const no of [0, -1, 0xfffff, 0x100000, 1.5, NaN]) assert.equal(plspId(no), undefined);
  assert(isPlspId(1) && isPlspId(0xffffe));
});

Deno.test("`encodeMessage()` writes for FRR the octets that FRR 10.7.1 accepted", () => {
  assert.equal(
    toHex(encodeMessage(initiate(CREATE), FRR)),
    "200c0058" + "211200140000000000000065001c000400000001" + "20120010000000090011000262310000" +
      "0412000c0aff00010aff0004" + "071200142408000903e850002408000903e84000" +
      "2210001000000009000100040000012c",
  );
  assert.equal(
    toHex(encodeMessage({ kind: "update", updates: [UPDATE], problems: [] }, FRR)),
    "200b0034" + "2112001400000000000000c8001c000400000001" + "2012000800001009" +
      "071200142408000903e850002408000903e84000",
  );
  const remove = { action: "delete", srpId: 221, plspId: plspId(2)!, pathSetupType: 1 } as const;
  assert.equal(
    toHex(encodeMessage(initiate(remove), FRR)),
    "200c0020" + "2112001400000001000000dd001c000400000001" + "2012000800002001",
  );
});

Deno.test("`encodeMessage()` gives FRR the error before what it is about, and others RFC order", () => {
  const error = errorMessage(19, 3, { srpIds: [101] });
  const srp = "2112000c0000000000000065", object = "0d10000800001303";
  assert.equal(toHex(encodeMessage(error, FRR)), "20060018" + object + srp);
  assert.equal(toHex(encodeMessage(error)), "20060018" + srp + object);
});

Deno.test("`encodeMessage()` keeps from FRR what stops or ends it", () => {
  const v6: InitiateCreate = {
    ...CREATE,
    endpoints: { kind: "ipv6", source: "2001:db8::1", destination: "2001:db8::2" },
  };
  assert.throws(() => encodeMessage(initiate(v6), FRR), RangeError);
  assert.throws(() => encodeMessage(initiate(CREATE, CREATE), FRR), RangeError);
  assert.equal(encodeMessages(initiate(CREATE, CREATE), FRR).length, 2);
  assert.equal(encodeMessages(initiate(CREATE, CREATE)).length, 1);
  const rich: InitiateCreate = {
    ...CREATE,
    xro: { fail: false, hops: [] },
    associations: [{ type: 6, id: 1, source: 1, removal: false, tlvs: [] }],
    others: [{ class: 45, type: 1, mustProcess: false, ignored: false, body: new Uint8Array(8) }],
    segmentLists: [{ pathId: 1, remove: false, operState: "up", tlvs: [], ero: CREATE.ero }],
  };
  assert.deepEqual(encodeMessage(initiate(rich), FRR), encodeMessage(initiate(CREATE), FRR));
});

Deno.test("`encodeMessage()` writes the binding SID as the profile takes it, after the name", () => {
  const create: InitiateCreate = {
    ...CREATE,
    bindingSids: [{ kind: "label", label: 2003, removal: false, specifiedOnly: false }],
  };
  const lsp = (bytes: Uint8Array) => {
    const hex = toHex(bytes), at = hex.indexOf("2012", 8 + 40);
    return hex.slice(at, at + 2 * 28);
  };
  assert.equal(
    lsp(encodeMessage(initiate(create), FRR)),
    "2012001c0000000900110002623100" + "00ffe10006" + "0000007d3000" + "0000",
  );
  const rfc = decodeMessage(encodeMessage(initiate(create)));
  assert(rfc.kind === "initiate" && rfc.requests[0]?.action === "create");
  assert.deepEqual(rfc.requests[0].bindingSids, create.bindingSids);
});

Deno.test("`encodeMessage()` refuses labels and messages that the wire cannot carry", () => {
  const hop = { kind: "sr", loose: false, label: 1 << 20 } as const;
  assert.throws(() => encodeMessage(initiate({ ...CREATE, ero: [hop] })), RangeError);
  const many = Array.from({ length: 2000 }, () => CREATE);
  assert.throws(() => encodeMessage(initiate(...many)), RangeError);
  const split = encodeMessages(initiate(...many));
  assert(split.length > 2 && split.every((bytes) => bytes.length <= 65535));
});

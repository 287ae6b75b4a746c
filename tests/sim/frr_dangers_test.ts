import assert from "node:assert/strict";
import { frrDangers } from "../../lab/sim/frr_dangers.ts";
import { labelHop } from "../../lab/sim/pcc_lsp.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import {
  errorMessage,
  type InitiateCreate,
  type Message,
  NO_ATTRIBUTES,
  PLAIN_LSP,
} from "../../src/pcep/codec/message.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";
import { FRR } from "../../src/pcep/profiles/frr.ts";
import type { Profile } from "../../src/pcep/profiles/profile.ts";
import { openMessage, PCE } from "../../src/pcep/session/open.ts";

const CREATE: InitiateCreate = {
  ...PLAIN_LSP,
  ...NO_ATTRIBUTES,
  action: "create",
  srpId: 1,
  pathSetupType: 1,
  symbolicPathName: "a",
  endpoints: { kind: "ipv4", source: 1, destination: 2 },
  ero: [labelHop(16002)],
  segmentLists: [],
};
const dangersOf = (message: Message, profile: Profile = FRR) => {
  const bytes = encodeMessage(message, profile);
  return frrDangers(decodeMessage(bytes), bytes);
};
const initiate = (...requests: readonly InitiateCreate[]): Message => ({
  kind: "initiate",
  requests,
  problems: [],
});

Deno.test("`frrDangers()` finds nothing in what the profile of FRR makes", () => {
  const bindingSids = [
    { kind: "label", label: 2003, removal: false, specifiedOnly: false } as const,
  ];
  for (
    const message of [
      openMessage(PCE, FRR),
      initiate(CREATE),
      initiate({ ...CREATE, bindingSids }),
      errorMessage(19, 1, { srpIds: [1] }),
    ]
  ) {
    assert.deepEqual(dangersOf(message), []);
  }
});

Deno.test("`frrDangers()` names what crashes FRR or stops it reading", () => {
  const { endpoints: _, ...without } = CREATE;
  const cases: readonly (readonly [Message, Profile, RegExp])[] = [
    [openMessage({ ...PCE, tlvs: [] }, FRR), FRR, /Open without TLVs/],
    [initiate(without), FRR, /without END-POINTS/],
    [initiate(CREATE, { ...CREATE, srpId: 2 }), DEFAULT, /several LSPs/],
    [errorMessage(19, 1, { srpIds: [1] }), DEFAULT, /begin with its error/],
    [{ kind: "startTls" }, FRR, /type 13/],
    [initiate({ ...CREATE, xro: { fail: false, hops: [] } }), DEFAULT, /object class 17/],
  ];
  for (const [message, profile, danger] of cases) {
    assert.match(dangersOf(message, profile).join(), danger);
  }
});

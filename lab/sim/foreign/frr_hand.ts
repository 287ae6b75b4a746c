/** The hand of FRR 10.7.1: octets of recorded sessions with five real routers (run and message named). */
import type { Hand } from "./hand.ts";
import { stencil } from "./stencil.ts";

const run = (name: string, message: number) => `FRR 10.7.1, lab run ${name}, message ${message}`;
const NONE: Readonly<Record<never, never>> = {};

export const FRR_HAND: Hand = {
  vendor: "frr",
  open: stencil(
    run("11", 3),
    "20010028 01100024 201e7802 0010000400000005 00220010 00000001 01000000 001a0004 00000008",
    { keepalive: [9, 1], deadTimer: [10, 1], sessionId: [11, 1], msd: [39, 1] },
  ),
  keepalive: stencil(run("11", 5), "20020004", NONE),
  close: stencil(run("11", 102), "2007000c 0f100008 00000002", { reason: [11, 1] }),
  endOfSync: stencil(
    run("11", 13),
    "200a0024 2012001c 00000000 00120010 00000000 00000000 00000000 00000000 07120004",
    NONE,
  ),
  header: stencil(run("3", 83), "200a0050", { type: [1, 1], length: [2, 2] }),

  srp: stencil(run("3", 83), "21120014 00000000 00000065 001c0004 00000001", {
    flags: [4, 4],
    srpId: [8, 4],
  }),
  lsp: stencil(run("3", 83), "20120024 000030c9", { length: [2, 2], idAndFlags: [4, 4] }),
  ero: stencil(run("3", 83), "07120014", { length: [2, 2] }),
  lspa: stencil(run("3", 45), "09120014 00000004 00000000 00000000 04040000", {
    excludeAny: [4, 4],
    includeAny: [8, 4],
    includeAll: [12, 4],
    setup: [16, 1],
    holding: [17, 1],
    flags: [18, 1],
  }),
  bandwidth: stencil(run("3", 45), "05120008 447a0000", { value: [4, 4] }),
  metric: stencil(run("3", 45), "0610000c 00000202 42200000", {
    flags: [6, 1],
    type: [7, 1],
    value: [8, 4],
  }),
  association: stencil(`${run("3", 89)}, as a PCE sent it`, "28100050 00000000 00060001 0aff0001", {
    length: [2, 2],
    type: [8, 2],
    id: [10, 2],
    source: [12, 4],
  }),
  vendorInformation: stencil(`${run("3", 85)}, as a PCE sent it`, "22100010 00000009", {
    length: [2, 2],
    enterprise: [4, 4],
  }),
  rp: stencil(run("11", 31), "02120014 00000080 00000001 001c0004 00000001", { requestId: [8, 4] }),
  endpoints: stencil(run("11", 31), "0412000c 0aff0001 0aff0003", {
    source: [4, 4],
    destination: [8, 4],
  }),
  notification: stencil(run("11", 32), "0c100008 00000101", { type: [6, 1], value: [7, 1] }),
  notifiedRp: stencil(run("11", 32), "02100014 00000080 00000001 001c0004 00000001", {
    requestId: [8, 4],
  }),
  error: stencil(run("3", 136), "0d100008 00001802", { type: [6, 1], value: [7, 1] }),
  refusedSrp: stencil(run("3", 136), "21100014 00000000 0000006a 001c0004 00000001", {
    srpId: [8, 4],
  }),

  identifiers: stencil(run("3", 83), "00120010 0aff0001 0000 0000 0aff0001 0aff0004", {
    sender: [4, 4],
    lspId: [8, 2],
    tunnelId: [10, 2],
    extendedTunnelId: [12, 4],
    endpoint: [16, 4],
  }),
  name: stencil(run("3", 83), "00110002", { length: [2, 2] }),
  bindingSid: stencil(run("3", 115), "ffe10006 0000 007d3000 0000", { labelEntry: [6, 4] }),

  label: stencil(run("3", 83), "24080009 03e85000", { labelEntry: [4, 4] }),
  node: stencil(run("3", 125), "240c1001 03e85000 0aff0005", { labelEntry: [4, 4], node: [8, 4] }),
  adjacency: stencil(run("3", 133), "24103001 03a98000 0a000001 0a000002", {
    labelEntry: [4, 4],
    local: [8, 4],
    remote: [12, 4],
  }),

  colorAndEndpoint: stencil(`${run("3", 89)}, as a PCE sent it`, "001f0008 00000190 0aff0003", {
    color: [4, 4],
    endpoint: [8, 4],
  }),
  candidatePath: stencil(
    `${run("3", 89)}, as a PCE sent it`,
    "0039001c 0a000000 00000000 00000000 00000000 00000000 00000000 00000001",
    { origin: [4, 1], asn: [8, 4], originator: [24, 4], discriminator: [28, 4] },
  ),
  preference: stencil(`${run("3", 89)}, as a PCE sent it`, "003a0004 00000096", {
    preference: [4, 4],
  }),

  zeroIdentifiers: true,
  errorFirst: true,
};

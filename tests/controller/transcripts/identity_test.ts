/** Who a PCC is, and what of it is told (rules I.6, I.14, I.15). */
import { pccs } from "./pcc_ladder.ts";

pccs(
  "I.14 SPEAKER-ENTITY-ID of a document tells who it is, whatever address it comes from",
  1,
  `
  operator: declares paris id edge-1
  operator: wants gold
  paris: connects from 198.51.100.7:40001 as edge-1
  paris: ends
  session 198.51.100.7: paris "SPEAKER-ENTITY-ID"
  paris: told initiate
`,
);

pccs(
  "I.14 two routers cannot have one id, nor one source address and port",
  1,
  `
  operator: declares paris id edge-1 source 198.51.100.7:40001
  operator refused: rome id 0x656467652d31
  operator refused: rome source 198.51.100.7:40001
  operator: declares rome id edge-2 source 198.51.100.7:40002
`,
);

pccs(
  "I.14 SPEAKER-ENTITY-ID may be written as hex",
  1,
  `
  operator: declares paris id 0x656467652d31
  paris: connects from 198.51.100.7:40001 as edge-1
  session 198.51.100.7: paris "SPEAKER-ENTITY-ID"
`,
);

pccs(
  "I.14 SPEAKER-ENTITY-ID comes before the configured source address",
  1,
  `
  operator: declares paris source 198.51.100.7
  operator: declares rome id edge-2
  operator: wants gold
  rome: connects from 198.51.100.7:40001 as edge-2
  rome: ends
  session 198.51.100.7: rome "SPEAKER-ENTITY-ID"
  rome: told nothing
`,
);

pccs(
  "I.14 the id of a PCC that was known otherwise is remembered over a restart and a change of address",
  1,
  `
  paris: connects from 198.51.100.7:40001 as edge-1
  session 198.51.100.7: 198.51.100.7 "unknown"
  paris: reports tunnel of paris
  session 198.51.100.7: paris "LSP-IDENTIFIERS"
  paris: closes
  core: restarts
  paris: connects from 203.0.113.9:40002 as edge-1
  session 203.0.113.9: paris "SPEAKER-ENTITY-ID"
`,
);

pccs(
  "I.14 without an id too, who came from an address of its own is the same when it comes again",
  1,
  `
  operator: wants gold
  paris: connects from 198.51.100.7:40001
  paris: reports tunnel of paris
  paris: closes
  paris: connects from 198.51.100.7:40002
  session 198.51.100.7: paris "LSP-IDENTIFIERS"
  paris: ends
  paris: told initiate
`,
);

pccs(
  "I.14 nobody known: it is shown, and nothing is sent, until a document says who it is",
  1,
  `
  operator: wants gold
  paris: connects from 198.51.100.7:40001 as edge-1
  paris: ends
  session 198.51.100.7: 198.51.100.7 "unknown"
  paris: told nothing
  operator: declares paris id edge-1
  session 198.51.100.7: paris "SPEAKER-ENTITY-ID"
  paris: told initiate
`,
);

pccs(
  "I.14 one session an address: a second one is refused with 9, and the living one stays",
  1,
  `
  operator: declares paris source 198.51.100.7
  paris: connects from 198.51.100.7:40001
  rome: connects from 198.51.100.7:40002
  rome: refused 9/0
  event: pcep.sessionsPerAddress
  paris: ends
  session 198.51.100.7: paris "configured source address"
`,
);

pccs(
  "I.14 a second session of one id is refused with 9 wherever it comes from, and the living one stays",
  1,
  `
  operator: declares paris id edge-1
  paris: connects from 198.51.100.7:40001 as edge-1
  rome: connects from 203.0.113.9:40002 as edge-1
  rome: refused 9/0
  paris: ends
  session 198.51.100.7: paris "SPEAKER-ENTITY-ID"
`,
);

pccs(
  "I.14 a second session that reports as a router with a living one is refused with 9",
  1,
  `
  operator: declares paris id edge-1
  paris: connects from 198.51.100.7:40001 as edge-1
  rome: connects from 203.0.113.9:40002
  rome: reports tunnel of paris
  rome: refused 9/0
  session 198.51.100.7: paris "SPEAKER-ENTITY-ID"
`,
);

pccs(
  "I.14 several behind one address are told apart by their ids, and each is told its own",
  2,
  `
  operator: declares paris id edge-1
  operator: declares rome id edge-2
  operator: wants gold
  rome: connects from 198.51.100.7:40002 as edge-2
  paris: connects from 198.51.100.7:40001 as edge-1
  paris: ends
  rome: ends
  session 198.51.100.7:40001: paris "SPEAKER-ENTITY-ID"
  session 198.51.100.7:40002: rome "SPEAKER-ENTITY-ID"
  rome: told nothing
  paris: told initiate
  no alarm
`,
);

pccs(
  "I.14 several behind one address are told apart by their first reports",
  2,
  `
  operator: wants gold
  rome: connects from 198.51.100.7:40002
  paris: connects from 198.51.100.7:40001
  rome: reports tunnel of rome
  paris: reports tunnel of paris
  rome: ends
  paris: ends
  session 198.51.100.7:40001: paris "LSP-IDENTIFIERS"
  session 198.51.100.7:40002: rome "LSP-IDENTIFIERS"
  rome: told nothing
  paris: told initiate
  paris: closes
  paris: connects from 198.51.100.7:40009
  paris: reports tunnel of paris
  session 198.51.100.7:40001: none
  session 198.51.100.7:40009: paris "LSP-IDENTIFIERS"
`,
);

pccs(
  "I.14 behind NAT without id or LSP: the row and one alarm say so and how to mend it; nothing is sent",
  2,
  `
  operator: wants gold
  paris: connects from 198.51.100.7:40001
  rome: connects from 198.51.100.7:40002
  paris: ends
  rome: ends
  session 198.51.100.7:40001: 198.51.100.7:40001 "pcep.speakerEntityId"
  session 198.51.100.7:40002: 198.51.100.7:40002 "pcep.sourceAddress"
  alarm: 2 of 2 PCEP sessions from 198.51.100.7 cannot be told apart
  paris: told nothing
  operator: declares paris source 198.51.100.7:40001
  session 198.51.100.7:40001: paris "source address and port"
  paris: told initiate
  alarm: 1 of 2 PCEP sessions
  rome: closes
  no alarm
`,
);

pccs(
  "I.14 a source address without a port proves nobody once a second PCC comes from it",
  2,
  `
  operator: declares paris source 198.51.100.7
  rome: connects from 198.51.100.7:40002
  session 198.51.100.7:40002: paris "configured source address"
  paris: connects from 198.51.100.7:40001
  operator: wants gold
  rome: ends
  paris: ends
  session 198.51.100.7:40002: paris "unknown"
  session 198.51.100.7:40001: 198.51.100.7:40001 "unknown"
  alarm: 2 of 2
  rome: told nothing
  paris: told nothing
`,
);

pccs(
  "I.14 no more are admitted from an address than sessionsPerAddress, or than documents name by port",
  1,
  `
  operator: declares paris source 198.51.100.7:40001
  operator: declares rome source 198.51.100.7:40002
  paris: connects from 198.51.100.7:40001
  rome: connects from 198.51.100.7:40002
  session 198.51.100.7:40001: paris "source address and port"
  session 198.51.100.7:40002: rome "source address and port"
  rome: connects from 198.51.100.7:40003
  rome: refused 9/0
`,
);

pccs(
  "II.1 an Open said before it was known who it is may say too much: it is said again, and once",
  1,
  `
  operator: declares paris mode observe
  paris: connects from 198.51.100.7:40001
  paris: reports tunnel of paris
  paris: heard open keepalive close
  paris: connects from 198.51.100.7:40002
  session 198.51.100.7: paris "LSP-IDENTIFIERS"
  paris: reports tunnel of paris
  paris: ends
  paris: heard open keepalive
`,
);

pccs(
  "I.15 our Open waits for that of the PCC, at most 5 s; FRR gets TLV 16 first, none it does not know, no 23",
  1,
  `
  operator: declares paris source 198.51.100.7
  paris: connects from 198.51.100.7:40001 silently
  after 4.9 s
  paris: heard nothing
  paris: opens as frr
  paris: heard open keepalive
  paris: heardTlvs statefulPceCapability pathSetupTypes associationTypes
  paris: closes
  paris: connects from 198.51.100.7:40001 silently
  after 5.1 s
  paris: heard open
`,
);

pccs(
  "I.6 SPEAKER-ENTITY-ID of the cluster is in our Open where the profile allows",
  1,
  `
  paris: connects from 198.51.100.7:40001
  paris: heardTlvs statefulPceCapability pathSetupTypes associationTypes srPolicyCapability multipathCapability objectiveFunctions speakerEntityId
`,
);

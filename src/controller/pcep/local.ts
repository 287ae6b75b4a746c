/** This end of a PCEP session: its record, and what our Open says to that peer. */

import { detectProfile, profileNamed } from "../../pcep/profiles/detect.ts";
import type { ProfileName } from "../../pcep/profiles/profile.ts";
import { IDLE } from "../../pcep/session/fsm.ts";
import { type Local, PCE } from "../../pcep/session/open.ts";
import { given } from "../../lib/given.ts";
import { emptyLog } from "../telling/message_log.ts";
import { clusterSpeakerId } from "../../policy/speaker_id.ts";
import { declaredOf, routerMode } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";
import { tlsOf } from "./securing.ts";
import type { PcepSessionState } from "./session.ts";
import { keptVersion } from "./sync.ts";

export function newSession(
  t: Turn,
  address: string,
  port: number,
  shared: boolean,
): PcepSessionState {
  const session: PcepSessionState = {
    id: t.s.nextPcep++,
    peerAddress: address,
    peerPort: port,
    shared,
    speaker: undefined,
    connection: undefined,
    proof: undefined,
    certificate: undefined,
    closing: undefined,
    sessionId: 0,
    partial: new Uint8Array(0),
    fsm: IDLE,
    profile: detectProfile(undefined, configuredProfile(t, address)),
    router: undefined,
    identifiedBy: "",
    since: t.at,
    upAt: undefined,
    synchronised: false,
    sync: undefined,
    distrusted: undefined,
    readyAt: undefined,
    msd: undefined,
    updates: false,
    instantiates: false,
    capabilities: [],
    peerKeepaliveSeconds: undefined,
    peerDeadTimerSeconds: undefined,
    room: 0,
    needs: 0,
    owed: [],
    owes: 0,
    lastSrpId: 0,
    plspIds: new Map(),
    outstanding: new Map(),
    questions: new Map(),
    asked: [],
    overload: undefined,
    congestedAt: undefined,
    askedAgain: new Map(),
    refused: new Map(),
    log: emptyLog(),
    complaints: new Set(),
    setupTypes: [],
    errorsReceived: 0,
    malformed: 0,
    unknownKept: 0,
    lastError: undefined,
  };
  t.s.pcep.set(session.id, session);
  return session;
}

/** In observe our Open asks for nothing (RFC 8231 §5.4): nothing can be delegated to us then. */
export function localOf(t: Turn, session: PcepSessionState): Local {
  const { pcep } = t.s.config;
  const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
  const steers = (router ? routerMode(t.s, router) : t.s.gate.mode) === "control";
  return {
    ...PCE,
    sessionId: session.sessionId,
    keepaliveSeconds: pcep.keepaliveSeconds,
    deadTimerSeconds: pcep.deadTimerSeconds,
    profile: configuredProfile(t, session.peerAddress, router),
    tls: session.proof === "tls" ? "off" : tlsOf(t.s.config, session.peerAddress),
    capabilities: {
      ...PCE.capabilities,
      update: steers,
      initiate: steers,
      speakerEntityId: clusterSpeakerId(t.s.config.originator),
      shortSync: session.distrusted === undefined,
      ...given({ lspDbVersion: keptVersion(t, session) }),
    },
  };
}

function configuredProfile(t: Turn, address: string, router?: Router): ProfileName | "auto" {
  const peer = t.s.config.pcep.peers.find((p) => p.address === address)?.profile;
  if (peer !== undefined) return peer;
  const declared = router && declaredOf(t.s, router)?.pcep.profile;
  if (declared !== undefined) return profileNamed(declared);
  for (const { intent } of t.s.declared.routers.values()) {
    if (intent.pcep.sourceAddress === address || intent.address === address) {
      return profileNamed(intent.pcep.profile);
    }
  }
  return "auto";
}

/** Fresh inputs of each target, from the seeds: one message, a stream, a session from its beginning, a peer's deeds. */
import type { Random } from "../../lab/sim/random.ts";
import type { Case, TargetName } from "./case.ts";
import { concat } from "./case.ts";
import { seeds } from "./seeds.ts";
import { scene } from "./targets/core_scene.ts";

export function makeCase(target: TargetName, random: Random): Case {
  const { pcep, bgp, captures } = seeds();
  switch (target) {
    case "pcepMessage":
      return { target, parts: [random.pick(pcep)] };
    case "bgpMessage":
      return { target, parts: [random.pick(bgp)] };
    case "pcepStream":
      return { target, parts: several(pcep, random) };
    case "bgpStream":
      return { target, parts: several(bgp, random) };
    case "captureFile":
      return {
        target,
        parts: [captures.length > 0 ? random.pick(captures) : packetsOf(several(pcep, random))],
      };
    case "pcepSession":
      return { target, parts: pcepDeeds(random, random.chance(0.7)) };
    case "bgpSession":
      return { target, parts: bgpDeeds(random) };
    case "core":
      return { target, parts: coreDeeds(random) };
  }
}

const several = (all: readonly Uint8Array[], random: Random): Uint8Array[] =>
  Array.from({ length: random.between(1, 6) }, () => random.pick(all));
const deed = (what: number, bytes: Uint8Array | readonly number[] = []): Uint8Array =>
  Uint8Array.of(what, ...bytes);

/** Connected, Open, Keepalive, and then anything. */
function pcepDeeds(random: Random, opening: boolean): Uint8Array[] {
  const { said } = scene();
  const begin = opening ? [deed(0), deed(9, said.pcep[0]!), deed(9, KEEPALIVE)] : [];
  const rest = several(seeds().pcep, random).map((bytes) =>
    random.chance(0.8) ? deed(9, bytes) : deed(random.between(0, 6), [random.between(0, 255), 1])
  );
  return [...begin, ...rest];
}

function bgpDeeds(random: Random): Uint8Array[] {
  const opens = seeds().bgp.filter((bytes) => bytes[18] === 1);
  const begin = random.chance(0.7)
    ? [deed(2), deed(9, random.pick(opens)), deed(9, BGP_KEEPALIVE)]
    : [];
  const rest = several(seeds().bgp, random).map((bytes) =>
    random.chance(0.8) ? deed(9, bytes) : deed(random.between(0, 7), [random.between(0, 255)])
  );
  return [...begin, ...rest];
}

/** What the router of the scene really said, or anything, on the session that is up or on one that is new. */
function coreDeeds(random: Random): Uint8Array[] {
  const { said } = scene();
  const open = said.pcep[0]!;
  const message = () => random.pick(random.chance(0.5) ? said.pcep : seeds().pcep);
  const update = () => random.pick(random.chance(0.5) ? said.bgp : seeds().bgp);
  switch (random.between(0, 5)) {
    case 0: // comes back
      return [
        deed(1),
        deed(20, open),
        deed(20, KEEPALIVE),
        ...said.pcep.slice(2, 6).map((m) => deed(20, m)),
      ];
    case 1: // a stranger
      return [deed(3), deed(4, open), deed(4, KEEPALIVE), deed(4, message()), deed(4, message())];
    case 2: // twice at once
      return [deed(5), deed(6, open), deed(6, KEEPALIVE), deed(6, message()), deed(20, message())];
    case 3:
      return [deed(7, update()), deed(7, update()), deed(0, [5])];
    default:
      return [deed(20, message()), deed(20, message()), deed(0, [3]), deed(20, message())];
  }
}

/** A pcap of raw IPv4 around TCP, for where no capture is at hand. */
function packetsOf(messages: readonly Uint8Array[]): Uint8Array {
  const payload = concat(messages).subarray(0, 1400);
  const head = new Uint8Array(24 + 16 + 40), view = new DataView(head.buffer);
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint32(20, 101);
  view.setUint32(32, 40 + payload.length);
  view.setUint32(36, 40 + payload.length);
  head[40] = 0x45;
  view.setUint16(42, 40 + payload.length);
  head[49] = 6;
  view.setUint16(62, 4189);
  head[72] = 0x50;
  return concat([head, payload]);
}

const KEEPALIVE = Uint8Array.of(0x20, 2, 0, 4);
const BGP_KEEPALIVE = Uint8Array.of(...new Array<number>(16).fill(255), 0, 19, 4);

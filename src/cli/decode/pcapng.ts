/** pcapng files (draft-ietf-opsawg-pcapng): sections, several interfaces, each with its own unit of time. */
import { type Capture, MOST_PACKETS, type Packet, tooMany } from "./packets.ts";

export const isPcapng = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && viewOf(bytes).getUint32(0) === SECTION;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number; // 0: no limit
  readonly ticksPerSecond: number;
  readonly offsetSeconds: number;
}
interface State {
  little: boolean;
  interfaces: Interface[];
  last: number; // microseconds; for blocks that have no time
  readonly packets: Packet[];
  readonly problems: string[];
}

/** Never throws. Blocks of other kinds are passed over, as the format wants it (§3.1). */
export function readPcapng(bytes: Uint8Array): Capture {
  const state: State = { little: true, interfaces: [], last: 0, packets: [], problems: [] };
  let at = 0;
  while (at < bytes.length) {
    const length = blockLength(bytes, at, state);
    if (typeof length === "string") {
      state.problems.push(`octet ${at}: ${length}`);
      break;
    }
    if (state.packets.length >= MOST_PACKETS || state.problems.length >= MOST_PROBLEMS) {
      state.problems.push(
        state.packets.length >= MOST_PACKETS
          ? tooMany(at)
          : `octet ${at}: too much is wrong with this file, the rest of it is left out`,
      );
      break;
    }
    readBlock(bytes.subarray(at, at + length), at, state);
    at += length;
  }
  return { packets: state.packets, problems: state.problems };
}

/** Octets of the block at `at`, or why there is none. A section header sets the byte order. */
function blockLength(bytes: Uint8Array, at: number, state: State): number | string {
  const left = bytes.length - at;
  if (left < 12) return `the file ends inside a block`;
  const view = viewOf(bytes);
  if (view.getUint32(at) === SECTION) {
    const order = view.getUint32(at + 8);
    if (order !== BYTE_ORDER && order !== BYTE_ORDER_LITTLE) return "a section of no byte order";
    state.little = order === BYTE_ORDER_LITTLE;
    state.interfaces = [];
  }
  const length = view.getUint32(at + 4, state.little);
  if (length < 12 || length % 4 !== 0) return `a block of ${length} octets`;
  return length <= left ? length : `a block of ${length} octets, the file has ${left} more`;
}

function readBlock(block: Uint8Array, at: number, state: State): void {
  const view = viewOf(block);
  const type = view.getUint32(0, state.little), length = block.length;
  const again = view.getUint32(length - 4, state.little);
  if (again !== length) {
    state.problems.push(`octet ${at}: a block of ${length} octets ends with length ${again}`);
  }
  const body = block.subarray(8, length - 4);
  const shortest = SHORTEST[type];
  if (shortest === undefined) return;
  if (body.length < shortest) {
    state.problems.push(`octet ${at}: a block of type ${type} with ${body.length} octets`);
  } else if (type === INTERFACE) state.interfaces.push(readInterface(body, state.little));
  else readPacket(type, body, at, state);
}

function readInterface(body: Uint8Array, little: boolean): Interface {
  const view = viewOf(body);
  let ticksPerSecond = 1e6, offsetSeconds = 0;
  for (let at = 8; at + 4 <= body.length;) {
    const code = view.getUint16(at, little), length = view.getUint16(at + 2, little);
    const value = at + 4;
    if (code === 0 || value + length > body.length) break;
    if (code === TIME_RESOLUTION && length === 1) {
      const unit = body[value]!;
      ticksPerSecond = unit & 0x80 ? 2 ** (unit & 0x7f) : 10 ** unit;
    }
    if (code === TIME_OFFSET && length === 8) {
      offsetSeconds = Number(view.getBigInt64(value, little));
    }
    at = value + (length + 3 & ~3);
  }
  return {
    linkType: view.getUint16(0, little),
    snapLength: view.getUint32(4, little),
    ticksPerSecond,
    offsetSeconds,
  };
}

/** Enhanced (§4.3), simple (§4.4) and the obsolete kind of packet block. */
function readPacket(type: number, body: Uint8Array, at: number, state: State): void {
  const view = viewOf(body), { little, problems, packets } = state;
  const u32 = (offset: number) => view.getUint32(offset, little);
  const simple = type === SIMPLE_PACKET;
  const index = simple ? 0 : type === PACKET ? view.getUint16(0, little) : u32(0);
  const from = state.interfaces[index];
  const number = packets.length + 1;
  if (!from) {
    problems.push(`octet ${at}: packet ${number} names interface ${index}, which is not described`);
    return;
  }
  const start = simple ? 4 : 20;
  const originalLength = u32(simple ? 0 : 16);
  const said = simple ? Math.min(originalLength, from.snapLength || originalLength) : u32(12);
  const captured = Math.min(said, body.length - start);
  if (captured < said) {
    problems.push(`octet ${at}: packet ${number} of ${said} octets in a block of ${captured}`);
  }
  if (!simple) state.last = microseconds(u32(4), u32(8), from);
  packets.push({
    number,
    atMicroseconds: state.last,
    linkType: from.linkType,
    bytes: body.subarray(start, start + captured),
    originalLength: Math.max(originalLength, captured),
  });
}

/** Exact to the microsecond: 64 bits of ticks do not fit in a number. */
function microseconds(high: number, low: number, { ticksPerSecond, offsetSeconds }: Interface) {
  const ticks = BigInt(high) << 32n | BigInt(low);
  const perSecond = BigInt(Math.max(1, Math.round(Math.min(ticksPerSecond, 2 ** 127))));
  return Number(ticks * 1_000_000n / perSecond) + offsetSeconds * 1e6;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const MOST_PROBLEMS = 1000;
const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const BYTE_ORDER_LITTLE = 0x4d3c2b1a;
const INTERFACE = 1;
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** Octets of fixed fields in the bodies that are read. */
const SHORTEST: Readonly<Record<number, number>> = {
  [INTERFACE]: 8,
  [PACKET]: 20,
  [SIMPLE_PACKET]: 4,
  [ENHANCED_PACKET]: 20,
};
const TIME_RESOLUTION = 9; // if_tsresol
const TIME_OFFSET = 14; // if_tsoffset

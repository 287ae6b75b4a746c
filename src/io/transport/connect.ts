/** A TCP connection whose options are set before its first packet: Deno's own connect() comes too late for a key. */
import { Socket } from "node:net";
import { type Hops, setHops, setMd5Key } from "./socket_options.ts";
import { errorOf, IN_PROGRESS, type Libc } from "./libc.ts";
import { familyOf, socketAddress } from "./socket_address.ts";

export interface Wanted {
  readonly address: string;
  readonly port: number;
  readonly md5?: string | undefined; // the key itself
  readonly hops?: Hops | undefined;
}

/** Rejects with words for people: after `milliseconds` without an answer, or when `stopped` says so. */
export async function connectWith(
  libc: Libc,
  wanted: Wanted,
  milliseconds: number,
  stopped: () => boolean,
): Promise<Socket> {
  const family = familyOf(wanted.address);
  const address = family && socketAddress(family, wanted.address, wanted.port);
  if (!family || !address) throw new Error(`${wanted.address} is no IP address`);
  const descriptor = atLeastZero(libc.socket(family));
  try {
    const socket = { descriptor, family };
    const { md5, hops } = wanted;
    if (md5 !== undefined) good("TCP-MD5", setMd5Key(libc, socket, wanted.address, md5));
    if (hops) good("the number of hops", setHops(libc, socket, wanted.address, hops));
    const result = libc.connect(descriptor, address);
    if (result !== IN_PROGRESS) atLeastZero(result);
    const deadline = performance.now() + milliseconds;
    while (!libc.isReady(descriptor)) {
      if (performance.now() > deadline) {
        throw new Error(`no answer within ${milliseconds / 1000} s`);
      }
      if (stopped()) throw new Error("Cairn is stopping");
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
    atLeastZero(-atLeastZero(libc.getsockopt(descriptor, SOCKET, SO_ERROR)));
    return new Socket({ fd: descriptor, readable: true, writable: true });
  } catch (error) {
    libc.close(descriptor);
    throw error;
  }
}

function atLeastZero(result: number): number {
  if (result < 0) throw new Error(errorOf(-result));
  return result;
}
function good(what: string, wrong: string | undefined): void {
  if (wrong !== undefined) throw new Error(`${what} cannot be set: ${wrong}`);
}

const SOCKET = 1, SO_ERROR = 4;
const POLL_MILLISECONDS = 10;

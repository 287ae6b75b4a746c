/**
 * The descriptor of a socket that Deno has opened: its addresses name its inode in /proc/self/net, and the inode names the
 * descriptor in /proc/self/fd. Linux only.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Server, Socket } from "node:net";
import { AF_INET, AF_INET6 } from "./libc.ts";
import { sixteenOctets } from "./socket_address.ts";

export interface Descriptor {
  readonly descriptor: number;
  readonly family: number; // AF_INET or AF_INET6
}

/** Of a server that listens; undefined when it is not to be found. */
export function listenerDescriptor(server: Server): Descriptor | undefined {
  const bound = server.address();
  if (bound === null || typeof bound === "string") return undefined;
  const here = endOf(bound.address, bound.port);
  if (here === undefined) return undefined;
  return find((row) => row.state === LISTENS && row.local === here);
}

/** Of a socket that is connected; undefined when it is not to be found. */
export function socketDescriptor(socket: Socket): Descriptor | undefined {
  const here = endOf(socket.localAddress, socket.localPort);
  const there = endOf(socket.remoteAddress, socket.remotePort);
  if (here === undefined || there === undefined) return undefined;
  return find((row) => row.local === here && row.remote === there);
}

interface Row {
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly inode: string;
}

function find(fits: (row: Row) => boolean): Descriptor | undefined {
  for (const [table, family] of [["tcp", AF_INET], ["tcp6", AF_INET6]] as const) {
    for (const line of linesOf(`/proc/self/net/${table}`).slice(1)) {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      if (!local || !remote || !state || !inode || inode === "0") continue;
      if (!fits({ local: endIn(local), remote: endIn(remote), state, inode })) continue;
      const descriptor = ownDescriptor(inode);
      if (descriptor !== undefined) return { descriptor, family };
    }
  }
  return undefined;
}

function ownDescriptor(inode: string): number | undefined {
  for (const name of readdirSync(OWN)) {
    try {
      if (readlinkSync(`${OWN}/${name}`) === `socket:[${inode}]`) return Number(name);
    } catch { // the one that this directory was read with is gone again
    }
  }
  return undefined;
}

/** "0100007F:105D", in 32-bit words of the machine's order → as endOf() has it. */
function endIn(text: string): string {
  const [hex = "", port = ""] = text.split(":");
  const words = hex.match(/.{8}/g) ?? [];
  const octets = words.map((word) => (word.match(/../g) ?? []).reverse().join("")).join("");
  const all = octets.length === 8 ? `${MAPPED}${octets}` : octets;
  return `${all.toLowerCase()}:${parseInt(port, 16)}`;
}
function endOf(address: string | undefined, port: number | undefined): string | undefined {
  const octets = sixteenOctets(address ?? "");
  if (!octets || port === undefined) return undefined;
  return `${[...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("")}:${port}`;
}
function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return []; // a kernel without that family
  }
}

const OWN = "/proc/self/fd";
const LISTENS = "0A";
const MAPPED = "00000000000000000000ffff";

/**
 * The few calls of the C library that Deno's sockets have no name for: options of TCP and IP, and a connect() after
 * options are set. Linux only. Every call answers 0 or more, or the negative errno.
 */
import { endianness } from "node:os";

export interface Libc {
  socket(family: number): number;
  setsockopt(descriptor: number, level: number, option: number, value: Uint8Array): number;
  getsockopt(descriptor: number, level: number, option: number): number;
  connect(descriptor: number, address: Uint8Array): number;
  /** Can it be written, or has it failed? Does not wait. */
  isReady(descriptor: number): boolean;
  close(descriptor: number): void;
}
/** The calls, or why they cannot be had: half a sentence for people. */
export type FoundLibc = { readonly libc: Libc } | { readonly why: string };

/** Opens the C library once. */
export function findLibc(): FoundLibc {
  return found ??= open();
}
let found: FoundLibc | undefined;

function open(): FoundLibc {
  if (Deno.build.os !== "linux") return { why: `it needs Linux, and this is ${Deno.build.os}` };
  if (endianness() !== "LE") return { why: "it needs a little-endian machine" };
  let why = "";
  for (const name of NAMES) {
    try {
      return { libc: libcOf(Deno.dlopen(name, SYMBOLS).symbols) };
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) {
        return { why: "this program was started without the permission --allow-ffi" };
      }
      why ||= error instanceof Error ? error.message : String(error);
    }
  }
  return { why: `the C library cannot be opened: ${why}` };
}

const SYMBOLS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const;

function libcOf(c: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"]): Libc {
  const answer = (result: number): number => {
    if (result >= 0) return result;
    const place = c.__errno_location();
    return place === null ? -1 : -new Deno.UnsafePointerView(place).getInt32();
  };
  return {
    socket: (family) => answer(c.socket(family, STREAM | NONBLOCKING | CLOSE_ON_EXEC, 0)),
    setsockopt: (descriptor, level, option, value) =>
      answer(c.setsockopt(descriptor, level, option, octets(value), value.length)),
    getsockopt: (descriptor, level, option) => {
      const value = new Int32Array(1), length = Uint32Array.of(4);
      const result = answer(c.getsockopt(descriptor, level, option, value, length));
      return result < 0 ? result : value[0]!;
    },
    connect: (descriptor, address) =>
      answer(c.connect(descriptor, octets(address), address.length)),
    isReady: (descriptor) => c.poll(Int32Array.of(descriptor, POLL_OUT), 1n, 0) !== 0,
    close: (descriptor) => void c.close(descriptor),
  };
}
const octets = (value: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(value);

/** An errno in words. */
export const errorOf = (errno: number): string => ERRORS[errno] ?? `error ${errno}`;
const ERRORS: Readonly<Record<number, string>> = {
  1: "not permitted",
  13: "not permitted",
  22: "the kernel does not take the value",
  92: "this kernel has no such option",
  97: "this machine has no such address family",
  99: "no such address on this machine",
  101: "the network is unreachable",
  104: "the connection was reset",
  110: "no answer",
  111: "the connection was refused",
  113: "no route to it",
};

export const AF_INET = 2, AF_INET6 = 10;
export const IN_PROGRESS = -115, NO_ENTRY = -2;
const STREAM = 1, NONBLOCKING = 0o4000, CLOSE_ON_EXEC = 0o2000000, POLL_OUT = 4;
const NAMES = ["libc.so.6", "libc.so", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

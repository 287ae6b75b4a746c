/** May this machine use TCP-MD5? Where not, a test says so in one line and passes. */
import { findLibc } from "../../../src/io/transport/libc.ts";
import type { Libc } from "../../../src/io/transport/libc.ts";
import { setMd5Key } from "../../../src/io/transport/socket_options.ts";

export function libcForMd5(): Libc | undefined {
  const found = findLibc();
  let why = "why" in found ? found.why : "";
  if ("libc" in found) {
    const descriptor = found.libc.socket(2);
    const wrong = setMd5Key(found.libc, { descriptor, family: 2 }, "127.0.0.1", "key");
    found.libc.close(descriptor);
    if (wrong === undefined) return found.libc;
    why = wrong;
  }
  console.log(`not tried: TCP-MD5 is not possible here (${why})`);
  return undefined;
}

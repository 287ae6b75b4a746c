import assert from "node:assert/strict";
import fc from "fast-check";
import { namesIn } from "../../../src/io/transport/certificate_names.ts";
import { createAuthority } from "./authority.ts";

const authority = await createAuthority("Names");
const certified = async (names: readonly string[]): Promise<Uint8Array> => {
  const { certificate } = await authority.sign(names);
  return Uint8Array.from(
    atob(certificate.replace(/-----[A-Z ]+-----|\s/g, "")),
    (c) => c.charCodeAt(0),
  );
};

Deno.test("`namesIn()` reads the names that another encoder wrote (RFC 5280 §4.2.1.6)", async () => {
  const names = ["Router.Example", "192.0.2.1", "*.lab.example", "2001:db8::1", "bad name"];
  assert.deepEqual(namesIn(await certified(names)), [
    "router.example",
    "192.0.2.1",
    "*.lab.example",
    "2001:db8::1",
  ]);
  const many = Array.from({ length: 200 }, (_, i) => `router-${i}.a-rather-long-name.example`);
  assert.deepEqual(namesIn(await certified(many)), many);
  assert.deepEqual(namesIn(await certified([])), []);
});

Deno.test("`namesIn()` answers or throws RangeError on any octets, and always ends", async () => {
  const good = await certified(["router.example", "192.0.2.1"]);
  const sound = (bytes: Uint8Array) => {
    try {
      for (const name of namesIn(bytes)) assert.match(name, /^[\w*.:-]+$/);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  };
  for (let length = 0; length < good.length; length++) {
    assert.throws(() => namesIn(good.subarray(0, length)), RangeError);
  }
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), (at, octet) => {
      const damaged = good.slice();
      damaged[at] = octet;
      sound(damaged);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), sound));
});

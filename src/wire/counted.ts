/** Lists whose length is a count of items, not of octets. */
import type { Field } from "./field.ts";

/** A one-octet count, then that many items, padded to `align` octets. */
export const counted = <T>(of: Field<T>, align: number): Field<readonly T[]> => ({
  shape: { kind: "list", of: of.shape },
  read(r) {
    const n = r.u8();
    const before = r.at;
    const out: T[] = [];
    for (let i = 0; i < n; i++) out.push(of.read(r));
    r.skip((align - ((r.at - before) % align)) % align);
    return out;
  },
  write(w, v) {
    w.u8(v.length);
    const start = w.length;
    for (const x of v) of.write(w, x);
    w.zeros((align - ((w.length - start) % align)) % align);
  },
});

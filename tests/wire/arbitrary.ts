/** Values of any shape for property tests: what a row can hold, drawn from the row itself. */
import fc from "fast-check";
import { formatIpv6 } from "../../src/lib/address.ts";
import type { AnyField, Shape } from "../../src/wire/field.ts";
import type { TlvRegistry } from "../../src/wire/tlv.ts";

/** What the shapes alone do not say: TLV registries by title, hand-written fields by theirs. */
export interface Known {
  readonly registries: readonly TlvRegistry[];
  readonly custom: Readonly<Record<string, fc.Arbitrary<unknown>>>;
}

export function valueOf(field: AnyField, known: Known): fc.Arbitrary<unknown> {
  return arbitrary(field.shape, known);
}

export const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => formatIpv6(b));
export const ipv4 = fc.integer({ min: 0, max: 0xffffffff });

function arbitrary(s: Shape, known: Known): fc.Arbitrary<unknown> {
  switch (s.kind) {
    case "uint":
      return s.bits === 64
        ? fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
        : fc.integer({ min: 0, max: 2 ** s.bits - 1 });
    case "float32":
      return s.minimum === 0 || s.unit === "bytes/s"
        ? fc.float({ noNaN: true, noDefaultInfinity: true, min: 0 }).map((x) => x + 0)
        : fc.float({ noNaN: true, noDefaultInfinity: true });
    case "flags":
      return record(Object.fromEntries(Object.keys(s.bit).map((k) => [k, fc.boolean()])));
    case "bits":
      return record(Object.fromEntries(
        Object.entries(s.parts).map(([k, part]) => [
          k,
          typeof part === "number"
            ? fc.boolean()
            : fc.integer({ min: 0, max: 2 ** (part[1] - part[0] + 1) - 1 }),
        ]),
      ));
    case "ipv4":
      return ipv4;
    case "ipv6":
      return ipv6;
    case "utf8":
      return fc.string({ unit: "grapheme" });
    case "bytes":
      return fc.uint8Array(
        s.octets === undefined ? {} : { minLength: s.octets, maxLength: s.octets },
      );
    case "hex":
      return fc.uint8Array(
        s.octets === undefined ? {} : { minLength: s.octets, maxLength: s.octets },
      ).map((b) => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join(""));
    case "reserved":
      return fc.constant(undefined);
    case "list":
      return fc.array(arbitrary(s.of, known), { maxLength: 20 });
    case "struct":
      return record(Object.fromEntries(
        Object.entries(s.fields).filter(([, f]) => f.kind !== "reserved")
          .map(([k, f]) => [k, arbitrary(f, known)]),
      ));
    case "tlvs": {
      const registry = known.registries.find((r) => r.title === s.registry);
      if (!registry) throw new Error(`no registry ${s.registry}`);
      return fc.array(oneTlv(registry, known), { maxLength: 3 });
    }
    case "custom": {
      const own = known.custom[s.title];
      if (!own) throw new Error(`no values for ${s.title}`);
      return own;
    }
  }
}

/** Any TLV that the registry has a row for, one level deep. */
function oneTlv(registry: TlvRegistry, known: Known): fc.Arbitrary<unknown> {
  return fc.oneof(
    ...Object.entries(registry.rows).map(([kind, row]) =>
      record({ kind: fc.constant(kind), value: arbitrary(row.value.shape, known) })
    ),
  );
}

/** With the prototype that decoded values have. */
const record = (parts: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.record(parts, { noNullPrototype: true });

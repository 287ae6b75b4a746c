/**
 * Rows of the core to messages of the API, by descriptor: fields have the same names, a Timestamp takes microseconds
 * since 1970, text takes numbers, whole numbers are rounded, and a oneof takes either the field that is present
 * (`{ router: "lyon" }`) or, where the row has the union under the oneof's name, the one its `type` names.
 */
import {
  create,
  type DescField,
  type DescMessage,
  type DescOneof,
  type MessageShape,
  ScalarType,
} from "@bufbuild/protobuf";
import { timestampFromMs, TimestampSchema } from "@bufbuild/protobuf/wkt";

type Row = Readonly<Record<string, unknown>>;
type Init = Record<string, unknown>;

export function messageOf<D extends DescMessage>(desc: D, row: object): MessageShape<D> {
  // The init shape is made from the same descriptor that create() checks it against.
  return create(desc, converterOf(desc)(row as Row) as never);
}

/** Microseconds since 1970 as a Timestamp. */
export function timestampOf(microseconds: number) {
  const time = timestampFromMs(Math.floor(microseconds / 1000));
  time.nanos += Math.round(microseconds % 1000) * 1000;
  return time;
}

const converters = new Map<DescMessage, (row: Row) => Init>();

function converterOf(desc: DescMessage): (row: Row) => Init {
  const known = converters.get(desc);
  if (known) return known;
  const steps: ((row: Row, init: Init) => void)[] = [];
  converters.set(desc, (row) => {
    const init: Init = {};
    for (const step of steps) step(row, init);
    return init;
  });
  for (const member of desc.members) {
    if (member.kind === "oneof") steps.push(oneofStep(member));
    else {
      const convert = valueOf(member), name = member.localName;
      steps.push((row, init) => {
        const value = row[name];
        if (value !== undefined && value !== null) init[name] = convert(value);
      });
    }
  }
  return converters.get(desc)!;
}

function oneofStep(oneof: DescOneof): (row: Row, init: Init) => void {
  const fields = oneof.fields.map((field) => ({ name: field.localName, convert: valueOf(field) }));
  return (row, init) => {
    const union = row[oneof.localName];
    if (isRow(union) && typeof union["type"] === "string") {
      const field = fields.find((each) => each.name === union["type"]);
      if (field) init[oneof.localName] = { case: field.name, value: field.convert(union) };
      return;
    }
    const field = fields.find((each) => row[each.name] !== undefined);
    if (!field) return;
    init[oneof.localName] = { case: field.name, value: field.convert(row[field.name]) };
  };
}

function valueOf(field: DescField): (value: unknown) => unknown {
  if (field.fieldKind === "list") {
    const one = field.listKind === "message"
      ? messageValue(field.message)
      : field.listKind === "scalar"
      ? scalarValue(field.scalar)
      : same;
    return (value) => Array.isArray(value) ? value.map(one) : [];
  }
  if (field.fieldKind === "message") return messageValue(field.message);
  return field.fieldKind === "scalar" ? scalarValue(field.scalar) : same;
}

function messageValue(desc: DescMessage): (value: unknown) => unknown {
  if (desc.typeName === TimestampSchema.typeName) {
    return (value) => typeof value === "number" ? timestampOf(value) : undefined;
  }
  return (value) => isRow(value) ? converterOf(desc)(value) : undefined;
}

function scalarValue(scalar: ScalarType): (value: unknown) => unknown {
  switch (scalar) {
    case ScalarType.STRING:
      return (value) => typeof value === "string" ? value : String(value);
    case ScalarType.UINT32:
      return (value) => typeof value === "number" ? bounded(value, 0xffffffff) : value;
    case ScalarType.UINT64:
      return (value) => typeof value === "number" ? BigInt(bounded(value, MOST)) : value;
    default:
      return same;
  }
}

const same = (value: unknown) => value;
const MOST = Number.MAX_SAFE_INTEGER;
const bounded = (value: number, most: number) =>
  Math.min(most, Math.max(0, Math.round(Number.isNaN(value) ? 0 : value)));

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null;
}

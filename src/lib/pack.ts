/**
 * Plain data to bytes and back: what a journal segment begins with, what effects are hashed over. The same value
 * always gives the same bytes (objects and maps in their own order). Not for data from outside: unpack() trusts it.
 */
export type Plain =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | TypedArray
  | readonly Plain[]
  | ReadonlyMap<Plain, Plain>
  | ReadonlySet<Plain>
  | { readonly [key: string]: Plain };
type TypedArray = Uint8Array | Int32Array | Uint32Array | Float64Array | Float32Array | Uint16Array;

export class Packer {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #strings = new Map<string, number>();

  get length(): number {
    return this.#at;
  }
  /** The bytes so far, without a copy: valid until the next put() or clear(). */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }
  clear(): void {
    this.#at = 0;
    this.#strings.clear();
  }
  /** Throws TypeError on what is not plain: functions, symbols, class instances. */
  put(value: unknown): void {
    switch (typeof value) {
      case "undefined":
        return this.#tag(TAG.undefined);
      case "boolean":
        return this.#tag(value ? TAG.true : TAG.false);
      case "number":
        return this.#number(value);
      case "bigint":
        this.#tag(TAG.bigint);
        return this.#text(String(value));
      case "string":
        return this.#string(value);
      case "object":
        return value === null ? this.#tag(TAG.null) : this.#object(value);
    }
    throw new TypeError(`Cannot pack a ${typeof value}`);
  }
  #object(value: object): void {
    if (Array.isArray(value)) {
      this.#tag(TAG.array);
      this.#u32(value.length);
      for (const item of value) this.put(item);
    } else if (value instanceof Map) {
      this.#tag(TAG.map);
      this.#u32(value.size);
      for (const [k, v] of value) {
        this.put(k);
        this.put(v);
      }
    } else if (value instanceof Set) {
      this.#tag(TAG.set);
      this.#u32(value.size);
      for (const item of value) this.put(item);
    } else if (ArrayBuffer.isView(value)) this.#typed(value);
    else {
      const prototype = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) {
        throw new TypeError(`Cannot pack a ${prototype.constructor.name}`);
      }
      const entries = Object.entries(value);
      this.#tag(TAG.object);
      this.#u32(entries.length);
      for (const [k, v] of entries) {
        this.#string(k);
        this.put(v);
      }
    }
  }
  #typed(value: ArrayBufferView): void {
    const index = TYPED.findIndex((T) => value instanceof T);
    if (index < 0) throw new TypeError(`Cannot pack a ${value.constructor.name}`);
    this.#tag(TAG.typed);
    this.#tag(index);
    this.#u32(value.byteLength);
    const at = this.#room(value.byteLength);
    this.#bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), at);
  }
  #number(value: number): void {
    if (Number.isInteger(value) && value === (value | 0) && !Object.is(value, -0)) {
      this.#tag(TAG.int);
      const at = this.#room(4);
      this.#view.setInt32(at, value);
    } else {
      this.#tag(TAG.float);
      const at = this.#room(8);
      this.#view.setFloat64(at, value);
    }
  }
  #string(value: string): void {
    const known = this.#strings.get(value);
    if (known !== undefined) {
      this.#tag(TAG.again);
      return this.#u32(known);
    }
    if (value.length <= 64) this.#strings.set(value, this.#strings.size);
    this.#tag(value.length <= 64 ? TAG.string : TAG.longString);
    this.#text(value);
  }
  #text(value: string): void {
    if (value.length <= SHORT && this.#ascii(value)) return;
    const encoded = UTF8.encode(value);
    this.#u32(encoded.length);
    const at = this.#room(encoded.length);
    this.#bytes.set(encoded, at);
  }
  /** Most strings are short and of ASCII alone: written here, they need no call into the runtime. */
  #ascii(value: string): boolean {
    const { length } = value, before = this.#at;
    this.#u32(length);
    const at = this.#room(length);
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.#at = before;
        return false;
      }
      this.#bytes[at + i] = code;
    }
    return true;
  }
  #tag(tag: number): void {
    const at = this.#room(1);
    this.#bytes[at] = tag;
  }
  #u32(value: number): void {
    const at = this.#room(4);
    this.#view.setUint32(at, value);
  }
  #room(n: number): number {
    const at = this.#at;
    this.#at = at + n;
    if (this.#at > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#at);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** The bytes of one value, in a buffer of their own. */
export function pack(value: unknown): Uint8Array {
  const packer = new Packer();
  packer.put(value);
  return packer.bytes.slice();
}

/** The value that pack() was given. Throws RangeError on bytes that pack() did not make. */
export function unpack(bytes: Uint8Array): Plain {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: string[] = [];
  let at = 0;
  const u32 = () => view.getUint32((at += 4) - 4);
  const text = () => {
    const length = u32();
    at += length;
    if (length <= SHORT) {
      let text = "", i = at - length;
      while (i < at && bytes[i]! < 0x80) text += String.fromCharCode(bytes[i++]!);
      if (i === at) return text;
    }
    return DECODER.decode(bytes.subarray(at - length, at));
  };
  const many = <T>(make: () => T): T[] => Array.from({ length: u32() }, make);
  const pair = (): [Plain, Plain] => [value(), value()];
  function value(): Plain {
    switch (bytes[at++]) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.true:
        return true;
      case TAG.false:
        return false;
      case TAG.int:
        return view.getInt32((at += 4) - 4);
      case TAG.float:
        return view.getFloat64((at += 8) - 8);
      case TAG.bigint:
        return BigInt(text());
      case TAG.string: {
        const s = text();
        strings.push(s);
        return s;
      }
      case TAG.longString:
        return text();
      case TAG.again:
        return strings[u32()]!;
      case TAG.array:
        return many(value);
      case TAG.map:
        return new Map(many(pair));
      case TAG.set:
        return new Set(many(value));
      case TAG.object:
        return object();
      case TAG.typed: {
        const T = TYPED[bytes[at++]!]!, length = u32();
        at += length;
        return new T(bytes.slice(at - length, at).buffer);
      }
    }
    throw new RangeError(`Not packed: tag ${bytes[at - 1]} at byte ${at - 1}`);
  }
  function object(): { readonly [key: string]: Plain } {
    const made: { [key: string]: Plain } = {};
    for (let left = u32(); left > 0; left--) {
      const key = value() as string;
      if (key !== "__proto__") made[key] = value();
      else Object.defineProperty(made, key, { ...OWN, value: value() });
    }
    return made;
  }
  return value();
}

const OWN = { configurable: true, enumerable: true, writable: true };
const SHORT = 64;
const TAG = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  int: 4,
  float: 5,
  bigint: 6,
  string: 7,
  longString: 8,
  again: 9,
  array: 10,
  map: 11,
  set: 12,
  object: 13,
  typed: 14,
} as const;
const TYPED = [Uint8Array, Int32Array, Uint32Array, Float64Array, Float32Array, Uint16Array];
const UTF8 = new TextEncoder();
const DECODER = new TextDecoder();

/** Little-endian cursors for journal records: one that grows and is used again and again, one that stops at an end. */
export class OctetWriter {
  bytes = new Uint8Array(1 << 16);
  at = 0;
  #view = new DataView(this.bytes.buffer);

  reset(): void {
    this.at = 0;
  }
  u8(v: number): void {
    this.#room(1);
    this.bytes[this.at++] = v;
  }
  u32(v: number): void {
    this.#room(4);
    this.#view.setUint32(this.at, v, true);
    this.at += 4;
  }
  f64(v: number): void {
    this.#room(8);
    this.#view.setFloat64(this.at, v, true);
    this.at += 8;
  }
  octets(v: Uint8Array): void {
    this.#room(v.length);
    this.bytes.set(v, this.at);
    this.at += v.length;
  }
  text(v: string): void {
    const encoded = UTF8.encode(v);
    this.u32(encoded.length);
    this.octets(encoded);
  }
  #room(n: number): void {
    if (this.at + n <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.at + n));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Throws RangeError when asked for more than there is. */
export class OctetReader {
  readonly #view: DataView;
  constructor(readonly bytes: Uint8Array, public at = 0, readonly end = bytes.length) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }
  octets(n: number): Uint8Array {
    const at = this.#take(n);
    return this.bytes.slice(at, at + n);
  }
  text(): string {
    return TEXT.decode(this.octets(this.u32()));
  }
  rest(): Uint8Array {
    return this.octets(this.end - this.at);
  }
  #take(n: number): number {
    const at = this.at;
    if (at + n > this.end) throw new RangeError(`Ends ${at + n - this.end} octets too early`);
    this.at = at + n;
    return at;
  }
}
const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();

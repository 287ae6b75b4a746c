/** Octets that another implementation wrote, and the places where a simulated router puts its own values. */

export type Place = readonly [offset: number, octets: 1 | 2 | 4];
export interface Stencil<F extends string> {
  readonly octets: Uint8Array;
  /** Where these octets were seen, or what they were put down from. */
  readonly from: string;
  readonly places: readonly (readonly [field: F, place: Place])[];
}

/** `hex` may hold spaces. Throws RangeError for half an octet and for a place outside. */
export function stencil<F extends string = never>(
  from: string,
  hex: string,
  places: Readonly<Record<F, Place>>,
): Stencil<F> {
  const digits = hex.replaceAll(" ", "");
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new RangeError(`${from}: not octets: ${hex}`);
  const octets = Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const list = Object.entries(places) as [F, Place][];
  for (const [field, [offset, width]] of list) {
    if (offset + width > octets.length) throw new RangeError(`${from}: ${field} is outside`);
  }
  return { octets, from, places: list };
}

/** Pieces of a message, one after the other. */
export class Sheet {
  readonly #pieces: Uint8Array[] = [];
  length = 0;

  raw(octets: Uint8Array): void {
    this.#pieces.push(octets);
    this.length += octets.length;
  }
  /** A copy of the stencil with these values in their places, big end first. */
  stamp<F extends string>({ octets, places }: Stencil<F>, values: Readonly<Record<F, number>>) {
    const copy = octets.slice();
    for (const [field, [offset, width]] of places) {
      const value = values[field];
      for (let i = 0; i < width; i++) copy[offset + i] = value >>> 8 * (width - 1 - i);
    }
    this.raw(copy);
  }
  /** Zeros up to a multiple of four. */
  pad(): void {
    if (this.length % 4 !== 0) this.raw(new Uint8Array(4 - this.length % 4));
  }
  finish(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

/** The bits of an IEEE float (RFC 5440 §7.7, §7.8). */
export function floatBits(value: number): number {
  FLOAT.setFloat32(0, value);
  return FLOAT.getUint32(0);
}
const FLOAT = new DataView(new ArrayBuffer(4));

/** Numbers, times and names in the words of the pages: every number has a unit, every time a zone. */

const THIN = "\u2009";

export interface Quantity {
  readonly number: string;
  readonly unit: string;
}

/** 48190 → "48 190" with a thin space. */
export function count(value: number): string {
  const sign = value < 0 ? "−" : "";
  const digits = String(Math.round(Math.abs(value)));
  return sign + (digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, THIN));
}

/** "1 policy", "2 policies". */
export function plural(value: number, one: string, many = one + "s"): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Microseconds as µs, ms or s: at most three figures that matter. */
export function duration(microseconds: number): Quantity {
  if (microseconds < 1000) return { number: count(microseconds), unit: "µs" };
  if (microseconds < 1e6) return { number: figures(microseconds / 1000), unit: "ms" };
  if (microseconds < 120e6) return { number: figures(microseconds / 1e6), unit: "s" };
  const seconds = microseconds / 1e6;
  if (seconds < 7200) return { number: count(Math.floor(seconds / 60)), unit: "min" };
  if (seconds < 172800) return { number: count(Math.floor(seconds / 3600)), unit: "h" };
  return { number: count(Math.floor(seconds / 86400)), unit: "d" };
}

/** Delays stay in ms, as operators say them: 12.3 ms, 0.45 ms. */
export function delay(microseconds: number): Quantity {
  return { number: figures(microseconds / 1000), unit: "ms" };
}

/** Bits per second, SI: 2 Gbps. */
export function rate(bitsPerSecond: number): Quantity {
  const steps = ["bps", "kbps", "Mbps", "Gbps", "Tbps"];
  let value = bitsPerSecond;
  let step = 0;
  while (value >= 999.5 && step < steps.length - 1) {
    value /= 1000;
    step++;
  }
  return { number: figures(value), unit: steps[step] ?? "bps" };
}

export function octets(value: number): Quantity {
  if (value < 10_000) return { number: count(value), unit: value === 1 ? "byte" : "bytes" };
  if (value < 1e6) return { number: figures(value / 1000), unit: "kB" };
  if (value < 1e9) return { number: figures(value / 1e6), unit: "MB" };
  return { number: figures(value / 1e9), unit: "GB" };
}

export const text = (quantity: Quantity): string => `${quantity.number} ${quantity.unit}`;

/** How long ago, coarse: "9 s", "4 min", "3 h", "2 d". */
export function age(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1e6));
  return text(duration(seconds * 1e6)).replace("0 µs", "0 s");
}

/** UTC time of day; with the day when it is another one than today. */
export function clockTime(at: number, now: number, withMilliseconds = false): string {
  const iso = new Date(at / 1000).toISOString();
  const time = iso.slice(11, withMilliseconds ? 23 : 19);
  if (iso.slice(0, 10) === new Date(now / 1000).toISOString().slice(0, 10)) return time;
  return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ""} ${time}`;
}

/** For a title: the whole time in UTC and in the zone of the reader. */
export function fullTime(at: number): string {
  const date = new Date(at / 1000);
  return `${date.toISOString().replace("T", " ").replace("Z", " UTC")} · ${date.toLocaleString()}`;
}

/** "linkDown" → "link down". */
export function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** At most three figures, no needless zeros: 12.3, 119, 0.45, 2. */
export function figures(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 100) return count(value);
  return String(Number(value.toFixed(size >= 10 ? 1 : 2)));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

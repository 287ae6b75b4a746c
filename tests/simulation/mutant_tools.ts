/** Tools to change what a core hears and says, octet by octet. */
import { messagesIn } from "../../lab/sim/tape.ts";
import type { Effect, Event } from "../../src/controller/step.ts";
import type { DynamicSpec, Jobs } from "../../src/path/jobs.ts";
import type { Defect } from "./mutant.ts";

export const REPORT = 10, UPDATE = 11, INITIATE = 12;
export const LSP = 32, ERO = 7;
const SRP = 33;

/** The objects of a PCEP message: class, and where each begins and ends. */
export function* objectsIn(
  bytes: Uint8Array,
): Generator<{ class: number; at: number; end: number }> {
  for (let at = 4; at + 4 <= bytes.length;) {
    const end = at + Math.max(4, bytes[at + 2]! << 8 | bytes[at + 3]!);
    yield { class: bytes[at]!, at, end };
    at = end;
  }
}
export const isDelete = (bytes: Uint8Array) =>
  bytes[1] === INITIATE &&
  [...objectsIn(bytes)].some((one) => one.class === SRP && (bytes[one.at + 7]! & 1) === 1);

/** Each PCEP message of a write by itself; undefined leaves it out. */
export const written = (change: (bytes: Uint8Array) => Uint8Array | undefined) =>
(
  effect: Effect,
): readonly Effect[] => {
  if (effect.do !== "write" || effect.bytes[0] !== 0x20) return [effect];
  return messagesIn("pcep", effect.bytes).flatMap((one) => {
    const bytes = change(one.slice());
    return bytes ? [{ ...effect, bytes }] : [];
  });
};
/** Each PCEP message of those that were received together. */
export const heardOf =
  (change: (bytes: Uint8Array) => Uint8Array | undefined) => (event: Event): Event => {
    const { what } = event;
    if (what.on !== "received" || what.bytes[0] !== 0x20) return event;
    const kept = messagesIn("pcep", what.bytes).flatMap((one) => {
      const bytes = change(one.slice());
      return bytes ? [...bytes] : [];
    });
    return { ...event, what: { ...what, bytes: Uint8Array.from(kept) } };
  };
export const dynamic = (change: (path: DynamicSpec) => DynamicSpec) => (jobs: Jobs): Jobs => ({
  ...jobs,
  list: jobs.list.map((job) =>
    job.path.type === "dynamic" ? { ...job, path: change(job.path) } : job
  ),
});
export const safety = (change: Readonly<Record<string, unknown>>) => (event: Event): Event => {
  const { what } = event;
  if (what.on !== "started") return event;
  const { config } = what;
  const changed = { ...config, safety: { ...config.safety, ...change } };
  return { ...event, what: { ...what, config: changed } };
};
/** Without what the first object of the class says at this place. */
export function patched(
  bytes: Uint8Array,
  objectClass: number,
  change: (view: DataView, at: number) => void,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const one of objectsIn(bytes)) {
    if (one.class === objectClass && one.end - one.at >= 8) change(view, one.at);
  }
  return bytes;
}
export const is = (defect: Defect) => () => defect;

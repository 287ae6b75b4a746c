/** How a simulated router may misbehave for a while: what it says is no longer what it did, or is not said. */
import type { Message, StateReport } from "../../src/pcep/codec/message.ts";

export interface Manners {
  /** Every PCInitiate and PCUpd is answered by PCErr and changes nothing. */
  refuses: boolean;
  /** What steers it is dropped without a word. */
  mute: boolean;
  /** Reports another list than it has, or what is down as active. */
  lies: "list" | "active" | undefined;
  /** Says everything twice. */
  repeats: boolean;
  /** What it says of half of its LSPs comes late; of one LSP everything stays in order. */
  disorders: boolean;
}
export const goodManners = (): Manners => ({
  refuses: false,
  mute: false,
  lies: undefined,
  repeats: false,
  disorders: false,
});

/** What is reported instead of the truth. */
export function toldAs(report: StateReport, { lies }: Manners): StateReport {
  const { ero = [], remove } = report;
  if (remove || ero.length === 0 || lies === undefined) return report;
  if (lies === "active") return { ...report, operState: "active" };
  return { ...report, ero: ero.length > 1 ? ero.slice(0, -1) : [...ero, ...ero] };
}

/** Is it of those that come late? */
export function isLate(message: Message): boolean {
  if (message.kind !== "report") return false;
  const [first] = message.reports;
  return first !== undefined && !first.sync && first.plspId % 2 === 1;
}
export const LATE_MICROSECONDS = 1_500_000;

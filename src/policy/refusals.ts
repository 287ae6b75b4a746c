/**
 * What a refusal means: for each PCErr (RFC 5440 §7.15 and its registry) and each LSP-ERROR-CODE (RFC 8231 §7.3.3) what
 * Cairn does next, and when. One table; what is not in it is tried again, more and more slowly.
 */
export const REACTIONS = {
  retry: "may be better in a moment: after 5 s, 20 s, then every 5 minutes",
  limit: "no room on the router: after 1 minute, then every 5",
  change:
    "this list will not do: when another list is wanted, the topology is another, or somebody asks for it",
  forget: "the router does not know the LSP: it is made anew",
  handsOff: "not ours: when the router reports D=1 again",
  elsewhere:
    "no orphan, another PCE holds it: looked at again after 30 s, 1, 2, 4, then every 5 minutes",
  conflict: "the name is taken: every 5 minutes",
  never: "the router cannot: not in this session",
  session: "about the session, not about one LSP: as retry",
} as const;
export type Reaction = keyof typeof REACTIONS;

export interface RefusalRow {
  readonly type: number;
  readonly values: readonly number[] | "other"; // "other": all that no row before it names
  readonly reaction: Reaction;
  readonly rule: string;
}
const row = (
  type: number,
  values: RefusalRow["values"],
  reaction: Reaction,
  rule: string,
): RefusalRow => ({ type, values, reaction, rule });

/** First match wins. Numbers of the PCEP-ERROR registry. */
export const REFUSALS: readonly RefusalRow[] = [
  row(1, "other", "session", "RFC 5440 §6.2"), // session establishment
  row(2, "other", "never", "RFC 5440 §7.15"), // capability not supported
  row(3, "other", "never", "RFC 5440 §7.15"), // unknown object
  row(4, "other", "never", "RFC 5440 §7.15"), // not supported object
  row(5, "other", "retry", "RFC 5440 §7.15"), // policy violation: policies change
  row(6, "other", "change", "I.2"), // mandatory object missing
  row(9, "other", "session", "RFC 5440 §4.2.1"), // second session
  row(10, "other", "change", "I.10"), // bad list: label, NAI, MSD, mixture of kinds
  row(19, [1], "handsOff", "I.7"), // update for an LSP that is not delegated
  row(19, [2], "never", "II.1"), // update, but the capability was not advertised
  row(19, [3], "forget", "I.6"), // unknown PLSP-ID
  row(19, [6, 10], "limit", "RFC 8281 §5.4"), // how many, how often
  row(19, [8], "elsewhere", "I.8"), // take-over of what is no orphan
  row(19, [9], "never", "I.8"), // not PCE-initiated
  row(19, [11, 12, 13, 14, 15, 16, 17, 19, 20], "never", "RFC 8231 §8.5"), // capability missing
  row(19, [18, 21], "change", "I.10"), // unknown label, non-empty path
  row(20, "other", "session", "I.15"), // synchronisation
  row(21, "other", "never", "RFC 8408 §7"), // path setup type
  row(23, [1], "conflict", "I.5"), // SYMBOLIC-PATH-NAME in use
  row(23, "other", "change", "RFC 8281 §8.5"), // bad parameter value
  row(24, [1], "change", "RFC 8281 §5.3"), // unacceptable instantiation parameters
  row(24, "other", "retry", "RFC 8281 §5.3"), // internal error, signalling
  row(25, "other", "session", "RFC 8253 §3.2"), // StartTLS
  row(26, [1], "never", "RFC 8697 §6.4"), // association type not supported
  row(26, [2, 3], "limit", "RFC 8697 §6.4"), // too many LSPs or groups
  row(26, "other", "change", "RFC 9862 §4.2"), // association does not fit
  row(32, [3, 4], "retry", "RFC 9604 §6"), // cannot allocate or remove any binding SID
  row(32, "other", "change", "RFC 9604 §6"), // that binding SID cannot be had
];

/** LSP-ERROR-CODE in a report. */
export const REPORTED_ERRORS: Readonly<Record<number, Reaction>> = {
  1: "retry", // unknown reason
  2: "limit", // limit of PCE-controlled LSPs
  3: "limit", // too many pending updates
  4: "change", // unacceptable parameters
  5: "retry", // internal error
  6: "change", // brought down by its administrator
  7: "retry", // pre-empted
  8: "retry", // RSVP signalling error
};

export function reactionTo(type: number, value: number): Reaction {
  const found = REFUSALS.find((one) =>
    one.type === type && (one.values === "other" || one.values.includes(value))
  );
  return found?.reaction ?? "retry";
}
export const reactionToReported = (code: number): Reaction => REPORTED_ERRORS[code] ?? "retry";

/** When the same request may be made again, after so many attempts; Infinity: not before something changes. */
export function retryAfter(reaction: Reaction, attempts: number): number {
  switch (reaction) {
    case "change":
    case "never":
      return Infinity;
    case "limit":
      return attempts <= 1 ? 60e6 : 300e6;
    case "conflict":
      return 300e6;
    case "elsewhere":
      return Math.min(300e6, 30e6 * 2 ** (attempts - 1));
    case "retry":
    case "forget":
    case "handsOff":
    case "session":
      return retryAfterMicroseconds(attempts);
  }
}
/** 5 s, 20 s, then every 5 minutes. */
export function retryAfterMicroseconds(attempts: number): number {
  return [5e6, 20e6][attempts - 1] ?? 300e6;
}

/** What Cairn does next, as the end of a sentence; `again`: time of the next try, as people write it. */
export function nextWords(reaction: Reaction, attempts: number, again: string): string {
  switch (reaction) {
    case "change":
      return "nothing is sent until another list or topology is wanted, or it is reoptimised";
    case "never":
      return "nothing like it is sent again in this session";
    case "forget":
      return "it is made anew";
    case "handsOff":
      return "nothing is sent until the router reports it delegated";
    case "elsewhere":
      return `another PCE may hold it; Cairn looks again at ${again}`;
    case "conflict":
      return `the name is taken; Cairn tries again at ${again}`;
    case "limit":
    case "retry":
    case "session":
      return attempts < 2
        ? `Cairn tries again at ${again}`
        : `Cairn tried ${attempts} times and tries again at ${again}`;
  }
}

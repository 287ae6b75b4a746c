/** Status as colour and shape and word: circle ok, triangle warn, square bad, diamond work, ring stale. */
import type { JSX } from "preact";

export type Tone = "ok" | "warn" | "bad" | "work" | "stale" | "info";

const SHAPES: Readonly<Record<Tone, JSX.Element>> = {
  ok: <circle cx="5" cy="5" r="4" />,
  warn: <path d="M5 .8 9.6 9.2H.4z" />,
  bad: <rect x=".8" y=".8" width="8.4" height="8.4" rx="1.2" />,
  work: <path d="M5 .2 9.8 5 5 9.8.2 5z" />,
  stale: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.6" />,
  info: <circle cx="5" cy="5" r="2.5" />,
};

/** `word` is for people who do not see the shape; leave it empty where the word stands beside it. */
export function Mark(
  { tone, size = 10, word = "" }: { tone: Tone; size?: number; word?: string },
): JSX.Element {
  return (
    <svg
      class={`mark ${tone}`}
      width={size}
      height={size}
      viewBox="0 0 10 10"
      fill="currentColor"
      {...(word === "" ? { "aria-hidden": true } : { role: "img", "aria-label": word })}
    >
      {SHAPES[tone]}
    </svg>
  );
}

export function Tag(
  { tone, children }: { tone: Tone | "plain" | "accent"; children: string },
): JSX.Element {
  return (
    <span class={`tag ${tone === "info" || tone === "stale" ? "plain" : tone}`}>
      {tone !== "plain" && tone !== "accent" && <Mark tone={tone} size={8} />}
      {children}
    </span>
  );
}

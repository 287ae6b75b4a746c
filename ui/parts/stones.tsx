/** The four records in four stones: wanted, computed, sent, reported. Shape and words go along with the colour. */
import type { JSX } from "preact";
import type { Four, StoneState } from "../state/verdict.ts";

const WORDS: Readonly<Record<StoneState, string>> = {
  agrees: "agrees",
  same: "same as sent",
  failed: "failed here",
  waiting: "waiting",
  stale: "not heard",
  none: "nothing",
};

export function Stones({ four }: { four: Four }): JSX.Element {
  const words = `wanted: ${WORDS[four.wanted]}, computed: ${WORDS[four.computed]}, ` +
    `sent: ${WORDS[four.sent]}, reported: ${WORDS[four.reported]}`;
  return (
    <span class="stones" role="img" aria-label={words} title={words}>
      {[four.wanted, four.computed, four.sent, four.reported].map((state, i) => (
        <i key={i} class={state} />
      ))}
    </span>
  );
}

export const Stone = ({ state }: { state: StoneState }): JSX.Element => (
  <i class={`stone ${state}`} title={WORDS[state]} />
);

/** A label stack, as it is read: first label first. Against another list, what is gone is struck and what is new is marked. */
import type { JSX } from "preact";

export function Labels(
  { labels, instead }: { labels: readonly number[]; instead?: readonly number[] },
): JSX.Element {
  if (labels.length === 0 && (instead === undefined || instead.length === 0)) {
    return <span class="t3">no labels</span>;
  }
  if (instead === undefined) {
    return <span class="labels">{labels.map((label, i) => <code key={i}>{label}</code>)}</span>;
  }
  return (
    <span class="labels">
      {compare(instead, labels).map(({ label, is }, i) => (
        <code key={i} class={is}>
          {is === "gone" && <span class="sr">missing</span>}
          {is === "new" && <span class="sr">not asked for</span>}
          {label}
        </code>
      ))}
    </span>
  );
}

export const PlainLabels = (
  { labels }: { labels: readonly (number | string)[] },
): JSX.Element => <span class="plain-labels">{labels.join(" ")}</span>;

interface Compared {
  readonly label: number;
  readonly is: "same" | "gone" | "new";
}

/** Longest common list, so that one label more does not mark all that follow. */
export function compare(before: readonly number[], after: readonly number[]): readonly Compared[] {
  const common = before.map(() => new Array<number>(after.length + 1).fill(0));
  common.push(new Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i]![j] = before[i] === after[j]
        ? common[i + 1]![j + 1]! + 1
        : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const result: Compared[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      result.push({ label: after[j]!, is: "same" });
      i++;
      j++;
    } else if (
      j >= after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!)
    ) {
      result.push({ label: before[i++]!, is: "gone" });
    } else {
      result.push({ label: after[j++]!, is: "new" });
    }
  }
  return result;
}

/** A panel: a title, what qualifies it at the right, and what it holds. Panels never stand in panels. */
import type { ComponentChildren, JSX } from "preact";

export function Panel(
  { title, more, class: name = "", children }: {
    title: string;
    more?: ComponentChildren;
    class?: string;
    children: ComponentChildren;
  },
): JSX.Element {
  return (
    <section class={`panel ${name}`} aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {more !== undefined && <span class="more">{more}</span>}
      </div>
      {children}
    </section>
  );
}

/** What stands where rows would: nothing yet, nothing matches, an error. One sentence and the next step. */
export function Notice(
  { title, children, center = false }: {
    title: string;
    children?: ComponentChildren;
    center?: boolean;
  },
): JSX.Element {
  return (
    <div class={center ? "notice center" : "notice"} role="status">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

/** Grey bars in place of values while the first snapshot is on its way. */
export function Skeleton({ lines = 5 }: { lines?: number }): JSX.Element {
  return (
    <div class="panel-body" aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => (
        <p key={i}>
          <span class="skeleton" style={{ width: `${90 - (i * 23) % 50}%` }} />
        </p>
      ))}
    </div>
  );
}

/** A number with its unit small and grey. */
export function Value(
  { of: { number, unit } }: { of: { readonly number: string; readonly unit: string } },
): JSX.Element {
  return (
    <>
      {number} <span class="unit">{unit}</span>
    </>
  );
}

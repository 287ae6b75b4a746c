/** The segment list of one record, several with their weights, or the hops of an RSVP-TE LSP. */
import type { JSX } from "preact";
import { Labels } from "./labels.tsx";

export interface Lists {
  readonly labels: readonly number[];
  readonly lists: readonly { readonly weight: number; readonly labels: readonly number[] }[];
  readonly hops: readonly string[];
}

export function PathLists(
  { path, instead }: { path: Lists; instead?: readonly number[] | undefined },
): JSX.Element {
  if (path.hops.length > 0) return <p class="mono">{path.hops.join(" → ")}</p>;
  if (path.lists.length === 0) {
    return <Labels labels={path.labels} {...(instead === undefined ? {} : { instead })} />;
  }
  return (
    <dl class="pairs">
      {path.lists.map(({ weight, labels }) => (
        <>
          <dt>Weight {weight}</dt>
          <dd>
            <Labels labels={labels} />
          </dd>
        </>
      ))}
    </dl>
  );
}

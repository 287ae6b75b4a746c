/** What a router says of an LSP beside its path: groups, several lists, vendors' objects. */
import type { JSX } from "preact";
import type { Lsp } from "../../src/gen/cairn/v1/lsp_pb.ts";

export function LspExtras({ lsp }: { lsp: Lsp }): JSX.Element | null {
  const { associations, lists, details, vendor } = lsp;
  if (associations.length + lists.length + details.length + vendor.length === 0) return null;
  return (
    <>
      {lists.length > 0 && (
        <section>
          <h3>Segment lists</h3>
          {lists.map((list) => (
            <p key={list.pathId}>
              <code>{list.pathId}</code> {list.operState}: {list.hops.join(", ")}
              <span class="t2">{list.words.map((words) => ` ${words}`).join(";")}</span>
            </p>
          ))}
        </section>
      )}
      {associations.length > 0 && (
        <section>
          <h3>Groups</h3>
          {associations.map((group) => (
            <p key={`${group.type} ${group.id} ${group.source} ${group.words.join()}`}>
              {group.type} {group.id} of <code>{group.source}</code>
              <span class="t2">
                {group.words.map((words) =>
                  ` ${words}`
                ).join(";")}
              </span>
              {group.others.length > 0 && <span class="t2">, with {group.others.join(", ")}</span>}
            </p>
          ))}
        </section>
      )}
      {details.length + vendor.length > 0 && (
        <section>
          <h3>Also said</h3>
          {details.map((words) => <p key={words} class="t2">{words}</p>)}
          {vendor.map((words) => <p key={words} class="t2">Vendor {words}</p>)}
        </section>
      )}
    </>
  );
}

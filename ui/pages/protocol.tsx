/** The protocol page: each code point that this build decodes, with where it is written down and its form. */
import type { JSX } from "preact";
import { RfcLink } from "../parts/field_tree.tsx";
import { count } from "../parts/format.ts";
import { Notice, Panel } from "../parts/panel.tsx";
import { href, query, setQuery } from "../state/router.ts";
import { REGISTRIES } from "../state/registries.ts";

export function ProtocolPage({ parts }: { parts: readonly string[] }): JSX.Element {
  const text = (query.value.get("filter") ?? parts.slice(1).join("/")).toLowerCase();
  const protocol = query.value.get("of") ?? parts[0];
  const shown = REGISTRIES.filter((registry) =>
    protocol === undefined || registry.protocol === protocol
  )
    .map((registry) => ({
      ...registry,
      rows: registry.rows.filter((row) =>
        text === "" || row.code === text || `${row.name} ${row.ref}`.toLowerCase().includes(text)
      ),
    }))
    .filter((registry) => registry.rows.length > 0);
  const total = REGISTRIES.reduce((sum, registry) => sum + registry.rows.length, 0);
  return (
    <main class="page">
      <div class="page-bar">
        <h1>Protocol</h1>
        <span class="count">
          <b>{count(total)}</b> code points, the rows that decode
        </span>
        <span class="segmented" role="group" aria-label="Protocol">
          {[undefined, "pcep", "bgp-ls"].map((one) => (
            <button
              type="button"
              key={one ?? ""}
              aria-pressed={one === protocol}
              onClick={() => setQuery({ of: one }, "replace")}
            >
              {one === undefined ? "Both" : one === "pcep" ? "PCEP" : "BGP-LS"}
            </button>
          ))}
        </span>
        <a class="button" href={href("decode")}>Decode octets</a>
      </div>
      <div class="filter">
        <label class="filter-box">
          <input
            type="search"
            aria-label="Filter"
            placeholder="a number, a name, an RFC"
            value={query.value.get("filter") ?? ""}
            onInput={(event) => setQuery({ filter: event.currentTarget.value }, "replace")}
          />
        </label>
      </div>
      {shown.length === 0 && <Notice title="No code point matches." />}
      <div class="registries">
        {shown.map((registry) => (
          <Panel
            key={`${registry.protocol}/${registry.id}`}
            title={`${registry.protocol === "pcep" ? "PCEP" : "BGP-LS"}: ${registry.title}`}
            more={count(registry.rows.length)}
          >
            <div class="registry" tabIndex={0} role="region" aria-label={registry.title}>
              <table>
                <thead>
                  <tr>
                    <th scope="col" class="right">Code</th>
                    <th scope="col">Name</th>
                    <th scope="col">Where</th>
                    <th scope="col">Form</th>
                  </tr>
                </thead>
                <tbody>
                  {registry.rows.map((row) => (
                    <tr key={row.code + row.name}>
                      <td class="right">
                        <code>{row.code}</code>
                      </td>
                      <td title={row.name}>{row.name}</td>
                      <td>
                        <RfcLink value={row.ref} />
                      </td>
                      <td class="t3" title={row.form}>{row.form}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Panel>
        ))}
      </div>
    </main>
  );
}

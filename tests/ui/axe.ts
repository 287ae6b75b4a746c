/** What axe finds against WCAG 2.2 A and AA on the page as it is shown. */
import axe from "axe-core";
import type { Page } from "playwright-core";

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** One line a finding; empty when the page is clean. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const findings = await page.evaluate(async () => {
    const found = await (globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Finding[] }> };
    }).axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    return found.violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => ({ html, failureSummary })),
    }));
  });
  return findings.map(({ id, nodes }) =>
    `${id}: ${
      nodes.map((node) => `${node.html.slice(0, 160)} (${node.failureSummary ?? ""})`).join(" | ")
    }`
  );
}

/** What axe-core finds wrong with a page: the serious and the critical. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Found {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly target: unknown; readonly html: string; readonly failureSummary?: string }[];
}

/** As `rule: element: what is wrong`. The drawing of the map itself is MapLibre's; its controls are judged. */
export async function seriousFindings(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Not as an element of the page, which its policy would refuse.
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe.source);
  const violations = (await page.evaluate(runAxe, rules)) as readonly Found[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, html, failureSummary = '' }) =>
          `${id}: ${target} ${html.slice(0, 160)}: ${failureSummary.slice(0, 300)}`,
      ),
    );
}

// What follows runs in the page.

async function runAxe(rules: readonly string[] | undefined): Promise<unknown> {
  const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: unknown }> } };
  const { violations } = await axe.run({
    resultTypes: ['violations'],
    ...(rules ? { runOnly: { type: 'rule', values: rules } } : {}),
  });
  return violations;
}

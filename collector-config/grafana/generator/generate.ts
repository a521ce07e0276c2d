import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DashboardLinkPlacement } from '@grafana/grafana-foundation-sdk/dashboard';
import { fillBetween } from '../../../docs/generate/markdown.js';
import { buildDashboard } from './build-dashboard.js';
import { dashboards } from './dashboards/index.js';
import { renderDashboards } from './page.js';

/** Where Grafana's provisioning finds the dashboards, relative to the root of the repository. */
export const DASHBOARDS_FOLDER = 'collector-config/grafana/dashboards';
const PAGE = 'docs/grafana.md';

/**
 * Brings the dashboards' JSON, and the part of the documentation that lists their panels, up to date.
 *
 * @param check changes nothing, only tells
 * @returns paths of the files that were not up to date
 * @throws Error when the page lacks the markers of its generated part
 */
export async function generateDashboards({
  root,
  check,
}: {
  readonly root: string;
  readonly check: boolean;
}): Promise<readonly string[]> {
  const stale: string[] = [];
  async function write(path: string, render: (current: string) => string): Promise<void> {
    const file = join(root, path);
    const current = await readFile(file, 'utf8').catch(() => '');
    const text = render(current);
    if (text === current) return;
    stale.push(path);
    if (check) return;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  for (const spec of dashboards) {
    const json = `${JSON.stringify(buildDashboard(spec), inSight, 2)}\n`;
    await write(`${DASHBOARDS_FOLDER}/${spec.uid}.json`, () => json);
  }
  await write(PAGE, (current) =>
    fillBetween(current, '<!-- dashboards -->', '<!-- dashboards:end -->', renderDashboards(dashboards)),
  );
  return stale;
}

/** The library puts links and marks into a menu of the dashboard unless told otherwise, and cannot be told otherwise. */
function inSight(key: string, value: unknown): unknown {
  return key === 'placement' && value === DashboardLinkPlacement.InControlsMenu ? undefined : value;
}

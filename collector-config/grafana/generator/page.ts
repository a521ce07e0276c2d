import { table } from '../../../docs/generate/markdown.js';
import type { DashboardSpec, PanelSpec, RowSpec } from './types.js';

/** How each kind of panel is called in the documentation. */
const DRAWN: Readonly<Record<PanelSpec['kind'], string>> = {
  lines: 'lines',
  bars: 'bars',
  now: 'latest value',
  ranking: 'ranking',
  table: 'table',
  heatmap: 'heat map',
  traces: 'list of traces',
};

/** Every dashboard with its rows and panels, in the order in which they stand. */
export function renderDashboards(dashboards: readonly DashboardSpec[]): string {
  return dashboards.map(renderDashboard).join('\n');
}

function renderDashboard({ title, uid, description, variables, rows }: DashboardSpec): string {
  const choices = variables.map(({ label }) => label).join(', ');
  const panels = table(['row', 'panel', 'drawn as', 'shows'], rows.flatMap(cellsOf));
  return `### ${title}\n\n\`${uid}\`: ${description} Choices: ${choices}.\n\n${panels}`;
}

function cellsOf({ title, panels }: RowSpec): readonly (readonly string[])[] {
  return panels.map((panel, index) => [index === 0 ? title : '', panel.title, DRAWN[panel.kind], panel.description]);
}

import assert from 'node:assert/strict';
import { buildDashboard } from '../../../../collector-config/grafana/generator/build-dashboard.js';
import { renderDashboards } from '../../../../collector-config/grafana/generator/page.js';
import { buildPanel } from '../../../../collector-config/grafana/generator/panels.js';
import type { DashboardSpec, PanelKind, PanelSpec } from '../../../../collector-config/grafana/generator/types.js';

const TYPES: Readonly<Record<PanelKind, string>> = {
  lines: 'timeseries',
  bars: 'timeseries',
  now: 'stat',
  ranking: 'bargauge',
  table: 'table',
  heatmap: 'heatmap',
  traces: 'table',
};

/** What the tests look at of a query, of whichever data source. */
interface Target {
  readonly refId?: string;
  readonly instant?: boolean;
  readonly datasource?: unknown;
}

function targetsOf(spec: PanelSpec): readonly Target[] {
  return (buildPanel(spec).build().targets ?? []) as readonly Target[];
}

/** A panel of a kind with one query. */
function panel(kind: PanelKind, more: Partial<PanelSpec> = {}): PanelSpec {
  return { kind, title: 'T', description: 'D', unit: 's', width: 12, queries: [{ expr: 'x' }], ...more };
}

/** A dashboard of one row. */
function dashboard(panels: readonly PanelSpec[]): DashboardSpec {
  return { uid: 'u', title: 'D', description: 'd', variables: [], annotations: [], rows: [{ title: 'R', panels }] };
}

describe('panels of dashboards', () => {
  for (const [kind, type] of Object.entries(TYPES) as [PanelKind, string][]) {
    it(`${kind} are of Grafana's type ${type}, and ask who has the data`, () => {
      const built = buildPanel(panel(kind)).build();
      assert.equal(built.type, type);
      const source =
        kind === 'traces' ? { type: 'tempo', uid: `\${traces}` } : { type: 'prometheus', uid: `\${datasource}` };
      assert.deepEqual(built.datasource, source);
      assert.deepEqual(
        targetsOf(panel(kind)).map(({ datasource }) => datasource),
        [source],
      );
    });
  }

  it('evaluate once what shows latest values, and over time what draws them', () => {
    const instant = (kind: PanelKind) => targetsOf(panel(kind))[0]?.instant;
    assert.deepEqual([instant('ranking'), instant('table')], [true, true]);
    assert.deepEqual(
      [instant('lines'), instant('bars'), instant('heatmap'), instant('now')],
      [false, false, false, false],
    );
  });

  it('count in steps that hold several scrapes', () => {
    const step = (kind: PanelKind) => buildPanel(panel(kind)).build().interval;
    assert.deepEqual([step('bars'), step('heatmap'), step('lines')], ['1m', '1m', undefined]);
  });

  it('call their queries by letters, and carry ends of the axis, decimals and a word for nothing', () => {
    const queries = [{ expr: 'x' }, { expr: 'y', exemplars: true, legend: '{{l}}' }];
    const built = buildPanel(panel('lines', { queries, min: 0, max: 1, decimals: 2, noValue: 'nothing' })).build();
    assert.deepEqual(
      targetsOf(panel('lines', { queries })).map(({ refId }) => refId),
      ['A', 'B'],
    );
    assert.match(JSON.stringify(built.targets?.[1]), /"legendFormat":"\{\{l\}\}".*"exemplar":true/);
    const { min, max, decimals, noValue, unit } = built.fieldConfig?.defaults ?? {};
    assert.deepEqual(
      { min, max, decimals, noValue, unit },
      { min: 0, max: 1, decimals: 2, noValue: 'nothing', unit: 's' },
    );
  });
});

describe('dashboards from a description', () => {
  it('offer only the choices that something in them needs', () => {
    const names = (spec: DashboardSpec) => buildDashboard(spec).templating?.list?.map(({ name }) => name);
    assert.deepEqual(names(dashboard([panel('lines')])), ['datasource']);
    assert.deepEqual(names(dashboard([panel('traces')])), ['datasource', 'traces']);
    assert.deepEqual(names(dashboard([panel('lines', { linksToRounds: true })])), ['datasource', 'traces']);
    assert.deepEqual(names(dashboard([panel('lines', { queries: [{ expr: 'rate(x[$window])' }] })])), [
      'datasource',
      'window',
    ]);
  });

  it('stand below each other where a line of 24 columns is full', () => {
    const built = buildDashboard(dashboard([panel('lines'), panel('lines'), panel('lines', { height: 4 })]));
    assert.deepEqual(
      built.panels?.map(({ id, gridPos }) => [id, gridPos?.x, gridPos?.y, gridPos?.h]),
      [
        [1, 0, 0, 1],
        [2, 0, 1, 8],
        [3, 12, 1, 8],
        [4, 0, 9, 4],
      ],
    );
  });

  it('are documented panel by panel', () => {
    const text = renderDashboards([dashboard([panel('now'), panel('heatmap', { title: 'A | B' })])]);
    assert.match(text, /^### D\n\n`u`: d /);
    assert.match(text, /\| R \| T \| latest value \| D \|\n\| {2}\| A \\\| B \| heat map \| D \|\n/);
  });
});

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { DATA_SOURCES, dataSourceOf } from './data-sources.js';
import { buildPanel } from './panels.js';
import { WINDOW } from './promql.js';
import type { AnnotationSpec, DashboardSpec, QuerySource, VariableSpec } from './types.js';

/** Tag of all our dashboards: the menu at the top of each lists those that have it. */
const TAG = 'fedotel';

const DEFAULT_WINDOW = '15m';

/**
 * Grafana's dashboard for a description of one. It is drawn on a grid of 24 columns in the order of the description;
 * panels get their ids by that order.
 */
export function buildDashboard(spec: DashboardSpec): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([TAG, 'federated-learning'])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(
      new dashboard.DashboardLinkBuilder('fedotel')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([TAG])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  for (const source of sourcesOf(spec)) builder.withVariable(dataSourceVariable(source));
  for (const variable of spec.variables) builder.withVariable(queryVariable(variable));
  if (JSON.stringify(spec.rows).includes(WINDOW)) builder.withVariable(windowVariable());
  for (const annotation of spec.annotations) builder.annotation(annotationQuery(annotation));
  for (const row of spec.rows) {
    builder.withRow(new dashboard.RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(buildPanel(panel));
  }
  const built = builder.build();
  for (const [index, panel] of (built.panels ?? []).entries()) panel.id = index + 1;
  return built;
}

function sourcesOf({ rows }: DashboardSpec): readonly QuerySource[] {
  const traces = rows.some(({ panels }) =>
    panels.some(({ kind, linksToRounds }) => kind === 'traces' || linksToRounds),
  );
  return traces ? ['prometheus', 'traces'] : ['prometheus'];
}

function dataSourceVariable(source: QuerySource): dashboard.DatasourceVariableBuilder {
  const { variable, type } = DATA_SOURCES[source];
  return new dashboard.DatasourceVariableBuilder(variable)
    .label(source === 'traces' ? 'Traces' : 'Metrics')
    .description(source === 'traces' ? 'Where the spans of rounds are' : 'The Prometheus that has the metrics')
    .type(type);
}

/** Starts with all values; the choice is made anew as the time range moves, since jobs come and go. */
function queryVariable({ name, label, description, metric, of }: VariableSpec): dashboard.QueryVariableBuilder {
  const query = `label_values(${metric}, ${of})`;
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(dataSourceOf('prometheus'))
    .query({ qryType: 1, query, refId: name })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

function windowVariable(): dashboard.IntervalVariableBuilder {
  const values = ['5m', '15m', '1h', '6h', '1d'];
  const options = values.map((value) => ({ selected: value === DEFAULT_WINDOW, text: value, value }));
  return new dashboard.IntervalVariableBuilder(WINDOW.slice(1))
    .label('Window')
    .description('Time that means, shares and quantiles are over: several rounds long')
    .values(values.join(','))
    .options(options)
    .current({ selected: true, text: DEFAULT_WINDOW, value: DEFAULT_WINDOW });
}

/** Points of one series that follow each other are drawn as one span of time. */
function annotationQuery({ name, expr, title, color }: AnnotationSpec): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(dataSourceOf('prometheus'))
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .titleFormat(title)
    .target(new prometheus.DataqueryBuilder().datasource(dataSourceOf('prometheus')).refId(name).expr(expr).range());
}

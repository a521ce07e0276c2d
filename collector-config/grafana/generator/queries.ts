import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import * as tempo from '@grafana/grafana-foundation-sdk/tempo';
import { dataSourceOf } from './data-sources.js';
import type { PanelKind, PanelSpec, QuerySpec } from './types.js';

/** Rounds that a list of traces holds. */
const TRACES = 50;

/** Kinds of panel that show the latest values only, so that one evaluation is enough. */
const INSTANT: ReadonlySet<PanelKind> = new Set(['ranking', 'table']);

const FORMATS: Partial<Readonly<Record<PanelKind, prometheus.PromQueryFormat>>> = {
  table: prometheus.PromQueryFormat.Table,
  heatmap: prometheus.PromQueryFormat.Heatmap,
};

/** A panel's queries for Grafana, called A, B, C … */
export function buildQueries({ kind, queries }: PanelSpec): (prometheus.DataqueryBuilder | tempo.DataqueryBuilder)[] {
  return queries.map((query, index) => {
    const refId = String.fromCharCode('A'.charCodeAt(0) + index);
    return kind === 'traces' ? traces(query).refId(refId) : promql(kind, query).refId(refId);
  });
}

function promql(kind: PanelKind, { expr, legend, exemplars }: QuerySpec): prometheus.DataqueryBuilder {
  const query = new prometheus.DataqueryBuilder()
    .datasource(dataSourceOf('prometheus'))
    .editorMode(prometheus.QueryEditorMode.Code)
    .format(FORMATS[kind] ?? prometheus.PromQueryFormat.TimeSeries)
    .legendFormat(legend ?? (kind === 'heatmap' ? '{{le}}' : '__auto'))
    .exemplar(exemplars ?? false)
    .expr(expr);
  return INSTANT.has(kind) ? query.instant() : query.range();
}

function traces({ expr }: QuerySpec): tempo.DataqueryBuilder {
  return new tempo.DataqueryBuilder()
    .datasource(dataSourceOf('traces'))
    .queryType(tempo.TempoQueryType.Traceql)
    .tableType(tempo.SearchTableType.Traces)
    .limit(TRACES)
    .query(expr);
}

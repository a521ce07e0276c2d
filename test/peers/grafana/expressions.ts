import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { panelsOf, readDashboards } from '../../collector-config/grafana/read-dashboards.js';

/** A PromQL expression of the repository, ready to be evaluated. */
export interface Expression {
  /** `dashboard: panel`, or the name of an alert. */
  readonly where: string;
  readonly promql: string;
  /** Labels that the names of series in the legend are made of. */
  readonly legend: readonly string[];
}

/** Everything that dashboards ask Prometheus, with variables as a reader has them who chose nothing. */
export function dashboardExpressions(): readonly Expression[] {
  return readDashboards().flatMap((file) => {
    const panels = panelsOf(file).flatMap(({ title = '', targets = [] }) =>
      targets.flatMap(({ expr, legendFormat = '' }) =>
        expr === undefined
          ? []
          : [{ where: `${file.uid}: ${title}`, promql: filled(expr), legend: labelsIn(legendFormat) }],
      ),
    );
    const marks = file.annotations.list.map(({ name, expr, titleFormat = '' }) => ({
      where: `${file.uid}: mark ${name}`,
      promql: filled(expr),
      legend: labelsIn(titleFormat),
    }));
    return [...panels, ...marks];
  });
}

/** Choices that dashboards offer: the metric, and the label whose values are offered. */
export function dashboardChoices(): readonly {
  readonly where: string;
  readonly metric: string;
  readonly label: string;
}[] {
  return readDashboards().flatMap(({ uid, templating }) =>
    templating.list.flatMap(({ name, query }) => {
      const [, metric, label] =
        /^label_values\((.*), (\w+)\)$/.exec(typeof query === 'string' ? '' : query.query) ?? [];
      return metric === undefined || label === undefined
        ? []
        : [{ where: `${uid}: choice ${name}`, metric: filled(metric), label }];
    }),
  );
}

/** The expressions of all alerts. */
export function alertExpressions(): readonly Expression[] {
  const { groups } = parse(readFileSync('collector-config/prometheus/rules.yaml', 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ where: alert, promql: expr, legend: [] })));
}

/** Single series that an expression selects, without ranges and offsets. */
export function selectorsOf(promql: string): readonly string[] {
  // A label of a matcher or of a grouping is no metric: those are followed by a comparison, or stand after `by` and `on`.
  const bare = promql.replaceAll(/\b(?:by|on|without|ignoring)\s*\([^)]*\)/g, '');
  const names = [...bare.matchAll(/\b((?:fl|fedotel|otelcol|traces)_\w+)(\{[^}]*\})?(?!\w*\s*(?:=~|!=|!~|=)")/g)];
  return [...new Set(names.map(([, name = '', matchers = '']) => `${name}${matchers}`))];
}

/** Labels of a legend that a series does not have. */
export function missingIn(labels: Readonly<Record<string, string>>, legend: readonly string[]): readonly string[] {
  return legend.filter((label) => !(label in labels));
}

function labelsIn(format: string): readonly string[] {
  return [...format.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
}

/** All values of every choice, and a window that holds the whole demo, also on a slow machine. */
function filled(expression: string): string {
  return expression
    .replaceAll(/\$(?:job|instance|host|bridge)\b/g, '.*')
    .replaceAll(/\$(?:window|__interval|__rate_interval)\b/g, '10m');
}

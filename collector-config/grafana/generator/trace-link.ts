import { dataSourceOf } from './data-sources.js';

/** TraceQL for the rounds of a job, each of which is a trace of its own. */
export function roundsQuery(job: string): string {
  return `{ name =~ "round .*" && span.fl.job.name =~ "${job}" }`;
}

/**
 * Path of Grafana's Explore with the traces of a job's rounds in the time that the dashboard shows. Grafana replaces what
 * stands in braces after a dollar sign, so that these are the only characters left as they are.
 */
export function roundsLink(): string {
  const datasource = dataSourceOf('traces');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
  const query = roundsQuery('${__field.labels.fl_job_name}');
  const panes = {
    rounds: {
      datasource: datasource.uid,
      queries: [{ refId: 'A', datasource, queryType: 'traceql', query, limit: 50 }],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
      range: { from: '${__from}', to: '${__to}' },
    },
  };
  const encoded = encodeURIComponent(JSON.stringify(panes)).replaceAll(/%24%7B(.*?)%7D/g, (_, name) => `\${${name}}`);
  return `/explore?schemaVersion=1&panes=${encoded}`;
}

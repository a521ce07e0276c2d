import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { panelsOf, readDashboards } from './read-dashboards.js';

interface DataSourceFile {
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly isDefault?: boolean;
  readonly jsonData: {
    readonly timeInterval?: string;
    readonly exemplarTraceIdDestinations?: readonly { readonly name: string; readonly datasourceUid: string }[];
    readonly tracesToMetrics?: { readonly datasourceUid: string };
  };
}

const FOLDER = 'collector-config/grafana/provisioning';

describe('data sources of Grafana', () => {
  const { datasources } = parse(readFileSync(`${FOLDER}/datasources/datasources.yaml`, 'utf8')) as {
    readonly datasources: readonly DataSourceFile[];
  };
  const types = new Map(datasources.map(({ uid, type }) => [uid, type]));

  it('are one of each kind that dashboards let one choose from', () => {
    const wanted = new Set(
      readDashboards().flatMap(({ templating }) =>
        templating.list.filter(({ type }) => type === 'datasource').map(({ query }) => query),
      ),
    );
    assert.deepEqual(new Set(types.values()), wanted);
    assert.equal(types.size, datasources.length);
    assert.equal(datasources.filter(({ isDefault }) => isDefault).length, 1);
  });

  it('know each other', () => {
    const named = datasources.flatMap(({ jsonData }) => [
      ...(jsonData.exemplarTraceIdDestinations ?? []).map(({ datasourceUid }) => [datasourceUid, 'tempo']),
      ...(jsonData.tracesToMetrics ? [[jsonData.tracesToMetrics.datasourceUid, 'prometheus']] : []),
    ]);
    assert.equal(named.length, 2);
    for (const [uid = '', type] of named) assert.equal(types.get(uid), type);
  });
});

describe('Jaeger in place of Tempo', () => {
  it('is the data source of the same uid', () => {
    const { datasources } = parse(readFileSync('collector-config/grafana/jaeger.yaml', 'utf8')) as {
      readonly datasources: readonly DataSourceFile[];
    };
    assert.deepEqual(
      datasources.map(({ uid, type }) => [uid, type]),
      [['fedotel-traces', 'jaeger']],
    );
  });
});

describe('links from a round to its trace', () => {
  const urls = readDashboards()
    .flatMap(panelsOf)
    .flatMap(({ fieldConfig }) => fieldConfig?.defaults?.links ?? [])
    .map(({ url }) => url);

  it('open Explore with the rounds of the job, in the time that is shown', () => {
    assert.ok(urls.length >= 3);
    for (const url of new Set(urls)) {
      const filled = url
        .replaceAll(`\${__field.labels.fl_job_name}`, 'digits')
        .replaceAll(`\${traces}`, 'fedotel-traces')
        .replaceAll(`\${__from}`, '1000')
        .replaceAll(`\${__to}`, '2000');
      const { pathname, searchParams } = new URL(filled, 'http://127.0.0.1:3000');
      assert.equal(pathname, '/explore');
      const [pane] = Object.values(JSON.parse(searchParams.get('panes') ?? '') as Record<string, unknown>);
      assert.deepEqual(pane, {
        datasource: 'fedotel-traces',
        queries: [
          {
            refId: 'A',
            datasource: { type: 'tempo', uid: 'fedotel-traces' },
            queryType: 'traceql',
            query: '{ name =~ "round .*" && span.fl.job.name =~ "digits" }',
            limit: 50,
          },
        ],
        range: { from: '1000', to: '2000' },
      });
    }
  });
});

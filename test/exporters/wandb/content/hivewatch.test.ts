import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { TableOutput } from '../../../../exporters/wandb/types.js';
import { readEvents } from '../../../support/read-run.js';
import { type Folded, FULL, fold, ofKind, rowsOf } from '../support.js';

/** What HiveWatch's W&B emitter gave to a recording module for the same run. */
interface Recorded {
  readonly alerts: readonly (readonly [level: string, title: string, text: string])[];
  readonly tables: Readonly<Record<string, { readonly columns: readonly string[]; readonly rows: unknown[][] }>>;
  readonly keys: Readonly<Record<string, readonly (readonly [step: number, value: unknown])[]>>;
}

/** HiveWatch gives them to W&B but not to its event log, which is all that an export has. */
const NOT_IN_THE_LOG = [
  'agg/aggregation_time_sec',
  'agg/algo/clip',
  'agg/algo/k',
  'agg/algo/mu',
  'agg/algo/staleness_weight',
];
/** The same for single values: explicit totals of round 1, and the clock's duration, which we measure ourselves. */
const OTHER_VALUES: Readonly<Record<string, readonly number[]>> = {
  'comm/bytes_per_client_mb': [1],
  'comm/total_bytes_down_mb': [1],
  'comm/total_bytes_mb': [1],
  'comm/total_bytes_up_mb': [1],
  'round/duration_sec': [0, 1, 2, 3, 4, 5],
};

describe('HiveWatch’s full run in W&B', () => {
  const recorded = JSON.parse(readFileSync('test/fixtures/hivewatch/full.wandb-keys.json', 'utf8')) as Recorded;
  let folded: Folded;
  before(async () => {
    folded = fold(await readEvents(FULL));
    folded.content.finish({ exitCode: 0, complete: true, timeMillis: folded.content.lastMillis ?? 0 });
  });

  it('has every key that HiveWatch gives, but for those that its log has not', () => {
    const keys = new Set(rowsOf(folded.own).flatMap(Object.keys));
    const missing = Object.keys(recorded.keys).filter((key) => !keys.has(ours(key)));
    assert.deepEqual(missing.sort(), NOT_IN_THE_LOG);
  });

  it('has every value of these keys in its round', () => {
    const rows = rowsOf(folded.own);
    for (const [key, points] of Object.entries(recorded.keys)) {
      if (NOT_IN_THE_LOG.includes(key)) continue;
      for (const [round, value] of points) {
        // A number that is none is no point.
        if (value === null || OTHER_VALUES[key]?.includes(round)) continue;
        const found = rows.some((row) => row.round === round && Object.is(row[ours(key)], value));
        assert.ok(found, `${key} = ${String(value)} in round ${round}`);
      }
    }
  });

  it('has zeros and clients that HiveWatch leaves out', () => {
    const keys = new Set(rowsOf(folded.own).flatMap(Object.keys));
    for (const key of ['client/edge%2F03 küche/bytes_sent_mb', 'client/drifter/loss', 'client/client.4/tokens']) {
      assert.ok(keys.has(key), key);
    }
    const tokens = rowsOf(folded.own).map((row) => row['client/client.4/tokens']);
    assert.ok(tokens.includes(9007199254740993n));
  });

  it('has HiveWatch’s alerts', () => {
    const alerts = ofKind(folded.own, 'alert').map(({ level, title, text }) => [level, title, text]);
    assert.deepEqual(alerts, recorded.alerts);
  });

  it('has HiveWatch’s table of places, and the places that it leaves out', () => {
    const [table] = ofKind(folded.own, 'table');
    assert.ok(table !== undefined);
    const { columns, rows } = table satisfies TableOutput;
    const theirs = recorded.tables[table.key];
    assert.deepEqual(columns, theirs?.columns);
    const own = rows.map((row) => JSON.stringify(row));
    for (const row of theirs?.rows ?? []) assert.ok(own.includes(JSON.stringify(row)), JSON.stringify(row));
    assert.equal(table.step, rowsOf(folded.own).length);
  });
});

/** A slash in a client's id is escaped, so that the id can be read back. */
function ours(key: string): string {
  return key.replace('edge/03', 'edge%2F03');
}

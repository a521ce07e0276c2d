import assert from 'node:assert/strict';
import type { JournalEvent, JsonObject, JsonValue } from '../../../../exporters/journal/events.js';
import { readJournalFile } from '../../../../exporters/journal/index.js';
import { TABLE_NAMES, TABLES, type TableName } from '../../../../exporters/tables/sources/index.js';

const base = { run_id: 'run-1', attempt: 7, timestamp: '2026-03-02T09:00:00.001Z' } as const;

/** Rows of a table, without the fields that are not there. */
function rowsOf(table: TableName, events: readonly JournalEvent[]): Readonly<Record<string, JsonValue>>[] {
  const source = TABLES.find(({ name }) => name === table)?.createSource();
  assert.ok(source);
  const rows = [...events.flatMap((event, index) => [...source.take(event, index)]), ...source.rest()];
  return rows.map((row) =>
    Object.fromEntries(
      [...row].filter((entry): entry is [string, JsonValue] => entry[1] !== undefined && entry[1] !== null),
    ),
  );
}

describe('tables', () => {
  it('begin with the run and its attempt, and have no column twice', () => {
    assert.deepEqual(
      TABLES.map(({ name }) => name),
      TABLE_NAMES,
    );
    for (const { columns } of TABLES) {
      const names = columns.map(({ name }) => name);
      assert.deepEqual(names.slice(0, 2), ['run_id', 'attempt']);
      assert.equal(new Set(names).size, names.length);
    }
  });

  it('have every event of a journal in one of them, but for what is merged', async () => {
    const count = new Map<string, number>();
    const sources = TABLES.filter(({ name }) => name !== 'rounds').map(({ createSource }) => createSource());
    for await (const { event, sequence } of readJournalFile('test/fixtures/hivewatch/full.jsonl')) {
      const rows = sources.flatMap((source) => [...source.take(event, sequence)]).length;
      if (rows === 0) count.set(event.event_type, (count.get(event.event_type) ?? 0) + 1);
    }
    assert.deepEqual([...count], []);
  });
});

describe('rounds', () => {
  const end = (round: number, metrics: object, attempt = 7): JournalEvent => {
    return { event_type: 'round_end', ...base, attempt, round, round_metrics: metrics };
  };

  it('joins start, end and results, free ones under names of their own', () => {
    const rows = rowsOf('rounds', [
      { event_type: 'round_start', ...base, timestamp: '2026-03-02T08:59:00Z', round: 1, num_selected: 5 },
      end(1, {
        ...{ global_accuracy: 0.5, global_loss: null, num_selected: 4, round: 9, odd_one: 'x' },
        ...{ metrics: { auc: 0.7 }, algorithm_metadata: { mu: true }, error: 'QuorumMissing' },
      }),
    ]);
    assert.deepEqual(rows, [
      {
        ...{ run_id: 'run-1', attempt: 7, round: 1, started_at: '2026-03-02T08:59:00Z', ended_at: base.timestamp },
        ...{ global_accuracy: 0.5, num_selected: 4, 'extra.round': 9, odd_one: 'x' },
        ...{ 'metric.auc': 0.7, 'algorithm.mu': true, error: 'QuorumMissing' },
      },
    ]);
  });

  it('has a row for each attempt, and the last end of one', () => {
    const rows = rowsOf('rounds', [
      end(1, { global_loss: 3 }),
      end(1, { global_loss: 2 }, 8),
      end(1, { global_loss: 1 }),
    ]);
    assert.deepEqual(
      rows.map(({ attempt, global_loss }) => [attempt, global_loss]),
      [
        [7, 1],
        [8, 2],
      ],
    );
  });

  it('fills gaps from the round’s span, unless that was closed because the run ended', () => {
    const span = { event_type: 'task', ...base, kind: 'round', phase: 'ended', start: 'a', end: 'b' } as const;
    const round_metrics = { global_loss: 9, num_completed: 2 };
    const rows = rowsOf('rounds', [
      end(1, { global_loss: 1 }),
      { ...span, round: 1, round_metrics },
      { ...span, round: 2, round_metrics, error: 'Crash' },
      { ...span, round: 3, round_metrics, error: 'unfinished' },
    ]);
    assert.deepEqual(
      rows.map(({ round, started_at, ended_at, global_loss, num_completed, error }) => {
        return [round, started_at, ended_at, global_loss, num_completed, error];
      }),
      [
        [1, 'a', base.timestamp, 1, 2, undefined],
        [2, 'a', 'b', 9, 2, 'Crash'],
        [3, 'a', undefined, undefined, undefined, undefined],
      ],
    );
  });
});

describe('client_updates', () => {
  it('merges parts, and calls free fields apart from columns', () => {
    const part = (fields: object, count?: number): JournalEvent => {
      const record = { client_id: 'c', ...fields };
      const counted = count === undefined ? {} : { field_count: count };
      return { event_type: 'client_update', ...base, round: 3, clients: [record], late: true, ...counted };
    };
    const rows = rowsOf('client_updates', [
      part({ local_loss: 0.5, attempt: 'mine', late: 0 }),
      part({ status: 'active', result: 'completed', f1: 0.9 }, 4),
    ]);
    assert.deepEqual(rows, [
      {
        ...{ run_id: 'run-1', attempt: 7, round: 3, client_id: 'c', operation: 'train', timestamp: base.timestamp },
        ...{ late: true, complete: true, local_loss: 0.5, status: 'active', result: 'completed', f1: 0.9 },
        ...{ 'extra.attempt': 'mine', 'extra.late': 0 },
      },
    ]);
  });
});

describe('tasks', () => {
  it('has a row for a start and for an end, with the seconds between to the nanosecond', () => {
    const task = { event_type: 'task', ...base, kind: 'task', round: 2, client_id: 'c' } as const;
    const rows = rowsOf('tasks', [
      { ...task, phase: 'started', start: '2026-03-02T09:00:00.000000001Z' },
      {
        ...{
          ...task,
          phase: 'ended',
          side: 'client',
          operation: 'train',
          span_id: 'ab',
          round_metrics: { num_samples: 1 },
        },
        ...{ start: '2026-03-02T09:00:00.000000001Z', end: '2026-03-02T09:00:01.500000002Z' },
      },
    ]);
    assert.equal(rows[0]?.duration_sec, undefined);
    assert.equal(rows[1]?.duration_sec, 1.500000001);
    assert.equal(rows[1]?.end_time, '2026-03-02T09:00:01.500000002Z');
    assert.deepEqual(rows[1]?.data, { round_metrics: { num_samples: 1 } });
    assert.equal(rows[1]?.sequence, 1);
  });
});

describe('events', () => {
  it('has a row for each client that dropped out, and what has no column as JSON', () => {
    const rows = rowsOf('events', [
      {
        ...{ event_type: 'client_dropout', ...base, round: 1, reason: 'battery' },
        clients: [{ client_id: 'a', status: 'dropped' }, { client_id: 'b' }],
      },
      { event_type: 'text', ...base, name: 'note', step: 2, text: 'hello' },
      { event_type: 'finished', ...base, state: 'failed', error: 'X', emitted: { updates: 2 } },
    ]);
    const common = { run_id: 'run-1', attempt: 7, timestamp: base.timestamp };
    assert.deepEqual(rows, [
      {
        ...{ ...common, sequence: 0, event_type: 'client_dropout', round: 1, client_id: 'a', reason: 'battery' },
        data: { client: { status: 'dropped' } },
      },
      { ...common, sequence: 0, event_type: 'client_dropout', round: 1, client_id: 'b', reason: 'battery' },
      { ...common, sequence: 1, event_type: 'text', name: 'note', step: 2, data: { text: 'hello' } },
      {
        ...common,
        sequence: 2,
        event_type: 'finished',
        data: { state: 'failed', error: 'X', emitted: { updates: 2 } },
      },
    ]);
  });

  it('leaves to their tables what has one, and the clients that HiveWatch repeats', () => {
    const record = { client_id: 'c', local_loss: 1 };
    const rows = rowsOf('events', [
      { event_type: 'client_update', ...base, round: 1, clients: [record] },
      { event_type: 'evaluation', ...base, round: 1, operation: 'evaluate', client: record },
      { event_type: 'evaluation', ...base, round: 1, loss: 0.5 },
      { event_type: 'scalar', ...base, name: 'x', step: 1, value: 1 },
      { event_type: 'round_end', ...base, round: 1, round_metrics: { num_selected: 1 }, clients: [record] },
    ]);
    assert.deepEqual(
      rows.map(({ event_type, data }) => [event_type, data]),
      [
        ['evaluation', { loss: 0.5 }],
        ['round_end', { round_metrics: { num_selected: 1 } }],
      ],
    );
  });
});

describe('scalars', () => {
  it('keeps integers that a double cannot hold beside their double', () => {
    const rows = rowsOf('scalars', [
      { event_type: 'scalar', ...base, name: 'x', step: -1, value: 2n ** 60n + 1n, client_id: 'c' },
      { event_type: 'scalar', ...base, name: 'x', step: 2, value: Number.NaN },
    ]);
    assert.deepEqual(
      rows.map(({ value, value_int64, client_id }) => [value, value_int64, client_id]),
      [
        [2 ** 60, 2n ** 60n + 1n, 'c'],
        [Number.NaN, undefined, undefined],
      ],
    );
  });
});

describe('resource_samples', () => {
  const sample = (resources: JsonObject, more: object = {}): JournalEvent => {
    return { event_type: 'resource_sample', ...base, client_id: 'c', resources, ...more };
  };

  it('has a column for each field, apart from whose sample it is', () => {
    const rows = rowsOf('resource_samples', [sample({ gpu_0_power_usage_watts: 80, round: 5 })]);
    const { client_id, gpu_0_power_usage_watts, 'extra.round': free, round } = rows[0] ?? {};
    assert.deepEqual([client_id, gpu_0_power_usage_watts, free, round], ['c', 80, 5, undefined]);
  });

  it('has one row for the parts of a sample, and for one that was sent again', () => {
    const later = { timestamp: '2026-03-02T09:00:01.001Z' };
    const rows = rowsOf('resource_samples', [
      sample({ a: 1 }),
      sample({ a: 7 }, { client_id: 'd' }),
      sample({ b: 2, a: 9 }),
      sample({ a: 3 }, later),
      sample({ b: 4 }, later),
    ]);
    assert.deepEqual(
      rows.map(({ client_id, sequence, a, b }) => [client_id, sequence, a, b]),
      [
        ['c', 0, 1, 2],
        ['c', 3, 3, 4],
        ['d', 1, 7, undefined],
      ],
    );
  });

  it('has one row for each sample without a time', () => {
    const rows = rowsOf('resource_samples', [
      sample({ a: 1 }, { timestamp: undefined }),
      sample({ a: 2 }, { timestamp: undefined }),
    ]);
    assert.deepEqual(
      rows.map(({ a }) => a),
      [1, 2],
    );
  });
});

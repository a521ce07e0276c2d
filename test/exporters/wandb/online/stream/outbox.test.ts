import assert from 'node:assert/strict';
import { Outbox } from '../../../../../exporters/wandb/online/stream/outbox.js';
import { rowOutput } from '../harness.js';

describe('Outbox', () => {
  const none = { rows: 0, samples: 0 };
  const sample = (line: number) => ({ kind: 'stats', line, timeMillis: 1, values: new Map([['cpu', 1]]) }) as const;

  it('cuts rows and samples with their numbers', () => {
    const outbox = new Outbox();
    for (const step of [0, 1, 2]) outbox.add(rowOutput(step), 0);
    outbox.add(sample(0), 0);
    const batch = outbox.cut(none, 1e6);
    assert.ok(batch !== undefined);
    assert.deepEqual([batch.from, batch.to], [none, { rows: 3, samples: 1 }]);
    assert.deepEqual([batch.history.length, batch.events.length], [3, 1]);
    assert.equal((JSON.parse(JSON.parse(batch.history[2] ?? '') as string) as { _step: number })._step, 2);
    assert.equal(outbox.isEmpty, false, 'they wait until they are passed over');
    outbox.passOver(batch.to);
    assert.deepEqual([outbox.isEmpty, outbox.points, outbox.cut(batch.to, 1e6)], [true, 0, undefined]);
  });

  it('passes over what is known, and goes on with the next number', () => {
    const outbox = new Outbox();
    for (const step of [0, 1, 2]) outbox.add(rowOutput(step), 0);
    outbox.passOver({ rows: 2, samples: 0 });
    const batch = outbox.cut({ rows: 2, samples: 7 }, 1e6);
    assert.deepEqual(
      [batch?.from, batch?.to],
      [
        { rows: 2, samples: 7 },
        { rows: 3, samples: 7 },
      ],
    );
    assert.deepEqual(outbox.taken, { rows: 3, samples: 0 });
  });

  it('cuts no more than fits, and one line at least', () => {
    const outbox = new Outbox();
    for (const step of [0, 1, 2, 3]) outbox.add(rowOutput(step), 0);
    const whole = outbox.cut(none, 1e6)?.sizeBytes ?? 0;
    assert.equal(outbox.cut(none, whole / 2)?.history.length, 2);
    assert.equal(outbox.cut(none, 1)?.history.length, 1);
  });

  it('gives a line the start that was known when it came', () => {
    const outbox = new Outbox();
    outbox.add({ ...rowOutput(0), timeMillis: 5000 }, 4000);
    outbox.add({ ...rowOutput(1), timeMillis: 5000 }, 3000);
    const lines = outbox.cut(none, 1e6)?.history.map((line) => JSON.parse(line) as string);
    assert.deepEqual(
      lines?.map((line) => (JSON.parse(line) as { _runtime: number })._runtime),
      [1, 2],
    );
  });

  it('has a table’s file beside the row that points to it', () => {
    const outbox = new Outbox();
    outbox.add({ kind: 'table', key: 'geo/places', step: 0, timeMillis: 1, columns: ['a'], rows: [[1], [2]] }, 0);
    const batch = outbox.cut(none, 1e6);
    const row = JSON.parse(JSON.parse(batch?.history[0] ?? '') as string) as { 'geo/places': Record<string, unknown> };
    const { path, nrows, ncols, _type } = row['geo/places'];
    assert.deepEqual([nrows, ncols, _type], [2, 1, 'table-file']);
    assert.deepEqual(
      batch?.tables.map((file) => [file.path, file.contents.toString()]),
      [[path, '{"columns":["a"],"data":[[1],[2]]}']],
    );
  });
});

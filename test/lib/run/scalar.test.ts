import assert from 'node:assert/strict';
import type { PointRecord } from '../../../lib/core/records.js';
import { type Recording, record } from '../support/recording.js';

/** Everything that waits as points. */
function points({ core }: Recording): readonly PointRecord[] {
  return core.outbox.points.peek({ maxRecords: 100, maxBytes: 1e9 }).records;
}

describe('scalars', () => {
  it('are points of their own', () => {
    const recording = record();
    const { run } = recording;
    run.scalar({ name: 'lr', step: 5, value: 0.1 });
    run.scalar({ name: 'batch_loss', step: 0, value: Number.NaN, round: 2, client: 'a' });
    const [lr, loss] = points(recording);
    assert.ok(lr !== undefined);
    const { time, ...rest } = lr;
    assert.equal(time.length, 2);
    const identity = { id: run.id, job: run.job, attempt: run.attempt };
    assert.deepEqual(rest, {
      kind: 'scalar',
      run: identity,
      name: 'lr',
      step: 5,
      value: 0.1,
      client: undefined,
      round: undefined,
    });
    assert.deepEqual([loss?.kind, loss?.round, loss?.client], ['scalar', 2, 'a']);
  });

  it('need a name, a step and a number', () => {
    const recording = record();
    for (const scalar of [
      {},
      { name: 'x', step: 1 },
      { name: 'x', value: 1 },
      { step: 1, value: 1 },
      { name: 'x', step: -1, value: 1 },
    ]) {
      recording.run.scalar(scalar as never);
    }
    assert.deepEqual(points(recording), []);
    assert.ok(recording.warnings.length > 0);
  });

  it('of clients obey privacy', () => {
    const off = record({ privacy: { perClient: false } });
    off.run.scalar({ name: 'x', step: 1, value: 1, client: 'anna' });
    off.run.scalar({ name: 'x', step: 1, value: 1 });
    assert.deepEqual(
      points(off).map((point) => point.client),
      [undefined],
    );
    const secure = record({ secureAggregation: true, privacy: { clientIds: 'hmac', key: 'a key of the tests' } });
    secure.run.scalar({ name: 'val_loss', step: 1, value: 1, client: 'anna' });
    secure.run.scalar({ name: 'battery', step: 1, value: 1, client: 'anna' });
    assert.equal(points(secure).length, 1);
    assert.match(points(secure)[0]?.client ?? '', /^[0-9a-f]{24}$/);
  });
});

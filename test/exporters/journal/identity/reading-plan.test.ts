import assert from 'node:assert/strict';
import type { Foresight } from '../../../../exporters/journal/identity/foresight.js';
import type { AwayPartition } from '../../../../exporters/journal/identity/partitions.js';
import { planReading } from '../../../../exporters/journal/identity/reading-plan.js';

const MEGABYTE = 2 ** 20;

describe('planReading', () => {
  const parts = new Map<string, AwayPartition>([
    ['a', { from: 0, to: 10, entries: 30 }],
    ['b', { from: 5, to: 20, entries: 50 }],
    ['c', { from: 20 + MEGABYTE, to: 30 + MEGABYTE, entries: 30 }],
    ['far', { from: 40 + 3 * MEGABYTE, to: 50 + 3 * MEGABYTE, entries: 30 }],
  ]);

  function plan(room: number, missing: readonly string[], foreseen?: readonly string[]) {
    return planReading({
      missing: new Set(missing),
      away: (name) => parts.get(name),
      room,
      foresee: foreseen && foreseeing(foreseen),
    });
  }

  function foreseeing(names: readonly string[]): Foresight {
    return async (ask) => {
      for (const name of names) ask(name, 1);
    };
  }

  it('brings back whole what there is room for, and visits the rest', async () => {
    const { whole, visits } = await plan(60, ['a'], ['a', 'b', 'a', 'c', 'here', 'far']);
    assert.deepEqual([...whole.keys()], ['a', 'c']);
    assert.deepEqual(
      ['a', 'b', 'c', 'here', 'far'].map((name) => visits.has(name)),
      [false, true, false, false, true],
    );
  });

  it('reads each byte once, and skips what lies far between', async () => {
    const { ranges } = await plan(0, ['far'], ['far', 'c', 'b', 'a']);
    assert.deepEqual(ranges, [
      { from: 0, to: 30 + MEGABYTE },
      { from: 40 + 3 * MEGABYTE, to: 50 + 3 * MEGABYTE },
    ]);
  });

  it('brings back whole what is missing and nobody has foreseen, room or not', async () => {
    assert.deepEqual([...(await plan(0, ['a'])).whole.keys()], ['a']);
    const { whole, ranges } = await plan(0, ['a', 'b'], ['b']);
    assert.deepEqual([...whole.keys()], ['a']);
    assert.deepEqual(ranges, [{ from: 0, to: 20 }]);
  });
});

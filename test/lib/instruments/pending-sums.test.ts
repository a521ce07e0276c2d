import assert from 'node:assert/strict';
import type { InstrumentSet } from '../../../lib/instruments/instrument-set.js';
import { PendingSums } from '../../../lib/instruments/pending-sums.js';
import { ClientSeries } from '../../../lib/instruments/series.js';

const series = new ClientSeries({ 'fl.job.name': 'digits' });

/** Additions that counters see. */
function counters(): { readonly set: InstrumentSet; readonly added: [value: number, attributes: object][] } {
  const added: [number, object][] = [];
  const add = (value: number, attributes: object): void => {
    added.push([value, attributes]);
  };
  return { set: new Proxy({} as InstrumentSet, { get: () => add }), added };
}

describe('pending sums', () => {
  it('reach each counter as one addition', () => {
    const { set, added } = counters();
    const sums = new PendingSums();
    sums.add(series.received, 10);
    sums.add(series.transmitted, 1);
    sums.add(series.received, 20);
    sums.moveTo(set);
    assert.deepEqual(added, [
      [30, series.received.attributes],
      [1, series.transmitted.attributes],
    ]);
  });

  it('move once', () => {
    const { set, added } = counters();
    const sums = new PendingSums();
    sums.add(series.received, 10);
    sums.moveTo(set);
    sums.moveTo(set);
    assert.equal(added.length, 1);
  });

  it('say when they have waited for too many additions', () => {
    const { set } = counters();
    const sums = new PendingSums();
    const untilDue = (): number => {
      let additions = 1;
      while (!sums.add(series.received, 1)) {
        additions += 1;
      }
      return additions;
    };
    const first = untilDue();
    sums.moveTo(set);
    assert.equal(untilDue(), first);
  });
});

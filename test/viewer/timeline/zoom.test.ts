import assert from 'node:assert/strict';
import { busyCounts, isBusy } from '../../../viewer/timeline/busy.js';
import type { Phase, TimelineRow } from '../../../viewer/timeline/phases.js';
import { ticksBetween } from '../../../viewer/timeline/ticks.js';
import { moved, scaled, within, zoomKey } from '../../../viewer/timeline/zoom.js';

const WHOLE = { start: 1000, end: 2000 };

describe('the part of a round that is shown', () => {
  it('is in order, within the round, and all of it when it is as long', () => {
    assert.deepEqual(within(WHOLE, 1800, 1200), { start: 1200, end: 1800 });
    assert.deepEqual(within(WHOLE, 1900, 2300), { start: 1600, end: 2000 });
    assert.deepEqual(within(WHOLE, 500, 700), { start: 1000, end: 1200 });
    assert.equal(within(WHOLE, 900, 2100), undefined);
  });

  it('is never narrower than a millisecond', () => {
    assert.deepEqual(within(WHOLE, 1500, 1500), { start: 1500, end: 1501 });
    assert.deepEqual(within(WHOLE, 2000, 2000), { start: 1999, end: 2000 });
  });

  it('grows and shrinks around its middle, and moves up to the ends', () => {
    const shown = { start: 1400, end: 1600 };
    assert.deepEqual(scaled(WHOLE, shown, 0.5), { start: 1450, end: 1550 });
    assert.deepEqual(scaled(WHOLE, shown, 2), { start: 1300, end: 1700 });
    assert.equal(scaled(WHOLE, shown, 20), undefined);
    assert.deepEqual(moved(WHOLE, shown, 0.25), { start: 1450, end: 1650 });
    assert.deepEqual(moved(WHOLE, shown, -9), { start: 1000, end: 1200 });
  });

  it('is changed by keys of its own; the arrows alone are the list’s', () => {
    assert.deepEqual(zoomKey('+', false, WHOLE, WHOLE), { span: { start: 1250, end: 1750 } });
    assert.deepEqual(zoomKey('-', false, WHOLE, { start: 1250, end: 1750 }), { span: undefined });
    assert.deepEqual(zoomKey('0', false, WHOLE, { start: 1250, end: 1750 }), { span: undefined });
    assert.deepEqual(zoomKey('ArrowLeft', true, WHOLE, { start: 1400, end: 1600 }), {
      span: { start: 1350, end: 1550 },
    });
    assert.equal(zoomKey('ArrowLeft', false, WHOLE, WHOLE), undefined);
    assert.equal(zoomKey('Enter', true, WHOLE, WHOLE), undefined);
  });

  it('has ticks at the numbers that the whole would have', () => {
    assert.deepEqual(ticksBetween(1.3, 3.1, 4), [1.5, 2, 2.5, 3]);
    assert.deepEqual(ticksBetween(95, 130, 4), [100, 110, 120, 130]);
    assert.deepEqual(ticksBetween(2, 2, 4), [2]);
  });
});

describe('clients at work', () => {
  const row = (...phases: readonly (readonly [kind: Phase['kind'], start: number, end: number])[]): TimelineRow => ({
    ...{
      client: 0,
      label: 'a',
      outcome: 'completed',
      reason: undefined,
      late: false,
      start: undefined,
      end: undefined,
    },
    ...{ shifted: undefined, path: [] },
    phases: phases.map(([kind, start, end]) => ({ kind, start, end, measured: true })),
  });
  const rows = [
    row(['download', 1000, 1100], ['training', 1100, 1500], ['waiting', 1500, 2000]),
    row(['training', 1250, 2000]),
    row(),
  ];

  it('are those who do anything but wait', () => {
    assert.equal(isBusy(rows[0] ?? row(), { start: 1600, end: 1700 }), false);
    assert.equal(isBusy(rows[0] ?? row(), { start: 1400, end: 1700 }), true);
    assert.equal(isBusy(rows[1] ?? row(), { start: 1600, end: 1700 }), true);
    assert.equal(isBusy(row(), WHOLE), false);
  });

  it('are counted over the round, each once at a time', () => {
    assert.deepEqual(busyCounts(rows, WHOLE, 4), [1, 2, 1, 1]);
    assert.deepEqual(busyCounts([], WHOLE, 3), [0, 0, 0]);
  });
});

import assert from 'node:assert/strict';
import { orderRows, ROW_ORDERS } from '../../../viewer/timeline/order.js';
import type { TimelineRow } from '../../../viewer/timeline/phases.js';

function row(
  client: number,
  label: string,
  fields: Partial<TimelineRow>,
  busy?: readonly [number, number],
): TimelineRow {
  return {
    client,
    label,
    outcome: 'completed',
    reason: undefined,
    late: false,
    start: busy?.[0],
    end: busy?.[1],
    phases:
      busy === undefined
        ? []
        : [
            { kind: 'training', start: busy[0], end: busy[1], measured: true },
            { kind: 'waiting', start: busy[1], end: 100, measured: false },
          ],
    shifted: undefined,
    path: [],
    ...fields,
  };
}

const ROWS = [
  row(0, 'client-10', {}, [0, 30]),
  row(1, 'client-2', { outcome: 'dropped' }, [5, 20]),
  row(2, 'client-1', { outcome: 'straggler' }, [2, 90]),
  row(3, 'client-3', { outcome: null }),
  row(4, 'client-4', { late: true }, [1, 31]),
];

describe('timeline: order of rows', () => {
  const order = (name: (typeof ROW_ORDERS)[number]) => orderRows(ROWS, name).map(({ client }) => client);

  it('puts the longest first, waiting not counted, the unknown last', () => {
    assert.deepEqual(order('duration'), [2, 4, 0, 1, 3]);
  });

  it('goes by start', () => {
    assert.deepEqual(order('start'), [0, 4, 2, 1, 3]);
  });

  it('goes by outcome, what needs a look first', () => {
    assert.deepEqual(order('outcome'), [2, 1, 4, 0, 3]);
  });

  it('goes by name as people count', () => {
    assert.deepEqual(order('name'), [2, 1, 3, 4, 0]);
  });

  it('changes nothing in the rows given', () => {
    for (const name of ROW_ORDERS) order(name);
    assert.deepEqual(
      ROWS.map(({ client }) => client),
      [0, 1, 2, 3, 4],
    );
  });
});

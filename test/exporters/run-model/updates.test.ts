import assert from 'node:assert/strict';
import type { ClientUpdateEvent } from '../../../exporters/journal/events.js';
import { at, clientOf, RUN, roundEnd, roundOf, update, viewOf } from './support/scenario.js';

/** A part of an update of client `a` in round 1. Only the part with the marker has status and count. */
function part(seconds: number, fields: Record<string, number | string>, count?: number): ClientUpdateEvent {
  return {
    event_type: 'client_update',
    run_id: RUN,
    round: 1,
    timestamp: at(seconds),
    ...(count === undefined ? {} : { field_count: count }),
    clients: [{ client_id: 'a', round: 1, ...fields }],
  };
}

describe('run model: updates', () => {
  it('merges the parts of one update, and knows when it is whole', () => {
    const loss = part(1, { local_loss: 0.5 });
    const marker = part(1, { status: 'active', base_round: 0, lat: 46.9, lng: 7.4, device: 'pi5' }, 4);
    const others = part(1, { num_samples: 10, f1: 0.8 });
    const whole = (...parts: ClientUpdateEvent[]) => {
      const { updates } = clientOf(viewOf(...parts), 1, 'a');
      assert.equal(updates.length, 1);
      return updates[0]?.complete;
    };
    assert.equal(whole(loss), false, 'the marker is missing');
    assert.equal(whole(loss, marker), false, 'two of four points');
    assert.equal(whole(marker, loss, others), true);
    assert.deepEqual(clientOf(viewOf(others, marker, loss), 1, 'a').fields, {
      local_loss: 0.5,
      base_round: 0,
      lat: 46.9,
      lng: 7.4,
      device: 'pi5',
      num_samples: 10,
      f1: 0.8,
    });
  });

  it('takes an update in one piece as whole', () => {
    assert.equal(clientOf(viewOf(update(1, 'a', 1, { local_loss: 1 })), 1, 'a').updates[0]?.complete, true);
  });

  it('keeps updates apart by time to the nanosecond', () => {
    const first = { ...part(1, { status: 'active', f1: 1 }), timestamp: '2026-03-02T09:00:01.000000001Z' };
    const second = { ...part(1, { status: 'active', f1: 2 }), timestamp: '2026-03-02T09:00:01.000000002Z' };
    const client = clientOf(viewOf(second, first), 1, 'a');
    assert.deepEqual(
      client.updates.map(({ fields }) => fields.f1),
      [1, 2],
    );
    assert.equal(client.fields.f1, 2);
  });

  it('takes an ordinary gauge as one update that later values correct', () => {
    const gauge = (seconds: number, f1: number): ClientUpdateEvent => ({ ...part(seconds, { f1 }), source: 'gauge' });
    const client = clientOf(viewOf(gauge(3, 0.3), gauge(1, 0.1), gauge(2, 0.2)), 1, 'a');
    assert.deepEqual(client.updates, [
      {
        operation: 'train',
        timestamp: at(3),
        fields: { f1: 0.3 },
        status: undefined,
        result: undefined,
        complete: true,
        late: false,
      },
    ]);
  });

  it('marks updates late that the sender or the clock says are, and keeps their base round', () => {
    const view = viewOf(
      update(1, 'a', 1),
      roundEnd(1, 5),
      update(1, 'a', 6, { base_round: 0 }),
      update(1, 'b', 4, { result: 'late' }, { late: true }),
    );
    assert.deepEqual(
      clientOf(view, 1, 'a').updates.map(({ late }) => late),
      [false, true],
    );
    assert.equal(clientOf(view, 1, 'a').fields.base_round, 0);
    assert.deepEqual(
      clientOf(view, 1, 'b').updates.map(({ late, result }) => [late, result]),
      [[true, 'late']],
    );
    assert.equal(roundOf(view, 1).lateUpdates, 2);
  });

  it('believes the server that took an update in time, not the clock of its client', () => {
    const view = viewOf(update(1, 'a', 5000, { result: 'accepted' }), update(1, 'b', 5000), roundEnd(1, 5));
    const [a, b] = [clientOf(view, 1, 'a'), clientOf(view, 1, 'b')];
    assert.deepEqual([a.late, a.outcome, a.status], [false, 'completed', 'active']);
    assert.deepEqual([b.late, b.outcome], [true, undefined]);
    assert.equal(roundOf(view, 1).lateUpdates, 1);
  });

  it('does not call an update at the very end of the round late', () => {
    assert.equal(clientOf(viewOf(update(1, 'a', 5), roundEnd(1, 5)), 1, 'a').late, false);
  });

  it('sums bytes and samples over what came in time', () => {
    const view = viewOf(
      update(1, 'a', 1, { bytes_sent: 10, bytes_received: 100, num_samples: 5 }),
      update(1, 'a', 2, { bytes_sent: 20, num_samples: 6 }),
      update(1, 'b', 2, { bytes_sent: 2n ** 60n, num_samples: 7, status: 'failed' }),
      roundEnd(1, 5),
      update(1, 'c', 6, { bytes_sent: 40, num_samples: 8 }),
    );
    const { bytesUp, bytesDown, samples } = roundOf(view, 1);
    assert.deepEqual([bytesUp, bytesDown, samples], [30 + 2 ** 60, 100, 6]);
    const said = viewOf(update(1, 'a', 1, { bytes_sent: 10 }), roundEnd(1, 5, { total_bytes_up: 0, num_samples: 3 }));
    assert.deepEqual(
      [roundOf(said, 1).bytesUp, roundOf(said, 1).bytesDown, roundOf(said, 1).samples],
      [0, undefined, 3],
    );
  });
});

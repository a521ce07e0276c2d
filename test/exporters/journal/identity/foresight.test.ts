import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { exactTime } from '../../../../exporters/journal/identity/exact-time.js';
import { keyNumber, textNumber, updateNumber } from '../../../../exporters/journal/identity/foresight.js';
import { identityOf } from '../../../../exporters/journal/identity/identity.js';
import { instantOf } from '../../../../exporters/journal/updates/timestamp.js';
import { init, scalar, timeAt, update } from '../support/events.js';

describe('keyNumber', () => {
  it('is one for equal keys, and another for others', () => {
    const events: readonly JournalEvent[] = [
      update('r', 'a'),
      update('r', 'b'),
      update('r', 'a', {}, { timestamp: timeAt(2) }),
      update('r', 'a', {}, { timestamp: 'yesterday' }),
      update('r', 'a', {}, { source: 'gauge' }),
      {
        event_type: 'evaluation',
        run_id: 'r',
        attempt: 1,
        round: 1,
        timestamp: timeAt(1),
        operation: 'test',
        client: { client_id: 'a' },
      },
      init('r'),
      scalar('r', 1),
      scalar('r', 2),
    ];
    const numbers = events.map((event) => keyNumber(identityOf(event)));
    assert.equal(new Set(numbers).size, events.length);
    assert.deepEqual(
      events.map((event) => keyNumber(identityOf(structuredClone(event)))),
      numbers,
    );
  });

  it('is the same for an update whose key nobody has made, and for what is known by a text', () => {
    const instant = instantOf(exactTime(timeAt(1))) ?? assert.fail();
    assert.equal(keyNumber(identityOf(update('r', 'a'))), updateNumber('train', { client: 'a', ...instant }));
    const gauge = identityOf(update('r', 'a', { x: 1 }, { source: 'gauge' }));
    assert.equal(keyNumber(gauge), textNumber(gauge.key));
  });
});

import assert from 'node:assert/strict';
import { clientUpdate } from '../support/client-updates.js';

describe('ClientUpdate', () => {
  it('becomes a client_update in reading order', () => {
    const update = clientUpdate({ local_loss: 0.5, status: 'active' }, { late: true, fieldCount: 2 });
    const event = update.toEvent();
    assert.deepEqual(event, {
      event_type: 'client_update',
      run_id: 'r',
      attempt: 1,
      round: 1,
      timestamp: '2026-03-02T09:00:00.000000001Z',
      late: true,
      field_count: 2,
      clients: [{ client_id: 'a', round: 1, local_loss: 0.5, status: 'active' }],
    });
    assert.deepEqual(Object.keys(event).slice(0, 5), ['event_type', 'run_id', 'attempt', 'round', 'timestamp']);
  });

  it('becomes an evaluation for other operations, without what it does not know', () => {
    const group = { attempt: undefined, round: undefined, operation: 'evaluate', foreign: true };
    assert.deepEqual(clientUpdate({}, group).toEvent(), {
      event_type: 'evaluation',
      run_id: 'r',
      timestamp: '2026-03-02T09:00:00.000000001Z',
      source: 'gauge',
      operation: 'evaluate',
      client: { client_id: 'a' },
    });
  });

  it('holds the last value of a field in its first place', () => {
    const update = clientUpdate({ a: 1, b: 2 });
    update.set('a', 3);
    const event = update.toEvent();
    const [client] = event.event_type === 'client_update' ? event.clients : [];
    assert.equal(JSON.stringify(client), '{"client_id":"a","round":1,"a":3,"b":2}');
  });

  it('holds any number of fields of any name', () => {
    const update = clientUpdate({});
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < 500; at++) update.set(`f${at}`, at + round);
      update.set('__proto__', 7);
    }
    const event = update.toEvent();
    assert.ok(event.event_type === 'client_update');
    const { client_id: _id, round: _round, ...fields } = event.clients[0] ?? assert.fail('no client');
    assert.equal(Object.keys(fields).length, 501);
    assert.equal(fields.f499, 500);
    assert.equal(Object.getOwnPropertyDescriptor(event.clients[0], '__proto__')?.value, 7);
    assert.ok(update.shape.size <= 64);
  });
});

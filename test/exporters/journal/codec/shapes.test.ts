import assert from 'node:assert/strict';
import { findFault, isKnownEvent } from '../../../../exporters/journal/codec/shapes.js';
import type { JsonObject } from '../../../../exporters/journal/events.js';

/** One good event of each type, with every field that must be there. */
const GOOD: readonly JsonObject[] = [
  { event_type: 'init' },
  { event_type: 'run_update' },
  { event_type: 'round_start', round: 0 },
  { event_type: 'client_update', clients: [{ client_id: 'a' }] },
  { event_type: 'round_end', round: 1, round_metrics: {} },
  { event_type: 'client_dropout', round: 1, clients: [{ client_id: '' }], reason: '' },
  { event_type: 'comm_failure', round: 1, client_id: 'a', reason: 'x' },
  { event_type: 'checkpoint', path: 'p' },
  { event_type: 'server_metadata', server: {} },
  { event_type: 'task', kind: 'task', phase: 'started', start: 't' },
  { event_type: 'evaluation' },
  { event_type: 'scalar', name: 'x', step: 1, value: 2n },
  { event_type: 'artifact', name: 'x', path: 'p' },
  { event_type: 'finished' },
].map((event) => ({ ...event, run_id: 'r' }));

describe('findFault', () => {
  it('finds none in events that have what they need', () => {
    for (const event of GOOD) assert.equal(findFault(event), undefined, String(event.event_type));
  });

  it('finds every field that is missing or of another type', () => {
    for (const event of GOOD) {
      for (const field of Object.keys(event)) {
        if (field === 'event_type') continue;
        for (const wrong of [undefined, null, true]) {
          const fault = findFault({ ...event, [field]: wrong } as JsonObject);
          assert.match(fault ?? '', new RegExp(`^${event.event_type}: "${field}" is no `));
        }
      }
    }
  });

  it('checks optional fields when they are there', () => {
    for (const [field, wrong] of Object.entries({ attempt: 'x', timestamp: 5, operation: [] })) {
      for (const event of GOOD) assert.ok(findFault({ ...event, [field]: wrong }) !== undefined, field);
      for (const event of GOOD) assert.equal(findFault({ ...event, [field]: null }), undefined, field);
    }
    assert.equal(
      findFault({ event_type: 'evaluation', run_id: 'r', client: { id: 'a' } }),
      'evaluation: "client" is no object with a client_id',
    );
  });

  it('knows no other event', () => {
    assert.equal(findFault({ event_type: 'toString', run_id: 'r' }), 'unknown event "toString"');
    assert.ok(!isKnownEvent('constructor'));
    assert.ok(isKnownEvent('init'));
  });
});

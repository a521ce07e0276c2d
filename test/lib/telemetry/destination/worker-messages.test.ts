import assert from 'node:assert/strict';
import { readWorkerMessage } from '../../../../lib/telemetry/destination/worker-messages.js';

describe('messages of the embedded bridge', () => {
  for (const message of [
    { type: 'ready', url: 'http://127.0.0.1:1', instance: 'a' },
    { type: 'failed', code: 'locked', message: 'in use' },
    { type: 'warning', text: 'disk' },
    { type: 'progress', text: 'map' },
    { type: 'stopped', owed: [{ sink: 'map', run: 'r', events: 1 }] },
  ]) {
    it(`reads ${message.type}`, () => {
      assert.deepEqual(readWorkerMessage({ ...message, more: 1 }), message);
    });
  }

  it('takes an odd list of owed events as none', () => {
    assert.deepEqual(readWorkerMessage({ type: 'stopped' }), { type: 'stopped', owed: [] });
  });

  for (const odd of [undefined, null, 'ready', 7, {}, { type: 'other' }]) {
    it(`ignores ${JSON.stringify(odd)}`, () => {
      assert.equal(readWorkerMessage(odd), undefined);
    });
  }
});

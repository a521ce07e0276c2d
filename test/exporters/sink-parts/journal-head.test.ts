import assert from 'node:assert/strict';
import { headOf } from '../../../exporters/sink-parts/index.js';

describe('headOf', () => {
  it('tells journals apart by their first event', () => {
    const init = { event_type: 'init', run_id: 'r', attempt: 1, config: { lr: 1 } } as const;
    assert.equal(headOf(init), headOf({ ...init, config: { lr: 1 } }));
    assert.notEqual(headOf(init), headOf({ ...init, attempt: 2 }));
    assert.notEqual(headOf(init), headOf({ ...init, config: { lr: 2 } }));
    assert.match(headOf(init), /^[0-9a-f]{16}$/);
  });
});

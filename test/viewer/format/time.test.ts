import assert from 'node:assert/strict';
import { createTimeFormat } from '../../../viewer/format/time.js';
import { START } from '../support/documents.js';

describe('time formats', () => {
  const time = createTimeFormat('UTC');

  it('write moments in the given zone', () => {
    assert.equal(time.clock(START + 61_000), '09:01:01');
    assert.equal(time.exact(START + 7), '09:00:00.007');
    assert.equal(time.date(START), '22 Nov 2026, 09:00');
    assert.equal(createTimeFormat('Asia/Tokyo').clock(START), '18:00:00');
    assert.equal(time.full(START), '22 Nov 2026, 09:00:00 UTC');
    assert.match(createTimeFormat('Asia/Kolkata').full(START + 16 * 3_600_000), /^23 Nov 2026, 06:30:00 \S+/);
  });

  it('write nothing for no moment', () => {
    assert.equal(time.clock(undefined), '–');
    assert.equal(time.date(Number.NaN), '–');
    assert.equal(time.exact(8.64e15 + 1), '–', 'what is no date of JavaScript');
    assert.notEqual(time.exact(8.64e15), '–');
  });
});

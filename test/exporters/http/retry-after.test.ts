import assert from 'node:assert/strict';
import { retryAfterSeconds } from '../../../exporters/http/retry-after.js';

const NOW = Date.parse('2026-11-22T10:00:00Z');

describe('retryAfterSeconds', () => {
  for (const [header, seconds] of [
    ['0', 0],
    [' 17 ', 17],
    ['86400', 3600],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30],
    ['Sunday, 22-Nov-26 10:00:30 GMT', 30],
    ['Sun Nov 22 10:00:30 2026 GMT', 30],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['Mon, 23 Nov 2026 10:00:00 GMT', 3600],
    [undefined, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['99999999999', undefined],
  ] as const) {
    it(`reads ${header} as ${seconds}`, () => {
      assert.equal(retryAfterSeconds(header, NOW), seconds);
    });
  }
});

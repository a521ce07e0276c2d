import assert from 'node:assert/strict';
import { JournalError } from '../../../cli/errors.js';
import { noEvents } from '../../../cli/journals/faults.js';

describe('noEvents', () => {
  it('names the file and the most telling of what it held', () => {
    const counts = { events: 0, unknown: 1, malformed: 1, tornBytes: 9, firstFault: 'not JSON (byte 0)' };
    const error = noEvents('x.jsonl', counts);
    assert.ok(error instanceof JournalError);
    assert.equal(error.message, 'x.jsonl: expected a journal, found no events: not JSON (byte 0)');
    const unread = { ...counts, firstFault: undefined };
    assert.match(noEvents('x.jsonl', unread).message, /1 line\(s\) of unknown kinds$/);
    assert.match(noEvents('x.jsonl', { ...unread, unknown: 0 }).message, /one incomplete line$/);
    assert.match(noEvents('x.jsonl', { ...unread, unknown: 0, tornBytes: 0 }).message, /an empty file$/);
  });
});

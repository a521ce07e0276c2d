import assert from 'node:assert/strict';
import { JournalUnavailableError, systemErrorCode, toUnavailable } from '../../../exporters/journal/errors.js';

describe('toUnavailable', () => {
  const systemError = (code: string) => Object.assign(new Error(`${code}: as the system says`), { code });

  it('says in words what the disk has', () => {
    const error = toUnavailable(systemError('ENOSPC'), '/runs/a.jsonl');
    assert.ok(error instanceof JournalUnavailableError);
    assert.equal(error.message, 'Cannot write /runs/a.jsonl: the disk is full (ENOSPC).');
    assert.equal(error.code, 'ENOSPC');
    assert.equal(error.path, '/runs/a.jsonl');
    assert.equal(systemErrorCode(error.cause), 'ENOSPC');
  });

  it('passes on the words of the system for codes that it has none for', () => {
    const error = toUnavailable(systemError('EBADF'), 'x');
    assert.ok(error instanceof JournalUnavailableError);
    assert.equal(error.message, 'Cannot write x: EBADF: as the system says (EBADF).');
  });

  it('leaves defects as they are, so that they are not tried again for ever', () => {
    const defect = new TypeError('x is not a function');
    assert.equal(toUnavailable(defect, 'x'), defect);
    assert.equal(toUnavailable('text', 'x'), 'text');
    const known = new JournalUnavailableError('CLOSED', 'x', 'closed');
    assert.equal(toUnavailable(known, 'y'), known);
  });
});

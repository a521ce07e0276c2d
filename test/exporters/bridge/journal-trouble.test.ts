import assert from 'node:assert/strict';
import { createJournalTrouble } from '../../../exporters/bridge/journal-trouble.js';
import { JournalUnavailableError } from '../../../exporters/journal/index.js';

describe('createJournalTrouble', () => {
  const error = (code: string, path = 'a.jsonl') => new JournalUnavailableError(code, path, `${path}: ${code}.`);
  let said: string[];
  const trouble = () => createJournalTrouble((text) => said.push(text));
  beforeEach(() => {
    said = [];
  });

  it('says when it begins, changes and ends, not at every request', () => {
    const of = trouble();
    of.over();
    of.met(error('ENOSPC'));
    of.met(error('ENOSPC', 'b.jsonl'));
    of.met(error('EROFS'));
    of.over();
    of.over();
    of.met(error('EROFS'));
    assert.deepEqual(said, [
      'journal: a.jsonl: ENOSPC. Senders are told to come again.',
      'journal: a.jsonl: EROFS. Senders are told to come again.',
      'journal: it can be written again',
      'journal: a.jsonl: EROFS. Senders are told to come again.',
    ]);
  });

  it('says once what is wrong with one file, while others are written', () => {
    const of = trouble();
    for (let request = 0; request < 3; request++) {
      of.met(error('ELOOP'));
      of.over();
      of.met(error('EISDIR', 'b.jsonl'));
      of.over();
    }
    assert.deepEqual(said, [
      'journal: a.jsonl: ELOOP. Senders are told to come again.',
      'journal: b.jsonl: EISDIR. Senders are told to come again.',
    ]);
  });

  it('says it of so many files at most', () => {
    const of = trouble();
    for (let file = 0; file < 2_000; file++) of.met(error('ELOOP', `${file}.jsonl`));
    assert.equal(said.length, 1_000);
  });
});

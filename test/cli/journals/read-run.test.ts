import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalError } from '../../../cli/errors.js';
import { readRun } from '../../../cli/journals/read-run.js';
import { JournalFormatError } from '../../../exporters/journal/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('readRun', () => {
  const folder = temporaryFolder('read-run');
  const path = join(folder.path, 'x.jsonl');
  after(() => folder.remove());
  const write = (text: string) => writeFileSync(path, text);

  it('reads what it can and counts what it cannot', async () => {
    write('{"event_type":"init","run_id":"x"}\nrubbish\n{"event_type":"finished","run_id":"x"}\n{"event_ty');
    const { view, malformed, firstFault } = await readRun(path);
    assert.deepEqual([view.runId, view.state, malformed], ['x', 'finished', 1]);
    assert.match(firstFault ?? '', /not JSON.*byte 35/);
  });

  const empty: readonly (readonly [string, RegExp])[] = [
    ['', /an empty file/],
    ['rubbish\n', /not JSON/],
    ['{"event_type":"init"', /one incomplete line/],
    ['{"event_type":"from_the_future","run_id":"x"}\n', /1 line\(s\) of unknown kinds/],
  ];
  for (const [text, found] of empty) {
    it(`says what it found instead of events in ${JSON.stringify(text)}`, async () => {
      write(text);
      await assert.rejects(
        readRun(path),
        (error) => error instanceof JournalError && error.message.startsWith(path) && found.test(error.message),
      );
    });
  }

  it('refuses a newer format', async () => {
    write('{"event_type":"init","run_id":"x","format":2}\n');
    await assert.rejects(readRun(path), JournalFormatError);
  });

  it('passes on that a file cannot be read', async () => {
    await assert.rejects(readRun(folder.path), { code: 'EISDIR' });
  });
});

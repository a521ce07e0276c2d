import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoggedDocuments } from '../../../exporters/documents/logged-documents.js';
import type { HistogramEvent, JournalEvent } from '../../../exporters/journal/events.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const HEAD = { run_id: 'r', timestamp: '2026-03-02T09:00:00.000Z', step: 3 } as const;
const HISTOGRAM: HistogramEvent = {
  event_type: 'histogram',
  ...HEAD,
  name: 'w',
  edges: [0, 1],
  counts: [2],
  min: 0,
  max: 1,
  sum: Number.POSITIVE_INFINITY,
  sum_of_squares: 1,
};

describe('LoggedDocuments', () => {
  const folder = temporaryFolder('logged');
  after(() => folder.remove());
  let count = 0;

  /** Contents by name. */
  async function made(events: Iterable<JournalEvent>): Promise<Map<string, string>> {
    const own = join(folder.path, String(count++));
    mkdirSync(own);
    const logged = new LoggedDocuments(own);
    for (const event of events) await logged.take(event);
    return new Map((await logged.finish()).map(({ name, file }) => [name, readFileSync(file, 'utf8')]));
  }

  it('has no files where nothing was logged', async () => {
    assert.deepEqual([...(await made([{ event_type: 'scalar', ...HEAD, name: 'x', value: 1 }]))], []);
  });

  it('has a line for each histogram, whoever logged it', async () => {
    const files = await made([HISTOGRAM, { ...HISTOGRAM, client_id: 'a' }]);
    const lines = (files.get('histograms.jsonl') ?? '')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ name, step, client_id }) => [name, step, client_id]),
      [
        ['w', 3, undefined],
        ['w', 3, 'a'],
      ],
    );
    assert.deepEqual([lines[0].edges, lines[0].counts, lines[0].sum], [[0, 1], [2], 'Infinity']);
  });

  it('has a file for each tag of each client, with its texts in order', async () => {
    const text = (name: string, said: string, client_id?: string): JournalEvent => ({
      ...{ event_type: 'text', ...HEAD, name, text: said },
      ...(client_id === undefined ? {} : { client_id }),
    });
    const files = await made([
      text('notes', 'one'),
      text('notes', 'two'),
      text('notes', 'three', '../x'),
      text('no:tes', 'four'),
      text('no?tes', 'five'),
    ]);
    assert.deepEqual([...files.keys()].sort(), [
      ...['text/clients/__x/notes.md', 'text/no_tes.md', 'text/no_tes_2.md', 'text/notes.md'],
    ]);
    const when = '## step 3 (2026-03-02T09:00:00.000Z)\n\n';
    assert.equal(files.get('text/notes.md'), `${when}one\n\n${when}two\n\n`);
  });

  it('bounds the number of files', async () => {
    const texts = Array.from(
      { length: 600 },
      (_, index) => ({ event_type: 'text', ...HEAD, name: `t${index}`, text: 'x' }) as const,
    );
    const files = await made([...texts, { event_type: 'text', ...HEAD, name: 't0', text: 'again' }]);
    assert.equal(files.size, 501);
    assert.match(files.get('text/others.md') ?? '', /^## t500, step 3/);
    assert.match(files.get('text/t0.md') ?? '', /again/);
  });
});

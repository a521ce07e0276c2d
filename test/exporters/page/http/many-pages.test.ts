import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPageServer, type PageServer } from '../../../../exporters/page/http/index.js';
import { recordProof } from '../../../support/proof-figures.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';
import { at, init, roundStart, update } from '../../run-model/support/scenario.js';
import { type EventStream, openStream, TestPage } from '../support/event-stream.js';
import { appendEvents } from '../support/journals.js';
import { askDocument } from '../support/page-client.js';

/** Large enough that a few frames fill every buffer on the way. */
const LARGE = 'x'.repeat(400_000);
const UPDATES = 12;

/** Some moment after every event. */
const NOW = Date.parse(at(60));

describe('many pages at once', () => {
  const folder = temporaryFolder('many-pages');
  let server: PageServer;
  let journal = '';
  let count = 0;
  beforeEach(async () => {
    const runsDir = join(folder.path, String(++count));
    mkdirSync(runsDir);
    journal = join(runsDir, 'a.jsonl');
    appendEvents(journal, init(), roundStart(1, 0));
    // A clock that stands still: steps that a slow machine takes long for make none of the later ones rarer.
    const now = () => NOW;
    server = await createPageServer({ runsDir, listen: { port: 0 }, pollMillis: 20, now });
  });
  afterEach(() => server.close());
  after(() => folder.remove());

  it('keeps two hundred up to date', async () => {
    const page = new TestPage(await askDocument(server.url, 'a'));
    const streams: EventStream[] = [];
    for (let each = 0; each < 200; each += 1) {
      streams.push(await openStream(server.url, `/api/runs/a/live?after=${page.sequence}`));
    }
    for (let round = 1; round <= 3; round += 1) {
      appendEvents(journal, update(round, `c${round}`, round));
      await until(`round ${round} is everywhere`, () =>
        streams.every(({ events }) => events.some(({ data }) => data.startsWith(`{"round":${round},`))),
      );
    }
    const { sequence, rounds } = await askDocument(server.url, 'a');
    for (const stream of streams) {
      await until('the page has all', () => Number(stream.events.at(-1)?.id) === sequence);
      stream.close();
    }
    for (const event of streams.at(-1)?.events ?? []) page.apply(event);
    assert.deepEqual(
      page.document.rounds.map(({ round, clients }) => [round, clients.client]),
      rounds.map(({ round, clients }) => [round, clients.client]),
    );
  });

  it('skips for a page that does not read what it would not see any more, and holds nobody else up', async function () {
    const start = await askDocument(server.url, 'a');
    const quick = await openStream(server.url, `/api/runs/a/live?after=${start.sequence}`);
    const slow = await openStream(server.url, `/api/runs/a/live?after=${start.sequence}`);
    slow.response.pause();
    const framesOf = ({ events }: EventStream) => events.filter(({ kind }) => kind === 'round').length;
    for (let number = 1; number <= UPDATES; number += 1) {
      const before = framesOf(quick);
      appendEvents(journal, update(1, `c${number % 3}`, number, { large: LARGE, number }));
      await until('the quick page has it', () => framesOf(quick) > before);
    }
    slow.response.resume();
    const { sequence } = await askDocument(server.url, 'a');
    await until('the slow page has all', () => Number(slow.events.at(-1)?.id) >= sequence);
    assert.ok(
      framesOf(slow) < framesOf(quick),
      `${framesOf(slow)} frames to the slow page, ${framesOf(quick)} to the quick`,
    );
    const page = new TestPage(start);
    for (const event of slow.events) page.apply(event);
    assert.deepEqual(page.document.rounds[0]?.clients, (await askDocument(server.url, 'a')).rounds[0]?.clients);
    quick.close();
    slow.close();
    recordProof(this.test, {
      'updates of a run': UPDATES,
      'frames to the quick page': framesOf(quick),
      'to the slow one': framesOf(slow),
    });
  });
});

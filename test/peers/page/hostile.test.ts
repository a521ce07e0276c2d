import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { RunDocument } from '../../../exporters/page/types.js';
import { sampleRun } from '../../support/sample-run.js';
import { startChromium } from '../chromium.js';
import { openPage } from './open-page.js';
import { type StandIn, startStandIn } from './stand-in.js';
import { reads } from './waiting.js';

const EVIL = '<img src=x onerror="document.title=\'broken into\'"><script>document.title="broken into"</script>';

/** A run in which everything that an app or a client can name is markup. */
function hostileRun(): RunDocument {
  const document = sampleRun({ stem: 'hostile & <b>', rounds: 6, clients: 3 });
  const { run, clients, rounds } = document;
  return {
    ...document,
    run: {
      ...run,
      runId: EVIL,
      job: EVIL,
      algorithm: EVIL,
      mode: EVIL,
      config: { [EVIL]: EVIL },
      params: { [EVIL]: { [EVIL]: EVIL } },
      tags: { [EVIL]: EVIL },
      text: { [EVIL]: EVIL },
      server: { ...run.server, city: EVIL, name: EVIL },
      artifacts: [{ name: EVIL, path: `javascript:alert(1)//${EVIL}` }],
      events: [{ kind: 'note', text: EVIL }],
    },
    logged: {
      numbers: [{ name: EVIL, client: 0, steps: [1], times: [null], values: [1] }],
      histograms: [
        {
          ...{ name: EVIL, client: 0, steps: [1], times: [null], min: [0], p10: [0], median: [1], p90: [2], max: [2] },
          ...{ edges: [0, 1, 2], counts: [1, 1] },
        },
      ],
      texts: [{ name: EVIL, client: 0, step: 1, text: `${EVIL}\n${'w'.repeat(300)}` }],
      left: 0,
    },
    clients: clients.map((client, index) => ({
      ...client,
      id: `${index}${EVIL}${'w'.repeat(300)}`,
      name: `${index}${EVIL}${'w'.repeat(300)}`,
      city: EVIL,
      country: EVIL,
    })),
    rounds: rounds.map((frame) => ({
      ...frame,
      error: EVIL,
      results: { ...frame.results, [EVIL]: 1 },
      algorithm: { [EVIL]: EVIL },
      explanation: { sentences: [EVIL], criticalPath: [], path: [], basis: 'spans' },
      events: [{ kind: 'dropout', client: 0, text: EVIL }],
      tasks: frame.tasks.map((task) => ({ ...task, operation: EVIL, error: EVIL })),
      clients: {
        ...frame.clients,
        status: frame.clients.client.map(() => EVIL),
        reason: frame.clients.client.map(() => EVIL),
        numbers: { ...frame.clients.numbers, [EVIL]: frame.clients.client.map(() => 1) },
        texts: { [EVIL]: frame.clients.client.map(() => EVIL) },
        operations: { [EVIL]: { [EVIL]: frame.clients.client.map(() => 1) } },
      },
    })),
  };
}

describe('names that are markup', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: StandIn;

  before(async () => {
    browser = await startChromium();
    server = await startStandIn([hostileRun()]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const run = `run=${encodeURIComponent('hostile & <b>')}`;
  const client = `client=${encodeURIComponent(`0${EVIL}${'w'.repeat(300)}`)}`;
  for (const [view, hash] of [
    ['runs', `view=runs&compare=${encodeURIComponent('hostile & <b>')}`],
    ['overview', `${run}&round=2`],
    ['charts', `${run}&view=charts`],
    ['map', `${run}&view=map&${client}`],
    ['timeline', `${run}&view=timeline&round=2`],
    ['clients', `${run}&view=clients`],
    ['one client', `${run}&view=clients&${client}`],
    ['logged', `${run}&view=logged`],
    ['resources', `${run}&view=resources`],
    ['events', `${run}&view=events`],
  ] as const) {
    it(`are plain text in ${view}`, async () => {
      const { page, problems, close } = await openPage(browser, `${server.url}#${hash}`, 'phone');
      await page.waitForSelector('main :is(table, canvas, svg[class])');
      // The name as it is.
      await reads(() => page.locator('body').innerText(), /<img src=x onerror=/);
      await page.waitForTimeout(200);
      assert.equal(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
        0,
        'the page scrolls sideways',
      );
      assert.equal(await page.locator('img, main script').count(), 0);
      assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
      assert.doesNotMatch(await page.title(), /^broken into/);
      assert.deepEqual(problems, []);
      await close();
    });
  }
});

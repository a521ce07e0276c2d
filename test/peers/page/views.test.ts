import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { runDocument } from '../../support/run-document.js';
import { sampleRun } from '../../support/sample-run.js';
import { startChromium } from '../chromium.js';
import { keepScreenshot, LOOKS, type Look, openPage } from './open-page.js';
import { type StandIn, startStandIn } from './stand-in.js';
import { says as pageSays } from './waiting.js';

/** What each view must say about the sample run. */
const VIEWS: Readonly<Record<string, { readonly hash: string; readonly says: readonly RegExp[] }>> = {
  runs: {
    hash: 'view=runs&compare=sample&compare=run-full-0001',
    says: [/hospitals sample/, /finished/, /FedProx/, /24 of 24/, /2 runs compared/, /run-full-0001/],
  },
  overview: {
    hash: 'run=sample&round=5',
    says: [
      /Best accuracy \d\d\.\d\d %/,
      /Rounds 24 of 24 planned/,
      /QuorumMissing/,
      /Round 5 waited longest/,
      /optimizer\.name sgd/,
    ],
  },
  charts: {
    hash: 'run=sample&view=charts',
    says: [
      /Accuracy/,
      /Training loss/,
      /Participation/,
      /Traffic/,
      /Gradient norm dispersion/,
      /Staleness/,
      /Energy/,
      /auc/,
      /Bands/,
    ],
  },
  map: { hash: 'run=sample&view=map', says: [/Lisbon/] },
  timeline: { hash: 'run=sample&view=timeline&round=8', says: [/Round 8/, /Lisbon 1/] },
  clients: {
    hash: 'run=sample&view=clients',
    says: [/15 clients/, /Lisbon 1/, /site-008/, /Training time/, /f1/, /Loss \(evaluate\)/, /edge box/],
  },
  client: {
    hash: 'run=sample&view=clients&client=site-002',
    says: [
      /Montréal 1 site-002/,
      /2 of 15/,
      /It completed \d+ of the \d+ rounds/,
      /as its monitor measured them CPU 15\.00 %/,
      /Host energy \d/,
      /What it logged by step by itself batch_loss/,
      /Its rounds/,
    ],
  },
  logged: {
    hash: 'run=sample&view=logged',
    says: [
      /4 names/,
      // A number that has become NaN is said, not left out.
      /batch_loss .*Montréal 1 NaN/,
      /2 more clients: choose one/,
      /lr steps 0 to 195/,
      /notes Lisbon 1, step 3, 09:00:01 changed the \*\*augmentation\*\*/,
      /weights server .*Step 195: .* median 0\.0014/,
    ],
  },
  resources: {
    hash: 'run=sample&view=resources',
    says: [
      /Measured 12 of 15 clients/,
      /Short of memory 1 host at 90 %/,
      /Short of processor 0/,
      /Most memory \d+ MB/,
      /Energy \d.* kJ/,
      /Client Short of ↓ CPU Cores Memory Host CPU/,
      // Who is short of something comes first.
      /Rounds 東京 1 memory 20\.00 %/,
      /The process that started the run, over all of it .*Memory 312 MB.*Host power 41\.5 W/,
    ],
  },
  events: { hash: 'run=sample&view=events', says: [/drop-out \(\d+\)/, /connection reset/, /the run began/] },
};

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe('the page, view by view', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: StandIn;

  before(async () => {
    browser = await startChromium();
    server = await startStandIn([
      sampleRun({ stem: 'sample', rounds: 24, clients: 15 }),
      await runDocument('test/fixtures/hivewatch/full.jsonl'),
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const [view, { hash, says }] of Object.entries(VIEWS)) {
    for (const look of Object.keys(LOOKS) as Look[]) {
      it(`${view} says what there is to say, with nothing in the way of anybody (${look})`, async () => {
        const { page, problems, close } = await openPage(browser, `${server.url}#${hash}`, look);
        await page.waitForSelector('main :is(table, canvas, svg[class])');
        for (const words of says) await pageSays(page, words);
        await page.waitForTimeout(250);
        await keepScreenshot(page, `${view}-${look}`);
        assert.equal(await sidewaysPixels(page), 0, 'the page scrolls sideways');
        assert.deepEqual(await barriers(page), []);
        assert.deepEqual(problems, []);
        await close();
      });
    }
  }
});

/** Pixels by which the page is wider than its window. */
function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** What axe finds serious or critical, as lines. It is run in the page's own world, past its policy. */
async function barriers(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setBypassCSP', { enabled: true });
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(AXE, 'utf8'));
  const found = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }[];
  };
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} (${nodes[0]?.failureSummary})`);
}

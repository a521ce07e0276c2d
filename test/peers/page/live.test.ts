import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { RoundFrame, RunDocument } from '../../../exporters/page/types.js';
import { sampleRun } from '../../support/sample-run.js';
import { until } from '../../support/until.js';
import { startChromium } from '../chromium.js';
import { openPage } from './open-page.js';
import { type StandIn, startStandIn } from './stand-in.js';
import { reads, says } from './waiting.js';

const whole = sampleRun({ stem: 'live', rounds: 8, clients: 6 });
const live = sampleRun({ stem: 'live', rounds: 5, clients: 6, live: true });

/** Round of the whole run. */
function frameOf(number: number): RoundFrame {
  return whole.rounds[number - 1] ?? assert.fail(`there is no round ${number}`);
}

/** The live run with so many rounds, none of them running. */
function upTo(number: number): RunDocument {
  return {
    ...live,
    run: { ...live.run, rounds: number },
    rounds: whole.rounds.slice(0, number),
    sequence: number * 10,
  };
}

/** What a screen reader is told. */
const announced = (page: Page) => page.getByRole('status').innerText();

describe('a live run', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: StandIn;

  before(async () => {
    browser = await startChromium();
  });
  beforeEach(async () => {
    server = await startStandIn([live]);
  });
  afterEach(() => server.close());
  after(() => browser?.close());

  it('is followed: rounds end, new ones begin, the run ends, and a screen reader hears of it', async () => {
    const { page, problems, close } = await openPage(browser, `${server.url}#run=live`);
    await says(page, /Rounds 5 of 15 planned/);
    await reads(() => page.locator('.head').innerText(), /live/);
    await says(page, /Waiting for /);
    server.send('live', { kind: 'round', frame: frameOf(5) }, 60);
    await reads(() => announced(page), /Round 5 failed/);
    server.send('live', { kind: 'round', frame: frameOf(6) }, 61);
    server.send('live', { kind: 'run', frame: { ...live.run, rounds: 6 } }, 62);
    await says(page, /Rounds 6 of 15 planned/);
    server.send(
      'live',
      { kind: 'run', frame: { ...live.run, rounds: 6, state: 'finished', finishedAt: Date.now() } },
      63,
    );
    await reads(() => page.locator('.head').innerText(), /finished/);
    // Announced after it is drawn: not to be asked for in one breath.
    await reads(() => announced(page), /The run is finished/);
    assert.deepEqual(problems, []);
    await close();
  });

  it('goes on after the server was away, from where it was, and says so meanwhile', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=live`);
    await says(page, /Rounds 5 of 15 planned/);
    server.send('live', { kind: 'round', frame: frameOf(5) }, 70);
    // Words that only this message brings: the page goes on after it only when it has it.
    await reads(() => announced(page), /Round 5 failed/);
    server.setReachable(false);
    await reads(() => page.getByRole('alert').innerText(), /Connection lost at/);
    server.setReachable(true);
    await page.waitForSelector('[role=alert]', { state: 'detached' });
    assert.equal(
      server.requests.filter((path) => path.includes('/live?')).at(-1),
      '/some/where/api/runs/live/live?after=70',
    );
    server.send('live', { kind: 'round', frame: frameOf(6) }, 71);
    server.send('live', { kind: 'run', frame: { ...live.run, rounds: 6 } }, 72);
    await says(page, /Rounds 6 of 15 planned/);
    await close();
  });

  it('is loaded anew when the server says so', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=live`);
    await says(page, /Rounds 5 of 15 planned/);
    server.setRun({ ...upTo(2), sequence: 80 });
    server.send('live', { kind: 'reset', frame: { reason: 'the journal was replaced' } }, 80);
    await says(page, /Rounds 2 of 15 planned/);
    await close();
  });

  it('stays where the reader looks while it goes on, and catches up at a press', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=live`);
    await says(page, /Rounds 5 of 15 planned/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await says(page, /Rounds 3 of 15 planned/);
    server.send('live', { kind: 'round', frame: frameOf(5) }, 90);
    server.send('live', { kind: 'round', frame: frameOf(6) }, 91);
    server.send('live', { kind: 'run', frame: { ...live.run, rounds: 6 } }, 92);
    await until(
      'the ruler knows the new round',
      async () => (await page.getByRole('slider').getAttribute('aria-valuemax')) === '6',
    );
    await says(page, /Rounds 3 of 15 planned/);
    await page.getByRole('button', { name: 'Live' }).click();
    await says(page, /Rounds 6 of 15 planned/);
    await close();
  });

  it('appears in the list of runs by itself', async () => {
    const { page, close } = await openPage(browser, server.url);
    await page.waitForSelector('text=1 run');
    server.setRun(sampleRun({ stem: 'another', rounds: 2, clients: 2 }));
    await page.waitForSelector('text=2 runs');
    await close();
  });

  it('says in plain words when there is no such run, no run, or no server', async () => {
    const missing = await openPage(browser, `${server.url}#run=nope`);
    await missing.page.waitForSelector('text=there is no such run on this server');
    await missing.close();
    const empty = await startStandIn([]);
    const none = await openPage(browser, empty.url);
    await none.page.waitForSelector('text=No run yet');
    await none.close();
    await empty.close();
  });
});

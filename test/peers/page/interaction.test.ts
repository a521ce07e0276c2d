import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { sampleRun } from '../../support/sample-run.js';
import { until } from '../../support/until.js';
import { startChromium } from '../chromium.js';
import { contentOf, openPage } from './open-page.js';
import { type StandIn, startStandIn } from './stand-in.js';
import { becomes, PATIENCE_SECONDS, reads, says } from './waiting.js';

/** Text of the replay bar: `Round 7 of 12`. */
const replayed = (page: Page) => page.locator('.replay-now').innerText();

describe('the page, used', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: StandIn;

  before(async () => {
    browser = await startChromium();
    server = await startStandIn([
      sampleRun({ stem: 'sample', rounds: 12, clients: 8 }),
      sampleRun({ stem: 'other', rounds: 5, clients: 300, seed: 3 }),
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('replays by keyboard: start, steps, speed, play and pause, end', async () => {
    const { page, problems, close } = await openPage(browser, `${server.url}#run=sample`);
    await page.waitForSelector('.replay');
    const bar = () => replayed(page);
    const address = () => page.url();
    await reads(bar, /Round 12/);
    await page.keyboard.press('Home');
    await reads(bar, /No round yet/);
    await says(page, /No round yet/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await reads(bar, /Round 2/);
    await reads(address, /t=\d+/);
    await says(page, /Rounds 2 of 12 planned/);
    await page.keyboard.press('ArrowLeft');
    await reads(bar, /Round 1 /);
    for (const key of ['+', '+', '+']) await page.keyboard.press(key);
    await becomes(() => page.locator('.replay select').inputValue(), '10');
    await page.keyboard.press('Space');
    await reads(bar, /Round ([3-9]|1\d)/);
    await page.keyboard.press('Space');
    await becomes(() => page.locator('.play').getAttribute('aria-label'), 'Play');
    await page.keyboard.press('End');
    await reads(bar, /Round 12/);
    await reads(address, /^((?!t=).)*$/);
    assert.deepEqual(problems, []);
    await close();
  });

  it('shows the same from a link: run, view, round, client and moment', async () => {
    const first = await openPage(browser, `${server.url}#run=sample`);
    await first.page.waitForSelector('.replay');
    await first.page.keyboard.press('Home');
    for (let step = 0; step < 6; step++) await first.page.keyboard.press('ArrowRight');
    await first.page.getByRole('link', { name: 'Clients' }).click();
    await first.page.getByRole('button', { name: 'Lisbon 1' }).click();
    await first.page.getByRole('button', { name: /^Round 4:/ }).click();
    await reads(() => first.page.url(), /round=4/);
    const link = first.page.url();
    const second = await openPage(browser, link);
    await second.page.waitForSelector('.client-page');
    const pressed = (page: Page) => page.getByRole('button', { name: /^Round 4:/ }).getAttribute('aria-pressed');
    for (const { page } of [first, second]) await becomes(() => pressed(page), 'true');
    await becomes(() => contentOf(second.page), await contentOf(first.page));
    await becomes(() => replayed(second.page), await replayed(first.page));
    await becomes(async () => second.page.url(), link);
    await first.page.goBack();
    await first.page.waitForSelector('text=8 clients');
    await first.page.goForward();
    await first.page.waitForSelector('.client-page');
    await first.close();
    await second.close();
  });

  it('searches and sorts runs, and opens one', async () => {
    const { page, close } = await openPage(browser, server.url);
    await page.getByRole('searchbox').fill('other');
    await page.waitForSelector('text=1 of 2 runs');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Clients' }).click();
    await becomes(() => page.locator('tbody th').first().innerText(), 'hospitals other');
    await becomes(() => page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
    await page.getByRole('link', { name: 'hospitals other' }).click();
    await page.waitForSelector('text=Best accuracy');
    await reads(() => page.url(), /run=other/);
    await close();
  });

  it('has a table of many clients of which only those in sight are laid out, and sorts and filters all', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=other&view=clients`);
    await page.waitForSelector('text=300 clients');
    assert.ok((await page.locator('tbody tr').count()) < 80);
    assert.equal(await page.locator('table').getAttribute('aria-rowcount'), '301');
    await page.locator('.table-box').evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.waitForSelector('tr[aria-rowindex="301"]');
    await page.getByRole('searchbox').fill('tokyo');
    await page.waitForSelector('text=No client fits');
    await page.getByRole('searchbox').fill('nairobi 2');
    await page.waitForSelector('text=/ of 300 clients/');
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('dropped');
    await page.waitForSelector('text=/\\d+ of 300 clients/');
    await close();
  });

  it('links what the pointer is at between charts and table, and takes a range from a chart', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=sample`);
    await page.waitForSelector('.u-over');
    const over = page.locator('.u-over').first();
    const place = async () => (await over.boundingBox()) ?? assert.fail('the chart has no place');
    // A chart is made anew when its width is known better, and hears of a pointer only when that moves: it goes to and fro.
    let moves = 0;
    const pointAt = async (share: number) => {
      const { x, y, width } = await place();
      await page.mouse.move(x + width * (share + (moves++ % 2) * 0.02), y + 40);
    };
    const marked = async () => {
      await pointAt(0.5);
      return (await page.locator('tr.hovered').count()) > 0;
    };
    await until('the row of the round is marked', marked, PATIENCE_SECONDS);
    const legend = () => page.locator('.legend').nth(1).innerText();
    const before = await legend();
    const moved = async () => {
      await pointAt(0.1);
      return (await legend()) !== before;
    };
    await until('the other chart says its value at that round', moved, PATIENCE_SECONDS);
    const box = await place();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector('text=/^Rounds \\d+–\\d+/');
    await reads(() => page.url(), /rounds=\d+-\d+/);
    const rows = () => page.locator('tbody tr[aria-rowindex]').count();
    await until('the table has those rounds only', async () => (await rows()) < 12);
    await page
      .getByRole('button', { name: /take back/ })
      .first()
      .click();
    await becomes(rows, 12);
    await close();
  });

  it('narrows the event log by kind, words, round and client', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=sample&view=events`);
    await page.waitForSelector('text=/\\d+ events/');
    await page.getByRole('checkbox', { name: /note/ }).uncheck();
    await page.waitForSelector('text=/\\d+ of \\d+ events/');
    await page.getByRole('searchbox').fill('battery');
    const kinds = () => page.locator('tbody tr[aria-rowindex] td:nth-child(3)').allInnerTexts();
    await becomes(async () => [...new Set(await kinds())], ['drop-out']);
    await close();
  });

  it('switches colours, and keeps the choice', async () => {
    const { page, close } = await openPage(browser, server.url);
    await page.getByRole('button', { name: 'Switch to dark colours' }).click();
    await becomes(() => page.locator('html').getAttribute('data-theme'), 'dark');
    await page.reload();
    await page.getByRole('button', { name: 'Switch to light colours' }).waitFor();
    await close();
  });

  it('reaches everything by Tab, beginning with the way to the content', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=sample&view=clients`);
    await page.waitForSelector('text=8 clients');
    const names: string[] = [];
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab');
      names.push(
        await page.evaluate(
          "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.innerText ?? ''",
        ),
      );
    }
    assert.equal(names[0]?.trim(), 'To the content');
    for (const name of ['Charts', 'Search clients', 'Clients', 'Lisbon 1']) {
      assert.ok(
        names.some((reached) => reached.includes(name)),
        `${name} is not reached: ${names.join(' | ')}`,
      );
    }
    await close();
  });
});

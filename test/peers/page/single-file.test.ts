import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import type { RunDocument } from '../../../exporters/page/types.js';
import { sampleRun } from '../../support/sample-run.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { startChromium } from '../chromium.js';
import { keepScreenshot, openPage } from './open-page.js';
import { PAGE_FOLDER } from './stand-in.js';
import { reads, says } from './waiting.js';

/** Largest page in one file, before a run is in it. */
const LIMIT_BYTES = 600_000;

/** The page with a run in it, as the exporter puts it there. */
function singleFile(document: RunDocument): string {
  const packed = gzipSync(JSON.stringify(document)).toString('base64');
  const run = `<script type="application/octet-stream" id="fedotel-run">${packed}</script>`;
  return readFileSync(join(PAGE_FOLDER, 'single.html'), 'utf8').replace('<!-- fedotel-run -->', () => run);
}

describe('the page in one file', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('single');
  let browser: Browser;

  before(async () => {
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    folder.remove();
  });

  it(`is smaller than ${LIMIT_BYTES} bytes without a run`, () => {
    assert.ok(statSync(join(PAGE_FOLDER, 'single.html')).size < LIMIT_BYTES);
  });

  for (const view of ['overview', 'charts', 'map', 'timeline', 'clients', 'resources', 'logged', 'events']) {
    it(`opens from a disk and asks for nothing (${view})`, async () => {
      const path = join(folder.path, 'a run #1.html');
      writeFileSync(path, singleFile(sampleRun({ stem: 'sample', rounds: 12, clients: 8 })));
      const address = pathToFileURL(path).href;
      const context = await browser.newContext();
      const page = await context.newPage();
      const asked: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith('data:')) asked.push(request.url());
      });
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(String(error)));
      await page.goto(`${address}#view=${view}`);
      await page.waitForSelector('main :is(table, canvas, svg[class])');
      await page.keyboard.press('ArrowLeft');
      await reads(() => page.url(), new RegExp(`#view=${view}&t=\\d+$`));
      await page.waitForTimeout(200);
      assert.deepEqual(asked, [address]);
      assert.deepEqual(problems, []);
      assert.equal(await page.getByRole('link', { name: 'Runs' }).count(), 0);
      await keepScreenshot(page, `file-${view}`);
      await context.close();
    });
  }

  it('works in the sealed frame in which artifact stores show files', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const file = singleFile(sampleRun({ stem: 'sample', rounds: 6, clients: 4 }));
    await page.setContent('<iframe sandbox="allow-scripts" width="1000" height="700"></iframe>');
    await page.locator('iframe').evaluate((frame, text) => frame.setAttribute('srcdoc', text), file);
    const frame = page.frameLocator('iframe');
    await frame.getByText('Best accuracy').waitFor();
    await frame.getByRole('link', { name: 'Clients' }).click();
    await frame.getByRole('button', { name: 'Lisbon 1' }).click();
    await frame.getByText('Its rounds').waitFor();
    await frame.getByRole('button', { name: 'Switch to dark colours' }).click();
    await frame.getByRole('button', { name: 'One round back' }).click();
    await frame.locator('.replay-now', { hasText: 'Round 5' }).waitFor();
    await context.close();
  });

  it('says so when its run cannot be read', async () => {
    const path = join(folder.path, 'torn.html');
    writeFileSync(path, singleFile(sampleRun({ stem: 's', rounds: 2, clients: 2 })).replace('H4sI', 'XXXX'));
    const { page, close } = await openPage(browser, pathToFileURL(path).href);
    await page.waitForSelector('text=cannot be read');
    await says(page, /The run/);
    await close();
  });
});

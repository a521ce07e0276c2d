import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { formatValue } from '../../../viewer/format/units.js';
import { usageRows } from '../../../viewer/resources/usage-rows.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../../support/bridge-process.js';
import { runCommand } from '../../support/command.js';
import { runDocument } from '../../support/run-document.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';
import { startChromium } from '../chromium.js';
import { contentOf, keepScreenshot, openPage } from './open-page.js';

const DEMO = fileURLToPath(new URL('../../../examples/digits/main.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const ROUNDS = 8;

/** Trains for real, in processes of their own, and sends to a bridge. Resolves with the exit code. */
function startDemo(endpoint: string): Promise<number | null> {
  const args = [DEMO, '--rounds', String(ROUNDS), '--clients', '4', '--quiet'];
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', resolve));
}

/** The newest round that the replay bar names, 0 before the first. */
async function roundOf(page: Page): Promise<number> {
  return Number(/Round (\d+)/.exec(await page.locator('.replay-now').innerText())?.[1] ?? 0);
}

describe('the page beside a real bridge', function () {
  this.timeout(180_000);
  const folder = temporaryFolder('page-bridge');
  const runsDir = join(folder.path, 'runs');
  let browser: Browser;
  let bridge: BridgeProcess;
  let listen: number;
  let pagePort: number;
  const start = async () => {
    bridge = await startBridgeProcess(runsDir, listen, ['--page', `127.0.0.1:${pagePort}`]);
  };

  before(async () => {
    browser = await startChromium();
    [listen, pagePort] = [await freePort(), await freePort()];
    await start();
  });
  after(async () => {
    await browser?.close();
    await bridge?.stop();
    folder.remove();
  });

  /** Opens the page's list, starts the demo and opens its run as soon as it is listed. */
  async function watch() {
    const known = new Set(journals());
    const opened = await openPage(browser, `http://127.0.0.1:${pagePort}/`);
    const demo = startDemo(bridge.url);
    await until('the run is there', () => journals().some((stem) => !known.has(stem)));
    const stem = journals().find((name) => !known.has(name)) ?? '';
    await opened.page.locator(`a[href*="${stem}"]`).click();
    await opened.page.waitForSelector('.replay');
    return { ...opened, demo, stem };
  }

  const journals = () =>
    (readdirSync(folder.path).includes('runs') ? readdirSync(runsDir) : [])
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length));

  /** Waits until the page has every round, and compares its table with the run's file. */
  async function sawEverything(page: Page, stem: string) {
    await until('the run is over', async () => /finished/.test(await page.locator('.head').innerText()));
    await until('every round is shown', async () => (await roundOf(page)) === ROUNDS);
    const document = await runDocument(join(runsDir, `${stem}.jsonl`));
    const shown = await page.locator('tbody tr[aria-rowindex]').allInnerTexts();
    assert.equal(shown.length, document.rounds.length);
    for (const { round, results, completed, selected } of document.rounds) {
      const line = shown.find((text) => text.startsWith(`${round}\t`)) ?? assert.fail(`round ${round} is not shown`);
      assert.ok(line.includes(formatValue(results.accuracy, 'ratio')), line);
      assert.ok(line.includes(`${completed}/${selected}`), line);
    }
  }

  /** What the demo's monitors measured came live; the page's sums are those of the run's file. */
  async function sawResources(page: Page, stem: string) {
    const { clients, rounds, run, logged } = await runDocument(join(runsDir, `${stem}.jsonl`));
    const rows = usageRows(clients, rounds, { outside: logged?.usage });
    assert.equal(rows.length, 4);
    await page.getByRole('link', { name: 'Resources' }).click();
    await page.waitForSelector('.resources tbody tr[aria-rowindex]');
    const lines = await page.locator('.resources tbody tr[aria-rowindex]').allInnerTexts();
    for (const { entry, values } of rows) {
      const line = lines.find((text) => text.startsWith(`${entry.name ?? entry.id}\t`)) ?? assert.fail(entry.id);
      assert.ok(line.includes(formatValue(values.memory_bytes, 'bytes')), line);
      assert.ok(line.includes(formatValue(values.host_memory, 'ratio')), line);
    }
    assert.ok(
      (await contentOf(page)).includes(
        `Memory ${formatValue(run.usage?.memory_bytes, 'bytes')}`.replaceAll('\u00a0', ' '),
      ),
    );
    await keepScreenshot(page, 'live-demo-resources');
    await page.getByRole('link', { name: 'Logged' }).click();
    await page.waitForSelector('.tag svg');
    const said = await contentOf(page);
    for (const { name, values } of logged?.numbers ?? []) {
      assert.ok(said.includes(name), name);
      assert.ok(said.includes(formatValue(values.at(-1), 'number')), `${name}: ${values.at(-1)}`);
    }
    assert.ok((logged?.numbers.length ?? 0) > 0, 'the demo logs numbers');
    await keepScreenshot(page, 'live-demo-logged');
  }

  it('follows a federation from its first round to its last, without a reload', async () => {
    const { page, problems, demo, stem, close } = await watch();
    const seen = new Set<number>();
    await until('the run is over', async () => {
      seen.add(await roundOf(page));
      return /finished/.test(await page.locator('.head').innerText());
    });
    assert.ok(seen.size > ROUNDS / 2, `rounds seen while they ran: ${[...seen]}`);
    await sawEverything(page, stem);
    assert.equal(await demo, 0);
    await keepScreenshot(page, 'live-demo');
    await sawResources(page, stem);
    assert.deepEqual(problems, []);
    await close();
  });

  it('misses nothing when the bridge is killed and started again while it watches', async () => {
    const { page, demo, stem, close } = await watch();
    await until('some rounds have passed', async () => (await roundOf(page)) >= 2);
    await bridge.kill();
    await page.waitForSelector('[role=alert]');
    assert.match(await page.getByRole('alert').innerText(), /Connection lost/);
    await start();
    await page.waitForSelector('[role=alert]', { state: 'detached' });
    await sawEverything(page, stem);
    assert.equal(await demo, 0);
    await close();
  });

  it('lists both runs, and compares them', async () => {
    const { page, problems, close } = await openPage(browser, `http://127.0.0.1:${pagePort}/`);
    await page.waitForSelector('text=2 runs');
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.waitForSelector('text=2 runs compared');
    assert.deepEqual(problems, []);
    await close();
  });

  it('replays a run of HiveWatch, served and as one exported file', async () => {
    const out = join(folder.path, 'out');
    const args = [COMMAND, 'export', 'test/fixtures/hivewatch/full.jsonl', '--to', 'html', '--out', out];
    await runCommand(process.execPath, args);
    const file = readdirSync(out).find((name) => name.endsWith('.html')) ?? assert.fail('there is no file');
    const { page, close } = await openPage(browser, pathToFileURL(join(out, file)).href);
    await page.waitForSelector('.replay');
    assert.match(await contentOf(page), /Best accuracy 69\.00 %/);
    await page.keyboard.press('Home');
    const rounds: number[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('ArrowRight');
      rounds.push(await roundOf(page));
    }
    assert.deepEqual(rounds, [0, 1, 2, 3, 4, 5]);
    await page.getByRole('link', { name: 'Clients' }).click();
    await page.waitForSelector('text=病院-東京');
    await close();
  });
});

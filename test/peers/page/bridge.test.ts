import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
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
import { becomes, PATIENCE_SECONDS, reads, says } from './waiting.js';

const DEMO = fileURLToPath(new URL('../../../examples/digits/main.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const ROUNDS = 8;

/** Longest wait for what comes of training for real, seconds: on a busy machine it takes a minute and more. */
const TRAINING_SECONDS = 240;

/** A federation that trains. */
interface Demo {
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** Its server stands still, and with it the federation. */
  hold(): void;
  /** Its server goes on. */
  go(): void;
  /** Ends it, and with its server its clients. */
  kill(): void;
}

/** Trains for real, in processes of their own, and sends to a bridge. */
function startDemo(endpoint: string): Demo {
  const args = [DEMO, '--rounds', String(ROUNDS), '--clients', '4', '--quiet'];
  // What happens is sent at once: by the second, a fast machine would send several rounds together.
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, FEDOTEL_EXPORT_INTERVAL: '0.05' };
  const child: ChildProcess = spawn(process.execPath, args, { env, stdio: 'ignore' });
  return {
    ended: new Promise((resolve) => child.once('exit', resolve)),
    hold: () => child.kill('SIGSTOP'),
    go: () => child.kill('SIGCONT'),
    kill: () => child.kill('SIGKILL'),
  };
}

/** The newest round that the replay bar names, 0 before the first. */
async function roundOf(page: Page): Promise<number> {
  return Number(/Round (\d+)/.exec(await page.locator('.replay-now').innerText())?.[1] ?? 0);
}

/** Waits until the page says that its run has come to its end. */
async function isOver(page: Page): Promise<void> {
  await until(
    'the run is over',
    async () => /finished/.test(await page.locator('.head').innerText()),
    TRAINING_SECONDS,
  );
}

describe('the page beside a real bridge', function () {
  this.timeout(600_000);
  const folder = temporaryFolder('page-bridge');
  const runsDir = join(folder.path, 'runs');
  let browser: Browser;
  let bridge: BridgeProcess;
  let listen: number;
  let pagePort: number;
  const demos: Demo[] = [];
  const start = async () => {
    bridge = await startBridgeProcess(runsDir, listen, ['--page', `127.0.0.1:${pagePort}`]);
  };

  before(async () => {
    browser = await startChromium();
    [listen, pagePort] = [await freePort(), await freePort()];
    await start();
  });
  after(async () => {
    for (const demo of demos) demo.kill();
    await browser?.close();
    await bridge?.stop();
    folder.remove();
  });

  /**
   * Opens the page's list, starts the demo and opens its run as soon as it is listed. The demo is held from its first
   * word on, so that it does not come to its end before the page is there.
   */
  async function watch() {
    const known = new Set(journals());
    const opened = await openPage(browser, `http://127.0.0.1:${pagePort}/`);
    const demo = startDemo(bridge.url);
    demos.push(demo);
    await until('the run is there', () => journals().some((stem) => !known.has(stem)), TRAINING_SECONDS);
    demo.hold();
    const stem = journals().find((name) => !known.has(name)) ?? '';
    await opened.page.locator(`a[href*="${stem}"]`).click();
    await opened.page.waitForSelector('.replay');
    return { ...opened, demo, stem };
  }

  const journals = () =>
    (readdirSync(folder.path).includes('runs') ? readdirSync(runsDir) : [])
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length));

  /** The run as its file has it now. */
  const written = (stem: string) => runDocument(join(runsDir, `${stem}.jsonl`));

  /** Waits for the end of the demo, and until the page's table says of every round what the run's file says. */
  async function sawEverything(page: Page, stem: string, demo: Demo) {
    // First: what the demo sends last, it may send after the word that the run is over.
    assert.equal(await demo.ended, 0);
    await isOver(page);
    await becomes(() => roundOf(page), ROUNDS);
    const document = await written(stem);
    const table = () => page.locator('tbody tr[aria-rowindex]').allInnerTexts();
    await becomes(async () => (await table()).length, document.rounds.length);
    for (const { round, results, completed, selected } of document.rounds) {
      const line = async () => (await table()).find((text) => text.startsWith(`${round}\t`)) ?? '';
      const words = [formatValue(results.accuracy, 'ratio'), `${completed}/${selected}`];
      await becomes(async () => left(words, await line()), []);
    }
  }

  /** What the demo's monitors measured came live; the page's sums are those of the run's file. */
  async function sawResources(page: Page, stem: string) {
    const { clients, rounds, run, logged } = await written(stem);
    const rows = usageRows(clients, rounds, { outside: logged?.usage });
    assert.equal(rows.length, 4);
    await page.getByRole('link', { name: 'Resources' }).click();
    await page.waitForSelector('.resources tbody tr[aria-rowindex]');
    const lines = () => page.locator('.resources tbody tr[aria-rowindex]').allInnerTexts();
    for (const { entry, values } of rows) {
      const name = `${entry.name ?? entry.id}\t`;
      const words = [formatValue(values.memory_bytes, 'bytes'), formatValue(values.host_memory, 'ratio')];
      await becomes(async () => left(words, (await lines()).find((text) => text.startsWith(name)) ?? ''), []);
    }
    const memory = `Memory ${formatValue(run.usage?.memory_bytes, 'bytes')}`.replaceAll('\u00a0', ' ');
    await becomes(async () => left([memory], await contentOf(page)), []);
    await keepScreenshot(page, 'live-demo-resources');
    await page.getByRole('link', { name: 'Logged' }).click();
    await page.waitForSelector('.tag svg');
    for (const { name, values } of logged?.numbers ?? []) {
      await becomes(async () => left([name, formatValue(values.at(-1), 'number')], await contentOf(page)), []);
    }
    assert.ok((logged?.numbers.length ?? 0) > 0, 'the demo logs numbers');
    await keepScreenshot(page, 'live-demo-logged');
  }

  it('follows a federation from its first round to its last, without a reload', async () => {
    const { page, problems, demo, stem, close } = await watch();
    const seen = new Set<number>();
    const newest = async () => (await written(stem)).rounds.at(-1)?.round ?? 0;
    while (seen.size < 3) {
      // The demo stands still: what the page has to show is what the file has.
      await until(
        'the page is where the file is',
        async () => (await roundOf(page)) === (await newest()),
        PATIENCE_SECONDS,
      );
      seen.add(await roundOf(page));
      const known = await newest();
      demo.go();
      await until('a further round has begun', async () => (await newest()) > known, TRAINING_SECONDS);
      demo.hold();
    }
    demo.go();
    await sawEverything(page, stem, demo);
    await keepScreenshot(page, 'live-demo');
    await sawResources(page, stem);
    assert.deepEqual(problems, []);
    await close();
  });

  it('misses nothing when the bridge is killed and started again while it watches', async () => {
    const { page, demo, stem, close } = await watch();
    demo.go();
    await until('some rounds have passed', async () => (await roundOf(page)) >= 2, TRAINING_SECONDS);
    await bridge.kill();
    await reads(() => page.getByRole('alert').innerText(), /Connection lost/);
    // How long a bridge takes to start on a busy machine is no matter of the demo's patience.
    demo.hold();
    await start();
    demo.go();
    await page.waitForSelector('[role=alert]', { state: 'detached' });
    await sawEverything(page, stem, demo);
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
    await says(page, /Best accuracy 69\.00 %/);
    await page.keyboard.press('Home');
    for (const round of [0, 1, 2, 3, 4, 5]) {
      await page.keyboard.press('ArrowRight');
      await becomes(() => roundOf(page), round);
    }
    await page.getByRole('link', { name: 'Clients' }).click();
    await page.waitForSelector('text=病院-東京');
    await close();
  });
});

/** Which of some words a text does not have. */
function left(words: readonly string[], text: string): readonly string[] {
  return words.filter((word) => !text.includes(word));
}

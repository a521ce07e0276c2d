import type { Browser, Page } from 'playwright-core';
import type { ClientEntry, RoundFrame, RunDocument } from '../exporters/page/types.js';
import { startChromium } from '../test/peers/chromium.js';
import { startStandIn } from '../test/peers/page/stand-in.js';
import { sampleRun } from '../test/support/sample-run.js';
import { type Benchmark, type Figures, median } from './harness.js';

const ROUNDS = 200;
const CLIENTS = 100;
const MARKERS = 10_000;
/** Steps that the map is dragged by at each zoom. */
const STEPS = 150;
/** How far in the map is when it is dragged: turns of the wheel from the whole world. */
const ZOOMS = [0, 4, 9];
/** How often a page is opened for one figure. */
const OPENINGS = 5;

/** What a reader of the page waits for. Chromium without a window and without a graphics card, on this machine's processor. */
export const viewer: Benchmark = {
  name: 'viewer',
  about: `the page in Chromium: ${ROUNDS} rounds of ${CLIENTS} clients, and a map of ${MARKERS} markers`,
  async run(): Promise<Figures> {
    const browser = await browserOrNone();
    if (browser === undefined) return {};
    const server = await startStandIn([
      sampleRun({ stem: 'large', rounds: ROUNDS, clients: CLIENTS }),
      crowdedRun('crowded'),
    ]);
    try {
      const openings = [];
      for (let count = 0; count < OPENINGS; count++) openings.push(await firstView(browser, `${server.url}#run=large`));
      const gaps = await panned(browser, `${server.url}#run=crowded&view=map`);
      return {
        'viewer.firstPaintMillis': {
          value: median(openings.map(({ paint }) => paint)),
          unit: 'ms',
          what: 'from the request to the first paint',
          goal: { kind: 'atMost', value: 1000 },
        },
        'viewer.firstViewMillis': {
          value: median(openings.map(({ view }) => view)),
          unit: 'ms',
          what: `until the overview of ${ROUNDS} rounds of ${CLIENTS} clients is there`,
        },
        'viewer.panMillis': {
          value: percentile(gaps, 0.95),
          unit: 'ms',
          what: `95th percentile between two pictures while a map of ${MARKERS} markers is dragged`,
          goal: { kind: 'atMost', value: 50 },
        },
        'viewer.panMedianMillis': {
          value: median(gaps),
          unit: 'ms',
          what: 'the median between two pictures while that map is dragged',
        },
      };
    } finally {
      await browser.close();
      await server.close();
    }
  },
};

/** Without a browser there are no figures of this benchmark; the others shall be measured all the same. */
async function browserOrNone(): Promise<Browser | undefined> {
  try {
    return await startChromium();
  } catch (error) {
    process.stderr.write(`viewer: left out: ${String(error)}\n`);
    return undefined;
  }
}

/** Opens a run in a fresh profile. @returns milliseconds from the navigation's start */
async function firstView(browser: Browser, url: string): Promise<{ readonly paint: number; readonly view: number }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.locator('main table tbody tr, main .figures').first().waitFor();
  const times = await page.evaluate<{ paint: number; view: number }>(
    '({ view: performance.now(), paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN })',
  );
  await page.close();
  return times;
}

/** Drags the map at several zooms. @returns milliseconds between one animation frame and the next */
async function panned(browser: Browser, url: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  const surface = page.locator('.map-surface canvas');
  await surface.waitFor();
  await page.waitForLoadState('networkidle');
  const box = await surface.boundingBox();
  if (box === null) throw new Error('the page has no map');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const gaps: number[] = [];
  for (const zoom of ZOOMS) {
    await page.getByRole('button', { name: 'World' }).click();
    await page.mouse.move(x, y);
    for (let turn = 0; turn < zoom; turn++) await page.mouse.wheel(0, -150);
    await page.waitForTimeout(800);
    gaps.push(...(await frameGaps(page, () => drag(page, x, y))));
  }
  await page.close();
  return gaps;
}

async function drag(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; step < STEPS; step++) {
    await page.mouse.move(x + 220 * Math.sin(step / 9), y + 130 * Math.sin(step / 13));
  }
  await page.mouse.up();
}

/** Milliseconds between animation frames while something is done. */
async function frameGaps(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(`
    globalThis.frameTimes = [];
    globalThis.countFrame = (time) => {
      globalThis.frameTimes.push(time);
      globalThis.frameRequest = requestAnimationFrame(globalThis.countFrame);
    };
    globalThis.frameRequest = requestAnimationFrame(globalThis.countFrame);
  `);
  await work();
  const times = await page.evaluate<number[]>('cancelAnimationFrame(globalThis.frameRequest), globalThis.frameTimes');
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
}

/** A run of one round whose clients are all over the world, most of them near one of some hundred cities. */
function crowdedRun(stem: string): RunDocument {
  const sample = sampleRun({ stem, rounds: 1, clients: 8 });
  const [round] = sample.rounds;
  if (round === undefined) throw new Error('the sample run has no round');
  const wave = (index: number, period: number) => Math.sin(index * period);
  const clients = Array.from({ length: MARKERS }, (_, index): ClientEntry => {
    const city = Math.floor(400 * Math.abs(wave(index, 0.7) * wave(index, 0.13)));
    const lat = 15 + 50 * wave(city, 1.7) + 3 * wave(index, 2.3);
    return { id: `client-${index}`, lat, lng: 165 * wave(city, 3.1) + 3 * wave(index, 4.7), place: 'app' };
  });
  return { ...sample, run: { ...sample.run, clients: MARKERS }, clients, rounds: [crowdedRound(round)] };
}

function crowdedRound(round: RoundFrame): RoundFrame {
  const all = Array.from({ length: MARKERS }, (_, index) => index);
  const outcomes = ['completed', 'completed', 'completed', 'straggler', 'dropped', 'failed'] as const;
  const part = (index: number) => (index * 0.618034) % 1;
  return {
    ...round,
    selected: MARKERS,
    tasks: [],
    events: [],
    clients: {
      client: all,
      outcome: all.map((index) => outcomes[index % outcomes.length] ?? 'completed'),
      status: all.map(() => 'active'),
      time: all.map(() => round.endedAt ?? null),
      reason: all.map(() => null),
      late: all.map(() => false),
      numbers: {
        local_accuracy: all.map(part),
        bytes_sent: all.map((index) => 1e6 * part(index)),
        bytes_received: all.map((index) => 2e6 * part(index + 1)),
      },
      texts: {},
      operations: {},
    },
  };
}

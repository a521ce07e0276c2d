import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import type { ClientEntry, RunDocument } from '../../../exporters/page/types.js';
import { sampleRun } from '../../support/sample-run.js';
import { until } from '../../support/until.js';
import { startChromium } from '../chromium.js';
import { type OpenPage, openPage } from './open-page.js';
import { type StandIn, startStandIn } from './stand-in.js';
import { changes, PATIENCE_SECONDS, reads, says } from './waiting.js';

const HOSTILE = '<img src=x onerror="document.title=1">';

/** The sample run with other clients, and no server: what is shown is in the middle of the map. */
function runAt(stem: string, clients: readonly ClientEntry[]): RunDocument {
  const sample = sampleRun({ stem, rounds: 2, clients: clients.length });
  return { ...sample, run: { ...sample.run, server: {} }, clients };
}

const crowd = Array.from({ length: 200 }, (_, index): ClientEntry => {
  return { id: `c-${index}`, lat: 48 + index / 1000, lng: 16, place: 'app' };
});

describe('the page: map', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: StandIn;
  let open: OpenPage;

  before(async () => {
    browser = await startChromium();
    server = await startStandIn([
      sampleRun({ stem: 'sample', rounds: 4, clients: 15 }),
      runAt('one', [{ id: HOSTILE, lat: 10, lng: 20, city: '<b>City</b>', country: 'XX', place: 'country' }]),
      runAt('nowhere', [{ id: 'a' }, { id: 'b', city: 'Ulm' }]),
      runAt('crowd', crowd),
    ]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    const problems = [...(open?.problems ?? [])];
    await open?.close();
    assert.deepEqual(problems, []);
  });
  const show = async (hash: string) => {
    open = await openPage(browser, `${server.url}#${hash}`);
    await settled(open.page);
    return open.page;
  };
  const middle = async (page: Page) => {
    const box = await page.locator('.map-surface').boundingBox();
    assert.ok(box);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  it('draws the world from its own files alone, the finer one from the server', async () => {
    await show('run=sample&view=map');
    const files = server.requests.filter((path) => /countries-50m[\w.-]*\.json$/.test(path));
    assert.ok(files.length > 0);
    assert.ok(files.every((path) => path.startsWith('/some/where/assets/')));
  });

  it('shows a client where it is: words under the pointer, choice by click; hostile names are text', async () => {
    const page = await show('run=one&view=map&round=1');
    const { x, y } = await middle(page);
    await page.mouse.move(x, y);
    const tip = page.locator('.map-frame .tip', { hasText: HOSTILE });
    await reads(() => tip.innerText(), /<b>City<\/b>, XX, middle of the country/);
    await page.mouse.click(x, y);
    await page.locator('.map-list [role=option][aria-selected=true]').waitFor();
    assert.equal(await page.locator('main img, .tip b').count(), 0);
    await says(page, /in the middle of its country/);
  });

  it('does not put who has no place on the map, but lists it', async () => {
    const page = await show('run=nowhere&view=map');
    await says(page, /0 on the map, 2 without a place/);
    const { x, y } = await middle(page);
    await page.mouse.move(x, y);
    assert.equal(await page.locator('.map-frame .tip').count(), 0);
    assert.ok(
      (await page.locator('.map-list [role=option]').allTextContents()).some((row) => /nobody said where/.test(row)),
    );
  });

  it('counts many, and parts them when it comes closer', async () => {
    const page = await show('run=crowd&view=map');
    await page.getByRole('button', { name: 'World' }).click();
    await settled(page);
    // The cluster is found by its tip, wherever the whole world puts it.
    const box = await page.locator('.map-surface').boundingBox();
    assert.ok(box);
    const at = await findTip(page, box, /^200 clients/);
    const before = await settled(page);
    await page.mouse.click(at.x, at.y);
    await changes(() => settled(page), before, 'the map comes closer');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await until('they are parted', async () => !(await tips(page)).some((tip) => /^200 clients/.test(tip)));
  });

  it('moves and zooms by keys, buttons, wheel and dragging, and comes back', async () => {
    const page = await show('run=sample&view=map&round=2');
    const home = await settled(page);
    const { x, y } = await middle(page);
    const ways: Readonly<Record<string, () => Promise<void>>> = {
      arrows: () => page.keyboard.press('ArrowLeft'),
      plus: () => page.keyboard.press('+'),
      button: () => page.getByRole('button', { name: 'Closer' }).click(),
      wheel: async () => {
        await page.mouse.move(x, y);
        await page.mouse.wheel(0, -300);
      },
      drag: async () => {
        await page.mouse.move(x + 60, y + 60);
        await page.mouse.down();
        await page.mouse.move(x - 60, y - 20, { steps: 5 });
        await page.mouse.up();
        await page.mouse.move(x + 5, 2);
      },
    };
    for (const [way, go] of Object.entries(ways)) {
      await page.locator('.map-surface').focus();
      await go();
      await changes(() => settled(page), home, `the map is another after ${way}`);
      await page.mouse.move(5, 5);
      await page.getByRole('button', { name: 'All' }).click();
      await until(`the map is back after ${way}`, async () => (await settled(page)) === home, PATIENCE_SECONDS);
    }
    assert.match(page.url(), /round=2/, 'the arrows did not reach the replay');
  });

  it('zooms with two fingers and moves with one', async () => {
    open = await openPage(browser, `${server.url}#run=sample&view=map&round=2`, 'phone');
    const { page } = open;
    const before = await settled(page);
    const { x, y } = await middle(page);
    const session = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly (readonly [number, number])[]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([left, top], id) => ({ x: left, y: top, id })),
      });
    await touch('touchStart', [x - 20, y], [x + 20, y]);
    for (const spread of [30, 50, 80]) await touch('touchMove', [x - spread, y], [x + spread, y]);
    await touch('touchEnd');
    await changes(() => settled(page), before, 'the map is zoomed');
    const closer = await settled(page);
    await touch('touchStart', [x, y]);
    for (const step of [10, 40, 80]) await touch('touchMove', [x + step, y + step]);
    await touch('touchEnd');
    await changes(() => settled(page), closer, 'the map is moved');
  });

  it('colours by any number, says the unit, and remembers the choice in the address', async () => {
    const page = await show('run=sample&view=map&round=2');
    const before = await settled(page);
    await page.getByRole('combobox', { name: 'Colour' }).selectOption('train_time_sec');
    await changes(() => settled(page), before, 'the markers have other colours');
    await reads(() => page.url(), /metric=train_time_sec/);
    await reads(() => page.locator('.map-legend').innerText(), /Training time\s+[\d.]+\s(ms|s)/);
  });

  it('links the list with the map by keys', async () => {
    const page = await show('run=sample&view=map&round=2');
    const before = await settled(page);
    await page.getByRole('listbox', { name: 'Clients' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.map-list .active[role=option]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.map-list [role=option][aria-selected=true]').waitFor();
    await reads(() => page.url(), /client=site-/);
    await changes(() => settled(page), before, 'the chosen client has a ring');
  });

  it('keeps still for readers who want less motion', async () => {
    const page = await show('run=sample&view=map&round=2');
    const before = await settled(page);
    await page.waitForTimeout(400);
    assert.equal(await picture(page), before);
  });
});

/**
 * Waits until the map is drawn with all that it will have, which its canvas says: finer coastlines come from the server,
 * and it is drawn sharply a moment after the last movement. @returns what it shows
 */
async function settled(page: Page): Promise<string> {
  await page.locator('.map-surface canvas[data-drawn=finely]').waitFor();
  return picture(page);
}

/** A digest of what the canvas shows. */
async function picture(page: Page): Promise<string> {
  const pixels = await page
    .locator('.map-surface canvas')
    .evaluate((canvas: { toDataURL(): string }) => canvas.toDataURL());
  return createHash('sha256').update(pixels).digest('hex');
}

/** What is said beside the pointer. */
function tips(page: Page): Promise<readonly string[]> {
  return page.locator('.map-frame .tip').allInnerTexts();
}

/** Looks for a tip that says something, point by point. @throws Error when there is none */
async function findTip(
  page: Page,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  words: RegExp,
): Promise<{ readonly x: number; readonly y: number }> {
  for (let top = 15; top < box.height; top += 15) {
    for (let left = 15; left < box.width; left += 15) {
      const at = { x: box.x + left, y: box.y + top };
      await page.mouse.move(at.x, at.y);
      if ((await tips(page)).some((tip) => words.test(tip))) return at;
    }
  }
  throw new Error(`nothing on the map says ${words}`);
}

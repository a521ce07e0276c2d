import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { documentOf } from '../../../exporters/page/frames/index.js';
import type { RunDocument } from '../../../exporters/page/types.js';
import { explainRound } from '../../../exporters/run-model/index.js';
import { clientSpans, slowRound } from '../../exporters/run-model/explain/support.js';
import {
  dropout,
  finished,
  roundEnd,
  roundOf,
  roundStart,
  taskStarted,
  update,
  viewOf,
} from '../../exporters/run-model/support/scenario.js';
import { sampleRun } from '../../support/sample-run.js';
import { until } from '../../support/until.js';
import { startChromium } from '../chromium.js';
import { contentOf, keepScreenshot, type OpenPage, openPage } from './open-page.js';
import { type StandIn, startStandIn } from './stand-in.js';
import { becomes, changes, reads } from './waiting.js';

const HOSTILE = '<img src=x onerror="document.title=1">\u202e"\'&amp;';

/** A quick round, a slow one, one with a foreign clock, a straggler and a hostile name. */
const VIEW = viewOf(
  roundStart(1, 0, 2),
  ...clientSpans('a', [0, 0.5, 1.5, 2]),
  ...clientSpans('c', [0, 0.5, 1.5, 2]),
  ...['a', 'c'].flatMap((client) => [taskStarted(1, client, 0), update(1, client, 2)]),
  roundEnd(1, 2, { round_duration_sec: 2 }),
  ...slowRound(2, 10),
  ...['a', 'b', 'c'].flatMap((client, index) => [taskStarted(2, client, 10.2), update(2, client, 12 + index)]),
  roundStart(3, 30, 3),
  ...['a', 'c', HOSTILE].map((client) => taskStarted(3, client, 30)),
  update(3, 'a', 34),
  ...clientSpans('a', [30, 7200, 7202, 34], { round: 3 }),
  ...clientSpans(HOSTILE, [30, 31, 60, 39], { round: 3, error: 'straggler' }),
  dropout(3, 'c', 33, 'no <b>battery</b>'),
  roundEnd(3, 40, { round_duration_sec: 10, num_stragglers: 1 }),
  finished(41),
);

describe('the page: timeline', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: StandIn;
  let open: OpenPage;
  const run: RunDocument = { ...documentOf(VIEW, 9), run: { ...documentOf(VIEW, 9).run, stem: 'slow' } };

  before(async () => {
    browser = await startChromium();
    server = await startStandIn([run, sampleRun({ stem: 'many', rounds: 3, clients: 600 })]);
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
    await open.page.locator('.waterfall').waitFor();
    return open.page;
  };

  it('says why a round was slow in the words of fedotel runs explain, beside its critical path', async () => {
    const page = await show('run=slow&view=timeline&round=2');
    const text = await contentOf(page);
    const { sentences } = explainRound(roundOf(VIEW, 2), VIEW.rounds);
    assert.ok(sentences.length >= 4);
    for (const sentence of sentences) assert.ok(text.includes(sentence), sentence);
    assert.match(text, /Critical path/);
    const rows = await rowsOf(page).allTextContents();
    assert.match(
      rows[0] ?? '',
      /^c, completed, began after 200\sms, Download 500\sms, Training 7\.30?\ss,.*on the critical path/,
    );
    assert.equal(rows.length, 3);
    assert.ok((await page.locator('.waterfall .on-path').count()) >= 3);
  });

  it('marks stragglers, drop-outs and clocks with words, and shows hostile names as text', async () => {
    const page = await show('run=slow&view=timeline&round=3');
    const rows = await rowsOf(page).allTextContents();
    assert.ok(
      rows.some((row) => row.startsWith(`${HOSTILE}, straggler`)),
      rows.join('\n'),
    );
    assert.ok(rows.some((row) => /^c, dropped out, no <b>battery<\/b>/.test(row)));
    assert.ok(
      rows.some((row) => /^a, .*clock 1\sh\s59\smin ahead of the server’s, moved/.test(row)),
      rows.join('\n'),
    );
    assert.equal(await page.locator('main img, main b').count(), 0);
    assert.notEqual(await page.title(), '1');
  });

  it('chooses rounds in the strip by keys and clicks', async () => {
    const page = await show('run=slow&view=timeline&round=2');
    const strip = page.getByRole('slider', { name: 'Round' });
    assert.match((await strip.getAttribute('aria-valuetext')) ?? '', /^Round 2, 10(\.0)?\ss, completed$/);
    await strip.focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'Round 1' }).waitFor();
    const box = await strip.boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + box.width * 0.9, box.y + 20);
    await page.getByRole('heading', { name: 'Round 3' }).waitFor();
    await reads(() => page.url(), /round=3/);
  });

  it('follows one client by keys: down, choose, and the address has it', async () => {
    const page = await show('run=slow&view=timeline&round=2');
    await page.getByRole('listbox', { name: 'Clients of the round' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.waterfall .active[role=option]', { hasText: 'c, completed' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('.waterfall .active[role=option]', { hasText: 'b, completed' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.waterfall [role=option][aria-selected=true]', { hasText: 'b, completed' }).waitFor();
    await reads(() => page.url(), /client=b/);
    assert.match(page.url(), /round=2/, 'the arrows did not reach the replay');
  });

  it('sorts rows', async () => {
    const page = await show('run=slow&view=timeline&round=2');
    await page.getByLabel('Order').selectOption('name');
    const names = async () => (await rowsOf(page).allTextContents()).map((text) => text.split(',')[0]);
    await becomes(async () => (await names()).slice(0, 3), ['a', 'b', 'c']);
  });

  it('has only the rows in sight in the page, and all of them to scroll to', async () => {
    const page = await show('run=many&view=timeline&round=2');
    const rows = rowsOf(page);
    const total = Number(await rows.first().getAttribute('aria-setsize'));
    assert.ok(total > 300, `${total} clients`);
    assert.ok((await rows.count()) < 60);
    await page.getByRole('listbox', { name: 'Clients of the round' }).focus();
    await page.keyboard.press('End');
    await page.locator(`.waterfall [role=option][aria-posinset="${total}"]`).waitFor();
    assert.ok((await rows.count()) < 60);
  });

  it('looks closer at a part of a round with many clients, by dragging, by buttons and by keys', async () => {
    const page = await show('run=many&view=timeline&round=2');
    const total = Number(await rowsOf(page).first().getAttribute('aria-setsize'));
    const box = await page.locator('.time-brush .busy').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.9, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.99, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await page.getByText(/^Shown: .* to .* of /).waitFor();
    // The mark grows with every step of the drag, of 120 units' width in all; its last one is waited for.
    const marked = async () => Number(await page.locator('.busy-shown').getAttribute('width'));
    await until('all of the drag is marked', async () => (await marked()) > 10);
    const size = async () => Number(await rowsOf(page).first().getAttribute('aria-setsize'));
    const few = await size();
    assert.ok(few > 0 && few < total / 2, `${few} of ${total} are at work at the end`);
    await reads(() => page.locator('.row.head .who').innerText(), new RegExp(`^${few} of ${total} clients$`));
    await keepScreenshot(page, 'timeline-zoom');
    await page.getByLabel('only clients at work').uncheck();
    await becomes(size, total);
    await page.getByRole('button', { name: 'Whole round' }).click();
    await page.getByText('Drag here to look closer').waitFor();
    const list = page.getByRole('listbox', { name: 'Clients of the round' });
    await list.focus();
    const shown = page.getByText(/^Shown: /);
    await page.keyboard.press('+');
    const half = await shown.innerText();
    await page.keyboard.press('+');
    await changes(() => shown.innerText(), half);
    const quarter = await shown.innerText();
    await page.keyboard.press('Shift+ArrowRight');
    await changes(() => shown.innerText(), quarter);
    await page.keyboard.press('0');
    await shown.waitFor({ state: 'detached' });
    assert.doesNotMatch(page.url(), /[#&]t=/, 'the keys did not reach the replay');
    await keepScreenshot(page, 'timeline-many');
  });

  it('grows with a live round', async () => {
    const live = sampleRun({ stem: 'live', rounds: 2, clients: 5, live: true });
    server.setRun(live);
    const page = await show('run=live&view=timeline&round=2');
    const frame = live.rounds.at(-1);
    assert.ok(frame);
    const before = await rowsOf(page).count();
    const client = live.clients.length;
    server.send(
      'live',
      { kind: 'clients', frame: { from: client, clients: [{ id: 'late-comer' }] } },
      live.sequence + 1,
    );
    const start = (frame.startedAt ?? 0) + 10;
    const task = { kind: 'task', side: 'server', client, operation: 'train', start, measured: true } as const;
    server.send('live', { kind: 'round', frame: { ...frame, tasks: [...frame.tasks, task] } }, live.sequence + 2);
    await page.locator('.waterfall [role=option]', { hasText: 'late-comer' }).waitFor();
    await becomes(() => rowsOf(page).count(), before + 1);
  });
});

/** The rows of the waterfall; a page has other options too. */
function rowsOf(page: Page) {
  return page.locator('.waterfall [role=option]');
}

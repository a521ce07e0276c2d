import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { FrameNumber, RoundFrame, RunDocument } from '../../../exporters/page/types.js';
import { sampleRun } from '../../support/sample-run.js';
import { startChromium } from '../chromium.js';
import { contentOf, keepScreenshot, openPage } from './open-page.js';
import { type StandIn, startStandIn } from './stand-in.js';
import { becomes } from './waiting.js';

/** All views of a run, as the address has them. */
const VIEWS = ['overview', 'charts', 'map', 'timeline', 'clients', 'resources', 'logged', 'events'];

/** Numbers that scales, sums and differences can break at; the words are how a run's document has what is not finite. */
const ODD: readonly FrameNumber[] = [
  ...[1e3, 1e12, -1e12, 1e17, 1e60, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -0, 0],
  ...(['NaN', 'Infinity', '-Infinity'] as const),
  null,
];

/** A run in which every number is odd, one after the other. */
function oddNumbers(): RunDocument {
  const document = sampleRun({ stem: 'odd', rounds: ODD.length, clients: 4 });
  const odd = (index: number) => ODD[index % ODD.length] ?? null;
  const finite = (index: number) => Number(typeof odd(index) === 'number' ? odd(index) : 0);
  const all = <T extends object>(values: T, index: number) =>
    Object.fromEntries(Object.keys(values).map((name, place) => [name, odd(index + place)]));
  const columns = (values: Readonly<Record<string, readonly FrameNumber[]>>, index: number) =>
    Object.fromEntries(
      Object.entries(values).map(([name, column]) => [name, column.map((_, place) => odd(index + place))]),
    );
  const rounds = document.rounds.map((frame, index): RoundFrame => {
    const { numbers, operations, usage } = frame.clients;
    return {
      ...frame,
      results: { ...all(frame.results, index), auc: odd(index), ...(index > 2 ? { constructor: 0.25 } : {}) },
      clients: {
        ...frame.clients,
        numbers: columns(numbers, index),
        operations: Object.fromEntries(Object.entries(operations).map(([name, each]) => [name, columns(each, index)])),
        ...(usage === undefined ? {} : { usage: columns(usage as Record<string, FrameNumber[]>, index) }),
      },
    };
  });
  const steps = ODD.map((_, step) => step * 1e15);
  const values = ODD.map((_, index) => finite(index));
  const quantiles = { min: values.map(() => -Number.MAX_VALUE), p10: values, median: values, p90: values };
  return {
    ...document,
    rounds,
    run: { ...document.run, usage: { cpu: 1e300, joules: 1e300, memory_bytes: 1e300 } },
    logged: {
      numbers: [{ name: 'loss', steps, times: ODD.map(() => null), values: ODD }],
      histograms: [
        {
          ...{ name: 'weights', client: 0, steps, times: ODD.map(() => null), ...quantiles },
          ...{ max: values.map(() => Number.MAX_VALUE), edges: [-Number.MAX_VALUE, 0, 1e300], counts: [1e300, 1] },
        },
      ],
      texts: [],
      left: 0,
    },
  };
}

/** A run of which nobody said when anything was, with rounds that are numbered by date. */
function noTimes(): RunDocument {
  const document = sampleRun({ stem: 'timeless', rounds: 3, clients: 2 });
  const { startedAt: _started, finishedAt: _finished, lastDataAt: _last, ...run } = document.run;
  const rounds = document.rounds.map((frame, index): RoundFrame => {
    const { startedAt: _from, endedAt: _to, explanation: _why, ...rest } = frame;
    const time = frame.clients.time.map(() => null);
    const results = { accuracy: 0.5 + index / 10 };
    return {
      ...rest,
      round: [20_260_101, 20_260_102, 20_261_231][index] ?? 0,
      results,
      tasks: [],
      events: [],
      clients: { ...frame.clients, time },
    };
  });
  return { ...document, run, rounds };
}

/** A run whose clients nobody names, as with `perClient: false`. */
function noClients(): RunDocument {
  const document = sampleRun({ stem: 'nobody', rounds: 3, clients: 2 });
  const none = {
    client: [],
    outcome: [],
    status: [],
    time: [],
    reason: [],
    late: [],
    numbers: {},
    texts: {},
    operations: {},
  };
  const rounds = document.rounds.map(
    (frame): RoundFrame => ({ ...frame, clients: none, tasks: [], events: [], waitingFor: [] }),
  );
  const { logged: _logged, ...rest } = document;
  return { ...rest, clients: [], rounds, run: { ...document.run, clients: 0, events: [] } };
}

/** A run that has only begun. */
function noRounds(): RunDocument {
  const document = sampleRun({ stem: 'young', rounds: 1, clients: 1, live: true });
  const { logged: _logged, ...rest } = document;
  return { ...rest, clients: [], rounds: [], run: { ...document.run, rounds: 0, clients: 0, events: [] } };
}

describe('the page of runs that are odd', function () {
  this.timeout(300_000);
  let browser: Browser;
  let server: StandIn;

  before(async () => {
    browser = await startChromium();
    const many = sampleRun({ stem: 'many', rounds: 2, clients: 400 });
    server = await startStandIn([oddNumbers(), noTimes(), noClients(), noRounds(), many]);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const [stem, what] of [
    ['odd', 'numbers without bounds'],
    ['timeless', 'no times'],
    ['nobody', 'no clients'],
    ['young', 'no rounds'],
  ] as const) {
    it(`shows every view of a run with ${what}, and says what is missing`, async () => {
      const { page, problems, close } = await openPage(browser, `${server.url}#run=${stem}`);
      // Until the run is there a view has only that it is being loaded.
      await page.waitForSelector('.replay');
      for (const view of VIEWS) {
        await page.evaluate(`location.hash = 'run=${stem}&view=${view}'`);
        await page.waitForSelector(`nav.tabs [aria-current][href*="view=${view}"]`);
        await page.waitForTimeout(80);
        const text = await page.locator('body').innerText();
        assert.ok((await contentOf(page)).length > 0, `${view} says nothing`);
        // Neither JavaScript's words for numbers nor the beginning of its time.
        assert.doesNotMatch(text, /Infinity|undefined|\[object|1970|\b00:00:00/, view);
        if (stem === 'odd') await keepScreenshot(page, `odd-${view}`);
        assert.deepEqual(problems, [], view);
      }
      await close();
    });
  }

  it('takes no name of an app for one that every object has', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=odd`);
    await page.waitForSelector('th:has-text("constructor")');
    const column = await page.locator('section:has(#rounds-title) thead th').allInnerTexts();
    const place = column.findIndex((label) => label.includes('constructor'));
    const cells = page.locator(`section:has(#rounds-title) tbody tr:not(.spacer) > :nth-child(${place + 1})`);
    await becomes(async () => [...new Set(await cells.allInnerTexts())].sort(), ['0.2500', '–']);
    await close();
  });

  it('leaves the browser its own keys, whatever has the focus', async () => {
    const { page, close } = await openPage(browser, `${server.url}#run=many&view=timeline`);
    for (const [view, focused] of [
      ['timeline', '[role=listbox]'],
      ['timeline', '.strip'],
      ['timeline', '.ruler'],
      ['map', '[role=listbox]'],
      ['map', '[role=application]'],
    ] as const) {
      await page.evaluate(`location.hash = 'run=many&view=${view}'`);
      // Two views have a list box: it is to be that of the new one.
      await page.waitForSelector(`nav.tabs [aria-current][href*="view=${view}"]`);
      await page.waitForSelector(focused);
      const taken = await page.evaluate(`['+', '-', '0', 'Home', 'ArrowLeft', 'ArrowRight', ' '].flatMap((key) =>
        ['ctrlKey', 'metaKey', 'altKey'].filter((held) => {
          const event = new KeyboardEvent('keydown', { key, [held]: true, bubbles: true, cancelable: true });
          return !document.querySelector('main ${focused}, ${focused}').dispatchEvent(event);
        }).map((held) => held + ' ' + key))`);
      assert.deepEqual(taken, [], `${view} ${focused}`);
    }
    await close();
  });

  it('shows a table from its first row on after a search that found nothing', async () => {
    const { page, problems, close } = await openPage(browser, `${server.url}#run=many&view=clients`);
    await page.waitForSelector('.table-box');
    await page.evaluate("document.querySelector('.table-box').scrollTop = 6000");
    await page.waitForSelector('tbody tr[aria-rowindex="215"]');
    const search = page.getByLabel('Search clients');
    await search.fill('nobody is called like that');
    await page.waitForSelector('text=No client fits');
    await search.fill('');
    await page.waitForSelector('.table-box');
    await page.waitForSelector('tbody tr[aria-rowindex="2"]');
    assert.deepEqual(problems, []);
    await close();
  });
});

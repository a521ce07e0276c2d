import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MonitorMetrics } from '../lib/monitor/index.js';
import { pythonPeer } from '../test/peers/python.js';
import type { Benchmark, Figure, Figures } from './harness.js';
import { type Contestant, startHeflwr, startOurs } from './support/monitor/contestants.js';
import type { AppResult, AppTask } from './support/monitor/monitored-app.js';
import { processorSeconds, residentBytes } from './support/monitor/processor-time.js';

const INTERVAL_SECONDS = 1;
/**
 * Starting costs what running does not: HeFlwr's first sample comes after five seconds, and V8 clears up once what the
 * start of a program left, 8, 16 or 24 seconds after it (`MemoryReducer`), which costs as much as a minute of samples.
 */
const WARM_UP_SECONDS = 30;
const MEASURE_SECONDS = 30;
/** How often the fast monitor samples: as many samples as an hour has at one a second. */
const FAST_INTERVAL_SECONDS = 0.05;

/** What HeFlwr measures unless it is told otherwise. */
const SAME_METRICS = { disk: false, gpu: false, power: false };

/** What was measured of one monitor. */
export interface MonitorMeasure extends AppResult {
  /** Share of one core, 0 to 1. */
  readonly share: number;
  /** Bytes that its app held at the end of the measuring beyond those at its beginning. */
  readonly growth: number;
}

type Name = 'bare' | 'thread' | 'linked' | 'all' | 'process' | 'fast' | 'heflwrThread' | 'heflwrProcess';

/** What it costs to watch a program, beside HeFlwr's monitors. */
export const monitor: Benchmark = {
  name: 'monitor',
  about: `a resource monitor at ${INTERVAL_SECONDS} s in an idle app, HeFlwr's monitors beside`,
  async run(): Promise<Figures> {
    const python = await pythonPeer('heflwr').catch((error: unknown) => {
      process.stderr.write(`monitor: HeFlwr is left out: ${String(error)}\n`);
    });
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    try {
      return monitorFigures(await measure(folder, python?.python));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** Runs all of them at the same time, so that a slow minute of the machine is one for all. */
async function measure(folder: string, python: string | undefined): Promise<Partial<Record<Name, MonitorMeasure>>> {
  let files = 0;
  const ours = (mode: AppTask['mode'], metrics: Partial<MonitorMetrics>, changes: Partial<AppTask> = {}) => {
    const file = join(folder, `${files++}.jsonl`);
    return startOurs({ mode, intervalSeconds: INTERVAL_SECONDS, file, metrics, ...changes });
  };
  const theirs = (mode: 'thread' | 'process') =>
    python === undefined ? undefined : startHeflwr(python, mode, INTERVAL_SECONDS, join(folder, `heflwr-${mode}.txt`));
  const started: [Name, Contestant | undefined][] = [];
  try {
    // One after the other: the first sample of each shall not wait for the start of the rest.
    for (const [name, start] of [
      ['heflwrThread', () => theirs('thread')],
      ['heflwrProcess', () => theirs('process')],
      ['bare', () => ours('none', {})],
      ['thread', () => ours('thread', SAME_METRICS)],
      ['linked', () => ours('thread', SAME_METRICS, { otlp: true })],
      ['all', () => ours('thread', {})],
      ['process', () => ours('process', SAME_METRICS)],
      ['fast', () => ours('thread', {}, { intervalSeconds: FAST_INTERVAL_SECONDS })],
    ] as const) {
      started.push([name, await start()]);
    }
    await sleep(WARM_UP_SECONDS * 1000);
    const before = started.map(([, app]) => app && usageOf(app));
    await sleep(MEASURE_SECONDS * 1000);
    const after = started.map(([, app]) => app && usageOf(app));
    const measures: Partial<Record<Name, MonitorMeasure>> = {};
    for (const [index, [name, app]] of started.entries()) {
      const [first, last] = [before[index], after[index]];
      if (app === undefined || first === undefined || last === undefined) continue;
      const share = (last.seconds - first.seconds) / ((last.at - first.at) / 1000);
      measures[name] = { ...(await app.stop()), share, growth: last.bytes - first.bytes };
    }
    return measures;
  } finally {
    for (const [, app] of started) app?.kill();
  }
}

function usageOf({ pid }: Contestant): { readonly seconds: number; readonly bytes: number; readonly at: number } {
  return { seconds: processorSeconds(pid), bytes: residentBytes(pid), at: performance.now() };
}

/** The figures of what was measured. Where HeFlwr cannot be had, there are ours alone. */
export function monitorFigures(measures: Partial<Record<Name, MonitorMeasure>>): Figures {
  const { bare, thread, linked, all, process: own, fast, heflwrThread, heflwrProcess } = measures;
  const net = (measure: MonitorMeasure | undefined): number | undefined =>
    measure && Math.max(measure.share - (bare?.share ?? 0), 0);
  const entries: [string, Figure | undefined][] = [
    [
      'threadShare',
      share(net(thread), 'of a core: the thread with what HeFlwr measures, beyond the same app without it', 0.001),
    ],
    ['linkedShare', share(net(linked), 'of a core: the same thread, where each sample may become part of a run')],
    ['allShare', share(net(all), 'of a core: the thread with everything that it measures')],
    ['processShare', share(net(own), 'of a core: the process of its own, with what its app does for it', 0.007)],
    ['heflwrThreadShare', share(heflwrThread?.share, 'of a core: HeFlwr’s thread')],
    ['heflwrProcessShare', share(heflwrProcess?.share, 'of a core: HeFlwr’s process, with its manager')],
    ['threadFirst', seconds(thread?.firstSeconds, 'from start to the first sample', 0.1)],
    ['threadFirstShare', seconds(thread?.firstShareSeconds, 'from start to the first share of the processors')],
    ['processFirst', seconds(own?.firstSeconds, 'from start to the first sample: the process', 0.1)],
    ['heflwrFirst', seconds(heflwrThread?.firstSeconds, 'from start to HeFlwr’s first sample')],
    ['threadStop', seconds(thread?.stopSeconds, 'stop with its last sample: the thread', 0.05)],
    ['processStop', seconds(own?.stopSeconds, 'stop with its last sample: the process', 0.05)],
    ['heflwrStop', seconds(heflwrThread?.stopSeconds, 'stop of HeFlwr’s thread, without a last sample')],
    ['falseZeros', count((thread?.falseZeros ?? 0) + (own?.falseZeros ?? 0), 'first shares of 0 that are none', 0)],
    ['heflwrFalseZeros', heflwrThread && count(heflwrThread.falseZeros, 'first shares of 0 that are none: HeFlwr')],
    [
      'growth',
      fast && {
        value: fast.growth / 1e6,
        unit: 'MB',
        what: `memory that ${MEASURE_SECONDS / FAST_INTERVAL_SECONDS} samples added`,
      },
    ],
  ];
  return Object.fromEntries(
    entries.flatMap(([key, figure]) => (figure === undefined ? [] : [[`monitor.${key}`, figure]])),
  );
}

function share(value: number | undefined, what: string, most?: number): Figure | undefined {
  return value === undefined ? undefined : { value: value * 100, unit: '%', what, ...goal(most && most * 100) };
}

function seconds(value: number | undefined, what: string, most?: number): Figure | undefined {
  return value === undefined ? undefined : { value: value * 1000, unit: 'ms', what, ...goal(most && most * 1000) };
}

function count(value: number, what: string, most?: number): Figure {
  return { value, unit: '', what, ...goal(most) };
}

function goal(most: number | undefined): Pick<Figure, 'goal'> {
  return most === undefined ? {} : { goal: { kind: 'atMost', value: most } };
}

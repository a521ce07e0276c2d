import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collector, startCollector } from '../test/peers/collector/collector-process.js';
import { freePort } from '../test/support/bridge-process.js';
import { type Benchmark, type Figures, median } from './harness.js';
import { POINTS } from './support/bodies.js';
import { createFreshBodies } from './support/fresh-bodies.js';
import { load } from './support/load.js';
import { startServer } from './support/server-process.js';

/** Turns, in each of which both take the load once, in alternating order; the first one warms up. */
const TURNS = 4;
const SECONDS = 5;

/** One of the two. */
interface Contender {
  readonly name: 'bridge' | 'collector';
  readonly url: string;
  usage(): Promise<{ readonly cpuSeconds: number; readonly rss: number }>;
}

/** What one load cost. */
interface Cost {
  readonly pointsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly rss: number;
}

/**
 * The bridge beside the plainest OpenTelemetry Collector that keeps what it acknowledged on disk (one queue with fsync, its
 * destination away): the same requests, from one and from four connections.
 */
export const collector: Benchmark = {
  name: 'collector',
  about: `bodies of ${POINTS} points to the bridge and to the OpenTelemetry Collector with a queue on disk`,
  async run(): Promise<Figures> {
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    const bridge = await startServer('bridge-server', [join(folder, 'runs')]);
    const other = await startCollector({
      configs: ['bench/support/collector-queue.yaml'],
      folder: join(folder, 'collector'),
      env: {
        FEDOTEL_BRIDGE_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
      },
    });
    try {
      return await compare([
        { name: 'bridge', url: bridge.url, usage: bridge.usage },
        { name: 'collector', url: other.url, usage: () => usageOf(other) },
      ]);
    } finally {
      await Promise.all([bridge.stop(), other.kill()]);
      await rm(folder, { recursive: true });
    }
  },
};

async function compare(contenders: readonly Contender[]): Promise<Figures> {
  const body = createFreshBodies();
  const figures: Record<string, Figures[string]> = {};
  for (const connections of [1, 4]) {
    const costs = { bridge: [] as Cost[], collector: [] as Cost[] };
    for (let turn = 0; turn < TURNS; turn++) {
      for (const contender of turn % 2 === 0 ? contenders : [...contenders].reverse()) {
        const cost = await measure(contender, connections, body);
        if (turn > 0) costs[contender.name].push(cost);
      }
    }
    const of = (name: Contender['name'], key: keyof Cost) => median(costs[name].map((cost) => cost[key]));
    const label = `${connections} connection${connections === 1 ? '' : 's'}`;
    const key = `collector.${connections}`;
    figures[`${key}.pointsPerSecond`] = {
      value: of('bridge', 'pointsPerSecond'),
      unit: 'points/s',
      what: `the bridge, ${label}`,
    };
    figures[`${key}.throughput`] = {
      value: of('bridge', 'pointsPerSecond') / of('collector', 'pointsPerSecond'),
      unit: '×',
      what: `points a second by those of the Collector, ${label}`,
      goal: { kind: 'atLeast', value: 1 },
    };
    figures[`${key}.cpu`] = {
      value: of('collector', 'cpuSecondsPerMillion') / of('bridge', 'cpuSecondsPerMillion'),
      unit: '×',
      what: `CPU time of the Collector for a million points by that of the bridge, ${label}`,
      goal: { kind: 'atLeast', value: 1 },
    };
    figures[`${key}.memory`] = {
      value: of('collector', 'rss') / of('bridge', 'rss'),
      unit: '×',
      what: `resident memory of the Collector by that of the bridge, after the load of ${label}`,
      goal: { kind: 'atLeast', value: 1 },
    };
    if (connections > 1) continue;
    // The slower one's half load is both's: they answer the same requests at the same times.
    const slower = Math.min(of('bridge', 'pointsPerSecond'), of('collector', 'pointsPerSecond'));
    Object.assign(figures, await compareLatency(contenders, slower / POINTS / 2, body));
  }
  return figures;
}

async function measure({ url, usage }: Contender, connections: number, body: () => Uint8Array): Promise<Cost> {
  const before = await usage();
  const { requests, seconds } = await load({ url, connections, seconds: SECONDS, body });
  const after = await usage();
  return {
    pointsPerSecond: (requests * POINTS) / seconds,
    cpuSecondsPerMillion: (after.cpuSeconds - before.cpuSeconds) / ((requests * POINTS) / 1e6),
    rss: after.rss,
  };
}

async function compareLatency(
  contenders: readonly Contender[],
  rate: number,
  body: () => Uint8Array,
): Promise<Figures> {
  const late = { bridge: [] as number[], collector: [] as number[] };
  for (let turn = 0; turn < 2; turn++) {
    for (const { name, url } of turn % 2 === 0 ? contenders : [...contenders].reverse()) {
      const { latencies } = await load({ url, connections: 4, seconds: 2 * SECONDS, body, rate });
      late[name].push(latencies[Math.floor(latencies.length * 0.99)] ?? 0);
    }
  }
  return {
    'collector.p99Millis': {
      value: median(late.bridge) * 1000,
      unit: 'ms',
      what: `99 of 100 requests are answered by the bridge within, ${Math.round(rate)} requests a second`,
    },
    'collector.latency': {
      value: median(late.collector) / median(late.bridge),
      unit: '×',
      what: 'that time of the Collector (99 of 100 requests) by that of the bridge',
      goal: { kind: 'atLeast', value: 1 },
    },
  };
}

/** From the Collector's own metrics. */
async function usageOf({ ownMetrics }: Collector): Promise<{ cpuSeconds: number; rss: number }> {
  const page = await (await fetch(`http://${ownMetrics}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(page)?.[1] ?? Number.NaN);
  return {
    cpuSeconds: read('otelcol_process_cpu_seconds'),
    rss: read('otelcol_process_memory_rss'),
  };
}

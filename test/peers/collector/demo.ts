import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../../support/app-process.js';
import { readEventsSoFar } from '../../support/read-run.js';
import { until } from '../../support/until.js';
import { type Arrangement, type ArrangementOptions, startArrangement } from './arrangement.js';

/** Longest wait for a step of a run; two busy cores take a tenth of it. */
const LIMIT_SECONDS = 180;

const MAIN = fileURLToPath(new URL('../../../examples/digits/main.js', import.meta.url));

/** A run of the demo (`examples/digits`) through an arrangement. */
export interface DemoRun {
  readonly runId: string;
  /** Path of its run file. */
  readonly journal: string;
  /** A moment while it went on, two rounds in, in seconds since 1970, for `PrometheusServer.query`. */
  readonly liveAtSeconds: number;
  /** When it was over and Prometheus had its last figures. */
  readonly endedAtSeconds: number;
  /** What the app's own endpoint for Prometheus showed at the live moment. */
  readonly appPage: string;
  /** What the Collector showed to Prometheus then. */
  readonly collectorPage: string;
}

/** How much is trained. */
export interface DemoOptions {
  /** Default: 8. */
  readonly rounds?: number;
  /** Default: 4. */
  readonly clients?: number;
}

/**
 * Starts an arrangement and runs the demo through it: everything that a test of dashboards needs. The caller closes it.
 *
 * @throws Error when a part does not start or the demo fails; nothing is left running then
 */
export async function startWithDemo(
  options: ArrangementOptions & DemoOptions,
): Promise<{ readonly arrangement: Arrangement; readonly demo: DemoRun }> {
  const arrangement = await startArrangement(options);
  try {
    return { arrangement, demo: await runDemo(arrangement, options) };
  } catch (error) {
    await arrangement.close();
    throw error;
  }
}

/**
 * Trains for real, with clients in processes of their own; all of them send to the arrangement's Collector. Returns when
 * everything is in the run file and in Prometheus.
 *
 * @throws Error with what the demo printed when it fails
 */
export async function runDemo(arrangement: Arrangement, options: DemoOptions = {}): Promise<DemoRun> {
  const { collector, prometheus, runsDir } = arrangement;
  const words = ['--rounds', String(options.rounds ?? 8), '--clients', String(options.clients ?? 4), '--quiet'];
  const child = spawn(process.execPath, [MAIN, ...words, '--runs-dir', runsDir], {
    env: {
      ...cleanEnvironment(),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: '0',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const closed = once(child, 'close');
  try {
    const untilLive = (what: string, condition: () => Promise<boolean>) =>
      until(
        what,
        async () => {
          if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}:\n${printed}`);
          return await condition();
        },
        LIMIT_SECONDS,
      );
    let collectorPage = '';
    await untilLive('the demo has two rounds', async () => {
      collectorPage = await textOf(`http://${collector.prometheus}/metrics`);
      return Number(/^fl_rounds_completed_total\{.*\} (\d+)/m.exec(collectorPage)?.[1] ?? 0) >= 2;
    });
    // At once, not when Prometheus has come by: the app must still be there.
    const appPage = await textOf(/http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(printed)?.[0] ?? '');
    let liveAtSeconds = 0;
    await untilLive('Prometheus has two rounds', async () => {
      // The moment that is asked about, not the one after the answer.
      liveAtSeconds = Date.now() / 1000;
      const live = 'fl_rounds_completed_total >= 2 and on () fl_run_info > 0';
      return (await prometheus.query(live, liveAtSeconds)).length > 0;
    });
    const [code] = await closed;
    const runId = /(\S+)\.jsonl/.exec(printed)?.[1]?.split('/').at(-1);
    if (code !== 0 || runId === undefined) throw new Error(`the demo ended with ${code}:\n${printed}`);
    const journal = join(runsDir, `${runId}.jsonl`);
    const isWhole = async () => (await readEventsSoFar(journal)).some(({ event_type }) => event_type === 'finished');
    await until('the run file is whole', isWhole, LIMIT_SECONDS);
    await untilSent(arrangement);
    await untilSpansCounted(arrangement);
    await prometheus.scraped();
    return { runId, journal, liveAtSeconds, endedAtSeconds: Date.now() / 1000, appPage, collectorPage };
  } finally {
    await killed(child, closed);
  }
}

/** Waits until the Collector owes nobody anything. */
async function untilSent({ prometheus }: Arrangement): Promise<void> {
  await until(
    'the queues of the Collector are empty',
    async () => {
      await prometheus.scraped();
      const full = await prometheus.query('otelcol_exporter_queue_size > 0');
      return full.length === 0;
    },
    LIMIT_SECONDS,
  );
}

/** Waits until Prometheus has every span of the trace backend in its counters: the Collector counts by the second. */
async function untilSpansCounted({ prometheus, traces }: Arrangement): Promise<void> {
  const spans = traces.spans().length;
  await until(
    'all spans are counted',
    async () => (await prometheus.query('sum(traces_span_metrics_calls_total)'))[0]?.value === spans,
    LIMIT_SECONDS,
  );
}

async function textOf(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return await response.text();
}

async function killed(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await closed;
}

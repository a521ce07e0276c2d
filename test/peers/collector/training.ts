import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Acknowledgement } from '../../exactness/apps/training.js';
import { assertKept } from '../../exactness/support/kept.js';
import { cleanEnvironment } from '../../support/app-process.js';
import { until } from '../../support/until.js';

const APP = fileURLToPath(new URL('../../exactness/apps/training-app.js', import.meta.url));
/** Between two rounds of ten clients: some hundred updates a second. */
const PAUSE_MILLIS = 50;
const LIMIT_SECONDS = 180;

/** An app that trains until it is stopped, and knows what the Collector has answered 200 to. */
export interface Training {
  /** Last round of which everything is acknowledged. */
  acknowledged(): number;
  /** Waits until a round that starts after this call is acknowledged: the app is not held up. */
  untilAcknowledged(): Promise<void>;
  /** Ends the run, and waits until the app has left. */
  stop(): Promise<void>;
  /** That a run file has every acknowledged datum once, and the run's end. */
  assertKept(journal: string): Promise<void>;
  /** For `after`. */
  kill(): void;
}

/**
 * Starts one that sends to an endpoint.
 *
 * @param runId its run
 */
export function startTraining(runId: string, endpoint: string): Training {
  const child: ChildProcess = spawn(process.execPath, [APP, runId, '1', String(PAUSE_MILLIS)], {
    env: { ...cleanEnvironment(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_METRIC_EXPORT_INTERVAL: '1000' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const exited = once(child, 'exit');
  const newest = new Map<number, number>();
  let errors = '';
  let last: Acknowledgement | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.on('message', (message: Acknowledgement) => {
    newest.set(message.attempt, Math.max(newest.get(message.attempt) ?? 0, message.acknowledged));
    last = message;
  });
  const acknowledged = () => Math.max(0, ...newest.values());
  return {
    acknowledged,
    async untilAcknowledged() {
      // An answer that is on its way at this moment may be to what was sent before.
      for (let turn = 0; turn < 2; turn++) {
        const before = acknowledged();
        const isNewer = () => {
          assert.equal(child.exitCode, null, errors);
          return acknowledged() > before;
        };
        await until('something is acknowledged', isNewer, LIMIT_SECONDS);
      }
    },
    async stop() {
      child.send('stop');
      await exited;
      assert.deepEqual([last?.dropped?.updates, last?.dropped?.events], [0, 0], errors);
      assert.ok((last?.acknowledged ?? 0) > 0, 'everything is acknowledged at the end');
    },
    async assertKept(journal) {
      await assertKept(journal, newest, new Map([...newest.keys()].map((attempt) => [attempt, 1])));
    },
    kill: () => child.kill('SIGKILL'),
  };
}

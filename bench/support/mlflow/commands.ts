import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../test/support/command.js';
import { divideTime, type RecordedRequest, type RequestTimes } from './request-times.js';
import type { TrainingReport } from './training-app.js';

const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));
const RECORDER = new URL('record-requests.js', import.meta.url).href;
const APP = fileURLToPath(new URL('training-app.js', import.meta.url));
/** The longest wait for MLflow to have a run. */
const PATIENCE_SECONDS = 240;

/** Where a run is to go, each client with keys of its own. */
function environment(url: string, experiment: string) {
  return { MLFLOW_TRACKING_URI: url, MLFLOW_EXPERIMENT_NAME: experiment, FEDOTEL_PER_CLIENT: 'keys' };
}

/** What an export took. */
export interface ExportReport {
  readonly seconds: number;
  readonly requests: RequestTimes;
}

/** `fedotel export` with everything that belongs to it: the start of Node.js, the run's files. */
export async function exportJournal(url: string, experiment: string, journal: string): Promise<ExportReport> {
  const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
  const file = join(folder, 'requests.json');
  try {
    const start = Date.now();
    const from = performance.now();
    await runCommand(process.execPath, ['--import', RECORDER, MAIN, 'export', journal, '--to', 'mlflow'], {
      env: { ...environment(url, experiment), FEDOTEL_BENCH_REQUESTS: file },
      timeoutSeconds: PATIENCE_SECONDS,
    });
    const seconds = (performance.now() - from) / 1000;
    const recorded = JSON.parse(await readFile(file, 'utf8')) as readonly RecordedRequest[];
    return { seconds, requests: divideTime(recorded, start, start + seconds * 1000) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How an app is run that brings its run to MLflow itself. */
export interface TrainingOptions {
  readonly url: string;
  readonly experiment: string;
  readonly runsDir: string;
  readonly rounds: number;
  readonly clients: number;
  /** The longest wait for MLflow at the end; `undefined`: as long as it takes. */
  readonly waitSeconds?: number;
}

/** Runs the app to its end. */
export async function trainApp(options: TrainingOptions): Promise<TrainingReport> {
  const { url, experiment, runsDir, rounds, clients, waitSeconds = PATIENCE_SECONDS } = options;
  const app = fork(APP, [rounds, clients, waitSeconds].map(String), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...environment(url, experiment), FEDOTEL_RUNS_DIR: runsDir },
  });
  const died = once(app, 'exit').then(() => Promise.reject(new Error('the app died')));
  died.catch(() => undefined);
  const [report] = await Promise.race([once(app, 'message'), died]);
  await died.catch(() => undefined);
  return report as TrainingReport;
}

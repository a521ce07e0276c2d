import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/bridge-process.js';
import { pythonPeer } from './python.js';

/** How a real MLflow server is started. */
export interface MlflowServerOptions {
  /** Folder of its own for database, artifacts and whatever else it writes; kept by the caller, over restarts too. */
  readonly folder: string;
  /** Default: a free one, which is kept over restarts. */
  readonly port?: number;
  /** Further words for `mlflow server`, such as `--no-serve-artifacts`. */
  readonly args?: readonly string[];
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A real `mlflow server` on loopback with SQLite and one worker. */
export interface MlflowServer {
  /** Stays the same over restarts. */
  readonly url: string;
  /** Interpreter that `mlflow` and `hivewatch` can be imported with. */
  readonly python: string;
  /** Path of the SQLite database, to lock it for instance. */
  readonly database: string;
  /** Id of the group that all its processes are in; `undefined` when it was killed. */
  processGroup(): number | undefined;
  /** SIGKILL to all its processes, and waits until they are gone. */
  kill(): Promise<void>;
  /** Starts again on the same port and database, and waits until it answers; kills it first if it runs. */
  restart(): Promise<void>;
  /** What it printed since its last start, for the message of a failed test. */
  output(): string;
}

/** A first start on two busy cores took 19 s. */
const START_SECONDS = 120;
/** Characters of its output that are kept. */
const SHOWN = 20_000;

/**
 * Runs the command in the background and kills the whole group, itself included, as soon as the command ends or
 * standard input is closed, which the system does when the tests die, however they die.
 */
const KEEPER = '("$@" <&- ; kill -9 0) & cat > /dev/null; kill -9 0';

/**
 * Starts MLflow's server and waits until it answers.
 *
 * @throws Error with the end of its output when it does not start
 */
export async function startMlflowServer(options: MlflowServerOptions): Promise<MlflowServer> {
  const { python } = await pythonPeer('mlflow');
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const database = join(options.folder, 'mlflow.db');
  const words = [
    ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ...['--backend-store-uri', `sqlite:///${database}`],
    ...['--artifacts-destination', join(options.folder, 'artifacts')],
    ...(options.args ?? []),
  ];
  let child: ChildProcess | undefined;
  let output = '';

  async function kill(): Promise<void> {
    const doomed = child;
    child = undefined;
    if (doomed !== undefined) await killGroup(doomed);
  }
  async function start(): Promise<void> {
    await kill();
    output = '';
    const started = spawn('sh', ['-c', KEEPER, 'sh', python, ...words], {
      cwd: options.folder,
      env: { ...withoutMlflow(process.env), ...QUIET, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-SHOWN);
      });
    }
    const until = Date.now() + START_SECONDS * 1000;
    while (!(await answers(url))) {
      const ended = started.exitCode !== null || started.signalCode !== null;
      if (ended || Date.now() > until) {
        await kill();
        throw new Error(`mlflow server ${ended ? 'ended' : `did not answer in ${START_SECONDS} s`}:\n${output}`);
      }
      await delay(100);
    }
  }
  await start();
  return { url, python, database, processGroup: () => child?.pid, kill, restart: start, output: () => output };
}

/** No helper processes for evaluation jobs, and no report of its use to its makers. */
const QUIET = {
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  MLFLOW_DISABLE_TELEMETRY: 'true',
  DO_NOT_TRACK: 'true',
  PYTHONUNBUFFERED: '1',
};

function withoutMlflow(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MLFLOW_')));
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function killGroup(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      resolve();
      return;
    }
    // `close`, not `exit`: the last process of the group that holds a pipe is gone then, and the port is free.
    child.once('close', () => resolve());
    process.kill(-child.pid, 'SIGKILL');
  });
}

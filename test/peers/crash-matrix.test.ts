import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Acknowledgement } from '../exactness/apps/training.js';
import { assertKept } from '../exactness/support/kept.js';
import { eventsOf, expectedPoints } from '../exporters/mlflow/sink/rig.js';
import { expectedScalars, project, storedScalars } from '../exporters/tensorboard/support/rig.js';
import { expectedLines } from '../exporters/wandb/online/killed-run.js';
import { cleanEnvironment } from '../support/app-process.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { type FakeWandb, startFakeWandb } from '../support/fake-wandb/fake-wandb.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { type Collector, startCollector } from './collector/collector-process.js';
import { untilSent } from './collector/queues.js';
import { pointsOf, readMlflow } from './mlflow-reader.js';
import { type MlflowServer, startMlflowServer } from './mlflow-server.js';

const APP = fileURLToPath(new URL('../exactness/apps/training-app.js', import.meta.url));
const RUN_ID = 'matrix';
/** Kills of all parts together. The long form is part of `scripts/nightly.sh`. */
const KILLS = Number(process.env.FEDOTEL_TEST_KILLS ?? 15);
const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Between two rounds of ten clients: more than MLflow's server takes while it is killed, less than it takes otherwise. */
const PAUSE_MILLIS = 150;
const LIMIT_SECONDS = 300;
const BRIDGE = 'otlp_http/bridge';

const PARTS = ['app', 'collector', 'bridge', 'mlflow', 'wandb'] as const;

describe(`${KILLS} × kill -9 of app, Collector, bridge, MLflow and W&B (FEDOTEL_TEST_SEED=${seed})`, function () {
  this.timeout((LIMIT_SECONDS * 3 + KILLS * 30) * 1000);
  const folder = temporaryFolder('matrix');
  const runsDir = join(folder.path, 'runs');
  const journal = join(runsDir, `${RUN_ID}.jsonl`);
  const random = createRandom(seed);
  const newest = new Map<number, number>();
  const firsts = new Map<number, number>();
  const killed = { app: 0, collector: 0, bridge: 0, mlflow: 0, wandb: 0 };
  let answers = 0;
  let app: ChildProcess | undefined;
  let collector: Collector;
  let bridge: BridgeProcess;
  let mlflow: MlflowServer;
  let wandb: FakeWandb;
  let startBridge: () => Promise<BridgeProcess>;

  before(async () => {
    const home = join(folder.path, 'mlflow');
    mkdirSync(home, { recursive: true });
    wandb = await startFakeWandb();
    mlflow = await startMlflowServer({ folder: home });
    const port = await freePort();
    const through = [
      'env',
      ...[`MLFLOW_TRACKING_URI=${mlflow.url}`, 'MLFLOW_EXPERIMENT_NAME=matrix', `HOME=${folder.path}`],
      ...[`WANDB_BASE_URL=${wandb.url}`, `WANDB_API_KEY=${wandb.key}`, `WANDB_DIR=${folder.path}`],
    ];
    const words = ['--to', 'mlflow,wandb,tensorboard,map', '--per-client', 'bands', '--drain', '0'];
    startBridge = () => startBridgeProcess(runsDir, port, words, through);
    bridge = await startBridge();
    collector = await startCollector({
      configs: ['minimal.yaml'],
      folder: join(folder.path, 'collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: bridge.url },
    });
    startApp(1);
  });
  after(async () => {
    app?.kill('SIGKILL');
    await Promise.all([collector?.kill(), bridge?.kill(), mlflow?.kill(), wandb?.stop()]);
    folder.remove();
  });

  /** Starts a life of the app at a round. What it tells is what the Collector has answered 200 to. */
  function startApp(first: number): void {
    app = spawn(process.execPath, [APP, RUN_ID, String(first), String(PAUSE_MILLIS)], {
      env: { ...cleanEnvironment(), OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    app.on('message', ({ attempt, acknowledged }: Acknowledgement) => {
      answers++;
      newest.set(attempt, Math.max(newest.get(attempt) ?? 0, acknowledged));
      firsts.set(attempt, first);
    });
  }

  /** Waits for an answer to the app as it lives now: what an earlier life had said has come when it is gone. */
  async function untilAnswer(): Promise<void> {
    const before = answers;
    await until('something is acknowledged', () => answers > before, LIMIT_SECONDS);
  }

  async function kill(part: (typeof PARTS)[number]): Promise<void> {
    killed[part]++;
    const away = random() * 400;
    if (part === 'app' && app !== undefined) {
      const gone = once(app, 'close');
      app.kill('SIGKILL');
      await gone;
      // From a checkpoint some rounds back, so that the new attempt repeats rounds of the one before.
      startApp(Math.max(1, Math.max(0, ...newest.values()) - 7));
    } else if (part === 'collector') await collector.restart();
    else if (part === 'bridge') {
      await bridge.kill();
      await delay(away);
      bridge = await startBridge();
    } else if (part === 'mlflow') {
      await mlflow.kill();
      await delay(away);
      await mlflow.restart();
    } else {
      // A process of its own would forget what a real service keeps: its connections are cut instead.
      await wandb.stop();
      await delay(away);
      await wandb.restart();
    }
  }

  it('lose nothing that was acknowledged, and no destination has anything twice', async function () {
    await untilAnswer();
    for (let kills = 0; kills < KILLS; kills++) {
      // Each part in turn, so that a short form meets all of them; the moments are random.
      await kill(PARTS[kills % PARTS.length] ?? 'bridge');
      await untilAnswer();
      await delay(random() * 300);
    }
    const gone = once(app ?? assert.fail('there is no app'), 'close');
    app?.send('stop');
    await gone;
    await untilSent(collector, BRIDGE);
    // Updates may come after the run's end, which travels another way: a destination that has the end may not have all.
    const events = await eventsOf(journal);
    const rows = await expectedLines(journal, 'bands');
    const expected = expectedScalars(project(events, 'bands'));
    const scalars = () => storedScalars(join(runsDir, 'tensorboard', RUN_ID));
    await until(
      'MLflow has all',
      () => isCompleted(join(runsDir, '.state', 'sinks', 'mlflow'), journal),
      LIMIT_SECONDS,
    );
    await until('W&B has all', () => hasRows(wandb, rows.length), LIMIT_SECONDS);
    await until('TensorBoard has all', () => isSize(scalars, expected.length), LIMIT_SECONDS);
    assert.equal(await bridge.stop(), 0, bridge.errors());
    console.log(`      ${JSON.stringify(killed)}, ${newest.size} lives of the app, ${events.length} events`);
    await assertKept(journal, newest, firsts);
    assert.deepEqual(pointsOf(await readMlflow(mlflow, 'matrix')), expectedPoints(events, 'bands'));
    const history = wandb.store.onlyRun.stream('wandb-history.jsonl');
    assert.deepEqual(history.lines, rows);
    assert.deepEqual([history.changed, history.gaps], [0, []]);
    assert.deepEqual(scalars(), expected);
    recordProof(this.test, {
      kills: KILLS,
      'lives of the app': newest.size,
      'answers to the app': answers,
      events: events.length,
      'rows in W&B': history.lines.length,
      'lost or twice': 0,
      seed,
    });
  });
});

/** Whether the sink has kept that everything of the journal is there. */
function isCompleted(stateDir: string, journal: string): boolean {
  try {
    const state = JSON.parse(readFileSync(join(stateDir, `${RUN_ID}.json`), 'utf8')) as { completedAt?: number };
    return state.completedAt === statSync(journal).size;
  } catch {
    return false;
  }
}

/** Whether the run has ended in W&B, with so many rows. */
function hasRows({ store }: FakeWandb, count: number): boolean {
  if (store.runs.size === 0) return false;
  const { completions, historyLines } = store.onlyRun;
  return completions > 0 && historyLines.length >= count;
}

/** Whether there are so many; what is being written cannot be read. */
function isSize(read: () => readonly unknown[], count: number): boolean {
  try {
    return read().length >= count;
  } catch {
    return false;
  }
}

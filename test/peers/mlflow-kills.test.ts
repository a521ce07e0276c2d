import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsOf, expectedPoints } from '../exporters/mlflow/sink/rig.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { onlyRun, pointsOf, readMlflow } from './mlflow-reader.js';
import { type MlflowServer, startMlflowServer } from './mlflow-server.js';
import { postRun } from './mlflow-traffic.js';

/** Kills of the bridge and of MLflow's server in one run. */
const KILLS = 20;
const CLIENTS = 150;
const RUN_ID = 'killed';
const LIMIT_SECONDS = 300;

describe('a run whose bridge and MLflow server are killed again and again', () => {
  const folder = temporaryFolder('mlflow-kills');
  const runsDir = join(folder.path, 'runs');
  const journal = join(runsDir, `${RUN_ID}.jsonl`);
  let server: MlflowServer;
  let bridge: BridgeProcess;
  before(async () => {
    const home = join(folder.path, 'server');
    mkdirSync(home);
    server = await startMlflowServer({ folder: home });
  });
  after(async () => {
    await bridge?.kill();
    await server.kill();
    folder.remove();
  });

  it('is complete in MLflow, every point once', async function () {
    // Twenty starts and all that is sent between them take a busy machine their time.
    this.timeout(1_800_000);
    const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 1e9));
    console.log(`      seed ${seed} (FEDOTEL_TEST_SEED)`);
    const random = createRandom(seed);
    const port = await freePort();
    const through = ['env', `MLFLOW_TRACKING_URI=${server.url}`, 'MLFLOW_EXPERIMENT_NAME=kills', `HOME=${folder.path}`];
    const start = () =>
      startBridgeProcess(runsDir, port, ['--to', 'mlflow', '--per-client', 'keys', '--drain', '0'], through);
    bridge = await start();
    let round = 0;
    const post = async (ends = false) => {
      await postRun(bridge.url, { runId: RUN_ID, round, clients: CLIENTS, ends });
      round += 1;
    };
    let killed = { bridge: 0, server: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      await post();
      await post();
      await delay(random() * 1500);
      if (random() < 0.6) {
        await bridge.kill();
        bridge = await start();
        killed = { ...killed, bridge: killed.bridge + 1 };
      } else {
        await server.kill();
        await delay(random() * 500);
        await post();
        await server.restart();
        killed = { ...killed, server: killed.server + 1 };
      }
    }
    await post(true);
    const expected = expectedPoints(await eventsOf(journal), 'keys');
    await until('MLflow has all', () => isCompleted(runsDir, journal), LIMIT_SECONDS);
    const runs = await readMlflow(server, 'kills');
    const run = onlyRun(runs);
    console.log(
      `      ${killed.bridge} kills of the bridge, ${killed.server} of the server, ${expected.length} points`,
    );
    assert.deepEqual(pointsOf(runs), expected, `seed ${seed}`);
    assert.equal(run.status, 'FINISHED');
    const rounds = run.metrics['round/accuracy']?.map(([step]) => step) ?? [];
    assert.deepEqual(
      rounds,
      Array.from({ length: round }, (_, n) => n),
    );
    assert.equal(expected.length > CLIENTS * round * 3, true);
    recordProof(this.test, {
      ...{ 'kills of the bridge': killed.bridge, 'of the server': killed.server },
      'points expected, found once': expected.length,
      seed,
    });
  });
});

/** Whether the sink has kept that everything of the journal is there. */
function isCompleted(runsDir: string, journal: string): boolean {
  try {
    const path = join(runsDir, '.state', 'sinks', 'mlflow', `${RUN_ID}.json`);
    const { completedAt } = JSON.parse(readFileSync(path, 'utf8')) as { completedAt?: number };
    return completedAt === statSync(journal).size;
  } catch {
    return false;
  }
}

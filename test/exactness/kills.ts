import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../support/app-process.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import type { Acknowledgement } from './apps/training.js';
import { assertKept } from './support/kept.js';

const APP = fileURLToPath(new URL('./apps/training-app.js', import.meta.url));
const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Where the bridge is: in a process of its own, or in the app, which then dies with it. */
export type Setup = 'bridge apart' | 'bridge in the app';

/** One life of the app. */
interface Life {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
  readonly first: number;
  /** How often it has said what is acknowledged. */
  answers: number;
  /** Its standard error so far. */
  errors: string;
}

/** Describes what is on disk after so many `kill -9`, of the app and of the bridge, at random moments under load. */
export function describeKills(kills: number, setup: Setup): void {
  describe(`${kills} × kill -9 under load, ${setup} (FEDOTEL_TEST_SEED=${seed})`, function () {
    this.timeout(900_000);
    const folder = temporaryFolder('kills');
    const random = createRandom(seed);
    let bridge: BridgeProcess | undefined;
    let life: Life | undefined;
    after(async () => {
      life?.child.kill('SIGKILL');
      await bridge?.stop();
      folder.remove();
    });

    it('keeps everything that was acknowledged, nothing twice', async function () {
      const port = await freePort();
      const endpoint = `http://127.0.0.1:${port}`;
      const environment: Record<string, string> =
        setup === 'bridge apart' ? { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } : { FEDOTEL_RUNS_DIR: folder.path };
      const newest = new Map<number, number>();
      const firsts = new Map<number, number>();
      let answers = 0;
      const start = (first: number): Life => {
        const child = spawn(process.execPath, [APP, 'killed', String(first)], {
          env: { ...cleanEnvironment(), ...environment },
          stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        });
        child.on('message', ({ attempt, acknowledged, dropped }: Acknowledgement) => {
          answers += 1;
          started.answers += 1;
          newest.set(attempt, Math.max(newest.get(attempt) ?? 0, acknowledged));
          firsts.set(attempt, first);
          assert.deepEqual(dropped === undefined ? [0, 0] : [dropped.updates, dropped.events], [0, 0]);
        });
        // `close`, not `exit`: all that it said has come then.
        const started: Life = { child, exited: once(child, 'close'), first, answers: 0, errors: '' };
        child.stderr?.on('data', (chunk: Buffer) => {
          started.errors += chunk.toString();
        });
        return started;
      };
      const untilAnswer = async () => {
        const before = life?.answers ?? 0;
        const isAnswered = () => {
          assert.equal(life?.child.exitCode, null, life?.errors);
          return (life?.answers ?? 0) > before;
        };
        await until('something is acknowledged', isAnswered, 120);
      };
      if (setup === 'bridge apart') bridge = await startBridgeProcess(folder.path, port);
      life = start(1);
      for (let kill = 0; kill < kills; kill++) {
        await untilAnswer();
        await new Promise((resolve) => setTimeout(resolve, random() * 300));
        if (bridge !== undefined && random() < 0.5) {
          await bridge.kill();
          bridge = await startBridgeProcess(folder.path, port);
        } else {
          life.child.kill('SIGKILL');
          await life.exited;
          // From a checkpoint: some rounds back, so that the new attempt repeats rounds of the one before.
          life = start(Math.max(1, life.first, Math.max(0, ...newest.values()) - 7));
        }
      }
      await untilAnswer();
      life.child.send('stop');
      await life.exited;
      if (bridge !== undefined) assert.equal(await bridge.stop(), 0, bridge.errors());
      await assertKept(join(folder.path, 'killed.jsonl'), newest, firsts);
      recordProof(
        this.test,
        { kills, 'lives of the app': newest.size, 'answers to it': answers, 'lost or twice': 0, seed },
        setup,
      );
    });
  });
}

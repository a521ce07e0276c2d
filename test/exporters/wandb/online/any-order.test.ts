import assert from 'node:assert/strict';
import { createWandbApi, type WandbApi } from '../../../../exporters/wandb/online/index.js';
import { readWandbSettings } from '../../../../exporters/wandb/settings/index.js';
import type { RunWriter } from '../../../../exporters/wandb/sink/run-writer.js';
import type { StatsOutput, WandbOutput } from '../../../../exporters/wandb/types.js';
import { faults } from '../../../support/fake-wandb/faults.js';
import { createRandom } from '../../../support/random.js';
import {
  alertOutput,
  artifactOutput,
  beginning,
  bring,
  ending,
  type Harness,
  rowOutput,
  START,
  startHarness,
} from './harness.js';

const RUNS = 25;
const STEPS = 30;

describe('an online run in any order of lines, ends, crashes and faults', () => {
  const first = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 1e9));
  for (let seed = first; seed < first + RUNS; seed += 1) {
    it(`has every line once and at its place (FEDOTEL_TEST_SEED=${seed})`, async () => {
      const harness = await startHarness();
      try {
        await check(harness, createRandom(seed));
      } finally {
        await harness.end();
      }
    });
  }
});

async function check(harness: Harness, random: () => number): Promise<void> {
  const { fake } = harness;
  /** Everything that the run was given, in order: what a restart gives again. */
  const all: WandbOutput[] = beginning(0);
  let [rows, samples, artifacts] = [0, 0, 0];
  let session = start(harness);
  const give = (...outputs: readonly WandbOutput[]) => {
    all.push(...outputs);
    session.writer.take(outputs);
  };
  session.writer.take(all);
  for (let step = 0; step < STEPS; step += 1) {
    const choice = random();
    if (random() < 0.2)
      fake.fault(pick(random, [faults.lose, faults.drop, faults.status(503, 'x'), faults.tooMany('0')]));
    if (choice < 0.4) {
      const count = Math.floor(random() * 20);
      give(...Array.from({ length: count }, () => rowOutput(rows++)));
    } else if (choice < 0.5) give(sample(samples++));
    else if (choice < 0.55) give(alertOutput(`alert ${step}`));
    else if (choice < 0.6) give(artifactOutput('map', `version ${artifacts++}`));
    else if (choice < 0.7) await session.writer.flush({ finish: false });
    else if (choice < 0.8) {
      give(...ending(rows, 1));
      await session.writer.flush({ finish: true });
    } else {
      // A crash at any instant: the requests under way break, and nothing is written any more.
      if (random() < 0.5) void session.writer.flush({ finish: random() < 0.5 });
      await new Promise((resolve) => setTimeout(resolve, random() * 8));
      session.api.close();
      await session.writer.close();
      fake.store.countLag = Math.floor(random() * 3);
      session = start(harness);
      session.writer.take(all);
    }
  }
  fake.clearFaults();
  give(rowOutput(rows++), ...ending(rows));
  await bring(session.writer);
  const run = fake.store.onlyRun;
  assert.deepEqual(
    run.history.map(({ round }) => round),
    Array.from({ length: rows }, (_, round) => round),
  );
  assert.equal(run.events.length, samples);
  for (const name of ['wandb-history.jsonl', 'wandb-events.jsonl']) {
    assert.deepEqual([run.stream(name).changed, run.stream(name).gaps], [0, []], name);
  }
  assert.deepEqual([run.complete, run.exitCode], [true, 0]);
  const titles = run.alerts.map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length, 'no alert twice');
  const digests = fake.store.versions('map').map(({ digest }) => digest);
  assert.equal(new Set(digests).size, artifacts);
  assert.equal(digests.length, artifacts, 'no version twice');
  assert.deepEqual(fake.store.problems, []);
}

function start(harness: Harness): { readonly writer: RunWriter; readonly api: WandbApi } {
  const env = { WANDB_API_KEY: harness.fake.key, WANDB_BASE_URL: harness.fake.url, WANDB_HTTP_TIMEOUT: '5' };
  const api = createWandbApi(readWandbSettings({}, { env, home: harness.folder }));
  return { writer: harness.open({ api }), api };
}

function sample(line: number): StatsOutput {
  return { kind: 'stats', line, timeMillis: START + line * 1000, values: new Map([['cpu', line]]) };
}

function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJournalFile } from '../../../../exporters/journal/index.js';
import type { PerClientMode } from '../../../../exporters/projection/index.js';
import { createRunContent } from '../../../../exporters/wandb/content/index.js';
import { Inbox } from '../../../../exporters/wandb/online/inbox.js';
import { postRun } from '../../../peers/mlflow-traffic.js';
import { type BridgeProcess, freePort, startBridgeProcess } from '../../../support/bridge-process.js';
import { startFakeWandb } from '../../../support/fake-wandb/fake-wandb.js';
import { faults } from '../../../support/fake-wandb/faults.js';
import { createRandom } from '../../../support/random.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const SINK = new URL('../../../../exporters/wandb/index.js', import.meta.url).href;
const RUN_ID = 'killed';

/** How a run is killed. */
export interface KilledRunOptions {
  readonly kills: number;
  readonly clients: number;
  readonly seed: number;
}

/**
 * Sends a run through a bridge that brings it online, is killed at any instant and started again, to a server that also
 * loses answers and breaks connections. Then holds the server's lines to those of an undisturbed fold of the journal.
 */
export async function checkKilledRun({ kills, clients, seed }: KilledRunOptions): Promise<void> {
  const folder = temporaryFolder('wandb-kills');
  const fake = await startFakeWandb();
  const random = createRandom(seed);
  const port = await freePort();
  const sink = join(folder.path, 'wandb.mjs');
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(sink, sinkModule());
  const runsDir = join(folder.path, 'runs');
  const through = ['env', `WANDB_BASE_URL=${fake.url}`, `WANDB_API_KEY=${fake.key}`, `WANDB_DIR=${folder.path}`];
  const start = () =>
    startBridgeProcess(runsDir, port, ['--to', sink, '--per-client', 'keys', '--drain', '0'], through);
  let bridge: BridgeProcess = await start();
  try {
    let round = 0;
    const post = async (ends = false) => {
      await postRun(bridge.url, { runId: RUN_ID, round, clients, ends });
      round += 1;
    };
    for (let kill = 0; kill < kills; kill += 1) {
      if (random() < 0.5) fake.fault(faults.lose, { on: /file_stream/ });
      if (random() < 0.3) fake.fault(faults.drop, { on: /file_stream|UpsertBucket/ });
      await post();
      await post();
      await delay(random() * 300);
      await bridge.kill();
      bridge = await start();
    }
    fake.clearFaults();
    await post(true);
    while (fake.store.runs.size === 0 || !fake.store.onlyRun.complete) await delay(50);
    const run = fake.store.onlyRun;
    const { lines, changed, gaps } = run.stream('wandb-history.jsonl');
    const expected = await expectedLines(join(runsDir, `${RUN_ID}.jsonl`), 'keys');
    assert.deepEqual(lines, expected, `seed ${seed}`);
    assert.deepEqual([changed, gaps], [0, []], `seed ${seed}`);
    assert.ok(expected.length > clients * round, `${expected.length} rows`);
    assert.equal(run.exitCode, 0);
    assert.deepEqual(fake.store.problems, []);
    assert.equal(new Set(fake.store.artifacts.filter(isWhole).map(({ collection }) => collection)).size > 0, true);
  } finally {
    await bridge.kill();
    await fake.stop();
    folder.remove();
  }
}

/** The sink, at a pace at which kills meet requests. */
function sinkModule(): string {
  const timing = JSON.stringify({ intervalSeconds: 0.05, firstRetrySeconds: 0.05, lastRetrySeconds: 0.2 });
  return `import { createWandbSink } from ${JSON.stringify(SINK)};
export const createSink = () => createWandbSink({ timing: ${timing} });
`;
}

function isWhole({ state }: { readonly state: string }): boolean {
  return state === 'COMMITTED';
}

/** Lines of the history as a fold of the journal gives them that nothing interrupts. */
export async function expectedLines(journal: string, perClient: PerClientMode): Promise<readonly string[]> {
  const inbox = new Inbox('');
  const content = createRunContent({
    perClient,
    choices: { group: undefined, jobType: undefined, tags: [], displayName: undefined, notes: undefined },
    take: (output) => inbox.take(output),
  });
  for await (const { event } of readJournalFile(journal)) content.apply(event);
  const batch = inbox.outbox.cut({ rows: 0, samples: 0 }, Number.MAX_SAFE_INTEGER);
  return batch?.history.map((encoded) => String(JSON.parse(encoded))) ?? [];
}

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { bytesRead } from '../support/bytes-read.js';
import { mostMemory } from '../support/most-memory.js';
import { attribute, post } from '../support/otlp-json.js';
import { megabytesOf, recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { shuffled } from './support/shuffle.js';

/** How many rounds the run has; the long form has 100,000. */
const ROUNDS = Number(process.env.FEDOTEL_TEST_OLD_ROUNDS ?? 10_000);
/** Rounds in one request when they are new. */
const AT_ONCE = 5_000;
/** Entries that the bridge remembers: hardly any of these rounds. */
const INDEX_ENTRIES = 1_000;
/** How often the file may be read: when it is opened, by the map, for each of two requests, and a little more. */
const MOST_TIMES = 6;
/** Most resident memory of the bridge: in the long form two requests of 25 MB are in it, and a map of all rounds. */
const MOST_BYTES = 1200 * 2 ** 20;
const SECOND = 1_000_000_000n;
const START = 1_800_000_000n * SECOND;
const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A bridge remembers what is in use. What is not must be looked up in the run's file, and a request may be about all of it. */
describe(`a request about ${ROUNDS} rounds that a bridge has forgotten (FEDOTEL_TEST_SEED=${seed})`, function () {
  this.timeout(120_000 + ROUNDS * 5);
  const folder = temporaryFolder('old-rounds');
  const journal = join(folder.path, 'run-1.jsonl');
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  let bridge: BridgeProcess | undefined;
  after(async () => {
    await bridge?.kill();
    folder.remove();
  });

  const start = async () => {
    const args = ['--to', 'map', '--index-entries', String(INDEX_ENTRIES)];
    bridge = await startBridgeProcess(folder.path, await freePort(), args);
    return bridge;
  };

  it('makes it read the file once, whatever their order is, and changes nothing', async function () {
    const first = await start();
    for (let at = 0; at < ROUNDS; at += AT_ONCE) await send(first, requestOf(rounds.slice(at, at + AT_ONCE)));
    await first.kill();
    const before = readFileSync(journal);
    const { url, pid, ...again } = await start();
    const read = bytesRead(pid);
    const random = createRandom(seed);
    const bodies = [1, 2].map(() => requestOf(shuffled(rounds, random)));
    let answered = 0;
    const answers = Promise.all(bodies.map((body) => send({ url }, body).then(() => answered++)));
    let healthy = 0;
    while (answered < bodies.length) {
      assert.equal((await fetch(`${url}/health`)).status, 200);
      healthy++;
    }
    await answers;
    assert.ok(before.equals(readFileSync(journal)), 'nothing is written twice');
    const bytes = (bytesRead(pid) ?? 0) - (read ?? 0) - bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    const times = Math.ceil(bytes / statSync(journal).size);
    if (read !== undefined) assert.ok(times <= MOST_TIMES, `the file was read ${times} times`);
    const most = mostMemory(pid);
    if (most !== undefined) assert.ok(most < MOST_BYTES, `${Math.round(most / 2 ** 20)} MiB`);
    await again.kill();
    recordProof(this.test, {
      'rounds in each of 2 requests at once': ROUNDS,
      'times the file was read, by the map and at the start too': times,
      'answers of /health meanwhile': healthy,
      'MB of memory at most': megabytesOf(most ?? 0),
    });
  });
});

async function send({ url }: { readonly url: string }, body: string): Promise<void> {
  const answer = await post(`${url}/v1/metrics`, body);
  assert.equal(answer?.status, 200, answer?.text);
}

/** The loss of a client in each of the rounds. */
function requestOf(rounds: readonly number[]): string {
  const dataPoints = rounds.map((round) => ({
    timeUnixNano: String(START + BigInt(round) * SECOND),
    asDouble: (round % 1000) / 1000,
    attributes: [attribute('fl.round.number', round), attribute('fl.client.id', 'a')],
  }));
  const resource = { attributes: [attribute('fl.run.id', 'run-1')] };
  const metrics = [{ name: 'fl.client.loss', unit: '{loss}', gauge: { dataPoints } }];
  return JSON.stringify({
    resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'fedotel.client' }, metrics }] }],
  });
}

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { post, updatesBody } from '../support/otlp-json.js';
import { readEvents, readEventsSoFar } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { type Collector, startCollector } from './collector/collector-process.js';
import { queued, untilSent } from './collector/queues.js';

const BRIDGE = 'otlp_http/bridge';
const REQUESTS = 20;
/** Points of an update: loss, samples and the mark that it is one. */
const POINTS = 3;
const LIMIT_SECONDS = 120;
/** Counted in updates, each of which the Collector has answered 200 to while the bridge was away. */
type Kept = number;

/** What is different from `minimal.yaml`. */
interface Change {
  /** Settings of `sending_queue`. */
  readonly queue?: Readonly<Record<string, unknown>>;
  /** Settings of `retry_on_failure`. */
  readonly retry?: Readonly<Record<string, unknown>>;
  /** The processor `batch` in front of the queue. */
  readonly batchProcessor?: boolean;
}

/**
 * What becomes of acknowledged data with settings that are usual elsewhere: they show that the tests of our own would
 * notice a loss, and that each line of the configuration is needed.
 */
describe('what a Collector has acknowledged while the bridge is away', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('collector-losses');
  const ends: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const end of ends) await end();
    folder.remove();
  });

  /** @param meanwhile what happens before the bridge comes back */
  async function keptWith(
    name: string,
    change: Change,
    meanwhile: (collector: Collector) => Promise<void>,
  ): Promise<Kept> {
    const home = join(folder.path, name);
    const port = await freePort();
    const startBridge = (): Promise<BridgeProcess> => startBridgeProcess(join(home, 'runs'), port);
    // The folder of the runs is made; then it is away.
    await (await startBridge()).kill();
    const path = join(folder.path, `${name}.yaml`);
    writeFileSync(path, JSON.stringify(overlayOf(change)));
    const collector = await startCollector({
      configs: ['minimal.yaml', path],
      folder: join(home, 'collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: `http://127.0.0.1:${port}` },
    });
    ends.push(() => collector.kill());
    for (let round = 1; round <= REQUESTS; round++) {
      const update = { client: 'a', round, time: 1_750_000_000_000_000_000n + BigInt(round), loss: 0.5, samples: 1 };
      assert.equal((await post(`${collector.url}/v1/metrics`, updatesBody(name, [update])))?.status, 200);
    }
    await meanwhile(collector);
    const bridge = await startBridge();
    ends.push(() => bridge.kill());
    // One more, so that there is a run file in any case: larger than all before together, so that no batch waits for more.
    const round = REQUESTS + 1;
    const time = 1_760_000_000_000_000_000n;
    const last = Array.from({ length: round }, (_, n) => ({ client: `c${n}`, round, time, loss: 0.5, samples: 1 }));
    assert.equal((await post(`${collector.url}/v1/metrics`, updatesBody(name, last)))?.status, 200);
    const rounds = async () =>
      (await readEventsSoFar(join(home, 'runs', `${name}.jsonl`))).flatMap((event) =>
        event.event_type === 'client_update' ? event.round : [],
      );
    await until('the last one has come', async () => (await rounds()).includes(round), LIMIT_SECONDS);
    return (await rounds()).filter((each) => each !== round).length;
  }

  const killed = (collector: Collector) => collector.restart();
  const stopped = async (collector: Collector) => {
    await collector.stop();
    await collector.restart();
  };
  const givenUp = async (collector: Collector) => {
    while ((await queued(collector, BRIDGE)) > 0) await delay(100);
  };

  it('is kept by the settings here and lost by the usual ones', async () => {
    const [ours, oneByOne, memory, politely, batch, gaveUp] = await Promise.all([
      keptWith('ours', {}, killed),
      keptWith('one-by-one', { queue: { batch: null } }, killed),
      keptWith('memory', { queue: { storage: null } }, killed),
      keptWith('politely', { queue: { storage: null } }, stopped),
      keptWith('batch', { batchProcessor: true }, killed),
      keptWith('gave-up', { queue: { num_consumers: 10 }, retry: { max_elapsed_time: '1s' } }, givenUp),
    ]);
    assert.deepEqual({ ours, oneByOne }, { ours: REQUESTS, oneByOne: REQUESTS });
    assert.deepEqual({ memory, politely, gaveUp }, { memory: 0, politely: 0, gaveUp: 0 });
    assert.equal(batch, 0);
  });

  it('is kept by a full queue, which refuses the rest with 503', async () => {
    const home = join(folder.path, 'full');
    const port = await freePort();
    const path = join(folder.path, 'full.yaml');
    writeFileSync(path, JSON.stringify(overlayOf({ queue: { queue_size: 5_000, batch: { min_size: 1_000 } } })));
    const collector = await startCollector({
      configs: ['minimal.yaml', path],
      folder: join(home, 'collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: `http://127.0.0.1:${port}` },
    });
    ends.push(() => collector.kill());
    const send = async (round: number) => {
      const update = { client: 'a', round, time: 1_750_000_000_000_000_000n + BigInt(round), loss: 0.5, samples: 1 };
      return (await post(`${collector.url}/v1/metrics`, updatesBody('full', [update])))?.status;
    };
    let round = 1;
    while ((await send(round)) === 200) round += 1;
    assert.equal(await send(round), 503);
    const bridge = await startBridgeProcess(join(home, 'runs'), port);
    ends.push(() => bridge.kill());
    await until('the queue has room again', async () => (await send(round)) === 200, LIMIT_SECONDS);
    await untilSent(collector, BRIDGE);
    const events = await readEvents(join(home, 'runs', 'full.jsonl'));
    const rounds = events.flatMap((event) => (event.event_type === 'client_update' ? event.round : []));
    assert.deepEqual(
      rounds,
      Array.from({ length: round }, (_, n) => n + 1),
    );
  });
});

/** A second file of configuration for the Collector. */
function overlayOf({ queue = {}, retry = {}, batchProcessor = false }: Change): object {
  const retry_on_failure = { initial_interval: '200ms', max_interval: '500ms', ...retry };
  const exporters = { [BRIDGE]: { sending_queue: queue, retry_on_failure } };
  if (!batchProcessor) return { exporters };
  const pipelines = { 'metrics/bridge': { processors: ['memory_limiter', 'batch'] } };
  // A fifth of a second is the usual time: the kill always comes sooner here, also on a slow machine.
  const batch = { timeout: '1h', send_batch_size: REQUESTS * POINTS + 1 };
  return { exporters, processors: { batch }, service: { pipelines } };
}

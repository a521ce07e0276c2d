import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { post, updatesBody } from '../support/otlp-json.js';
import { recordProof } from '../support/proof-figures.js';
import { createRandom } from '../support/random.js';
import { readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { type Collector, startCollector } from './collector/collector-process.js';
import { queued, untilSent } from './collector/queues.js';
import { startTraining, type Training } from './collector/training.js';

/** How long the bridge is away; `.ci/run` sets 60. */
const AWAY_SECONDS = Number(process.env.FEDOTEL_TEST_AWAY_SECONDS ?? 10);
const COLLECTOR_KILLS = 6;
/** Of a Collector that has much to read from its disk. */
const STARTS = 10;
/** Of a thousand clients; more than the 8 MiB that the Collector sends at once. */
const LARGE_ROUNDS = 24;
/** Longest wait for an answer. */
const LIMIT_SECONDS = 120;
/** `max_request_body_size` of the receiver. */
const COLLECTOR_TAKES = 32 * 1024 * 1024;
const BRIDGE = 'otlp_http/bridge';

const seed = Number(process.env.FEDOTEL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** App, Collector and bridge. */
interface Rig {
  readonly collector: Collector;
  readonly training: Training;
  readonly journal: string;
  bridge: BridgeProcess;
  startBridge(): Promise<void>;
}

describe(`a Collector between app and bridge (FEDOTEL_TEST_SEED=${seed})`, function () {
  this.timeout((AWAY_SECONDS + 400) * 1000);
  const folder = temporaryFolder('collector-outage');
  const random = createRandom(seed);
  const rigs: Rig[] = [];
  after(async () => {
    for (const { training, collector, bridge } of rigs) {
      training.kill();
      await collector.kill();
      await bridge.kill();
    }
    folder.remove();
  });

  /** Starts one, and waits until data passes. */
  async function startRig(name: string, config: string): Promise<Rig> {
    const home = join(folder.path, name);
    const runsDir = join(home, 'runs');
    const port = await freePort();
    const bridge = await startBridgeProcess(runsDir, port);
    // Only the longest pause between two attempts is shorter than in the file, so that the test is.
    const quick = join(folder.path, `${name}.yaml`);
    const retry_on_failure = { max_interval: '2s' };
    writeFileSync(quick, JSON.stringify({ exporters: { [BRIDGE]: { retry_on_failure } } }));
    const collector = await startCollector({
      configs: [config, quick],
      folder: join(home, 'collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: bridge.url },
    });
    const training = startTraining(name, collector.url);
    const rig: Rig = {
      collector,
      training,
      journal: join(runsDir, `${name}.jsonl`),
      bridge,
      async startBridge() {
        rig.bridge = await startBridgeProcess(runsDir, port);
      },
    };
    rigs.push(rig);
    await training.untilAcknowledged();
    return rig;
  }

  async function finish({ training, collector, bridge, journal }: Rig): Promise<void> {
    await training.untilAcknowledged();
    await training.stop();
    await untilSent(collector, BRIDGE);
    assert.equal(await bridge.stop(), 0, bridge.errors());
    await training.assertKept(journal);
  }

  async function bridgeAway(): Promise<void> {
    const rig = await startRig('bridge-away', 'minimal.yaml');
    await rig.bridge.kill();
    await rig.training.untilAcknowledged();
    await delay(AWAY_SECONDS * 1000);
    await rig.training.untilAcknowledged();
    assert.ok((await queued(rig.collector, BRIDGE)) > 0, 'the bridge was really away');
    await rig.startBridge();
    await finish(rig);
  }

  async function collectorKilled(): Promise<void> {
    // Its trace backend is away all the time, which concerns nobody else.
    const rig = await startRig('collector-killed', 'full.yaml');
    for (let kill = 0; kill < COLLECTOR_KILLS; kill++) {
      await delay(random() * 500);
      await rig.collector.restart();
      await rig.training.untilAcknowledged();
    }
    await finish(rig);
  }

  async function bothKilled(): Promise<void> {
    const rig = await startRig('both-killed', 'minimal.yaml');
    await rig.bridge.kill();
    await rig.training.untilAcknowledged();
    await rig.collector.restart();
    await rig.training.untilAcknowledged();
    await delay(AWAY_SECONDS * 1000);
    await Promise.all([rig.startBridge(), rig.collector.restart()]);
    await delay(random() * 500);
    await rig.bridge.kill();
    await rig.collector.kill();
    await Promise.all([rig.startBridge(), rig.collector.restart()]);
    await finish(rig);
  }

  it(`loses nothing and repeats nothing: bridge away for ${AWAY_SECONDS} s, Collector killed, both killed`, async () => {
    const outcomes = await Promise.allSettled([bridgeAway(), collectorKilled(), bothKilled()]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
    const proof = { title: 'loses nothing and repeats nothing' };
    recordProof(proof, {
      'outages of three kinds': outcomes.length,
      'seconds the bridge was away': AWAY_SECONDS,
      'lost or twice': 0,
    });
  });

  it('keeps what waits and what comes while the Collector starts, again and again', async () => {
    const port = await freePort();
    const collector = await startCollector({
      configs: ['minimal.yaml'],
      folder: join(folder.path, 'starts-collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: `http://127.0.0.1:${port}` },
    });
    const acknowledged: number[] = [];
    let stopped = false;
    let sent = 0;
    // Senders that never wait: some are always there first when it begins to listen.
    const sender = async () => {
      while (!stopped) {
        sent += 1;
        const round = sent;
        const update = { client: 'a', round, time: 1_750_000_000_000_000_000n + BigInt(round), loss: 0.5, samples: 1 };
        const answer = await post(`${collector.url}/v1/metrics`, updatesBody('starts', [update]));
        if (answer?.status === 200) acknowledged.push(round);
        else await delay(1);
      }
    };
    const senders = Array.from({ length: 6 }, sender);
    let bridge: BridgeProcess | undefined;
    try {
      for (let start = 0; start < STARTS; start++) {
        const before = acknowledged.length;
        await delay(300);
        await until('something is acknowledged', () => acknowledged.length > before + 1, LIMIT_SECONDS);
        await collector.restart();
      }
      stopped = true;
      await Promise.all(senders);
      const runsDir = join(folder.path, 'starts');
      bridge = await startBridgeProcess(runsDir, port);
      await untilSent(collector, BRIDGE);
      const kept = new Set((await readRun(join(runsDir, 'starts.jsonl'))).rounds.map(({ round }) => round));
      assert.ok(acknowledged.length > STARTS);
      assert.deepEqual(
        acknowledged.filter((round) => !kept.has(round)),
        [],
      );
    } finally {
      stopped = true;
      await collector.kill();
      await bridge?.kill();
    }
  });

  it('cuts a large body, so that the bridge takes it, and refuses a larger one for good', async () => {
    const runsDir = join(folder.path, 'large');
    const bridge = await startBridgeProcess(runsDir, await freePort());
    const collector = await startCollector({
      configs: ['minimal.yaml'],
      folder: join(folder.path, 'large-collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: bridge.url },
    });
    try {
      const updates = Array.from({ length: LARGE_ROUNDS * 1000 }, (_, n) => ({
        client: `client-${n % 1000}`,
        round: 1 + Math.floor(n / 1000),
        time: 1_750_000_000_000_000_000n + BigInt(n),
        loss: 1 / (n + 1),
        samples: n,
      }));
      const body = updatesBody('large', updates);
      assert.equal((await post(`${collector.url}/v1/metrics`, `${body}${' '.repeat(COLLECTOR_TAKES)}`))?.status, 400);
      assert.equal((await post(`${collector.url}/v1/metrics`, body))?.status, 200);
      await untilSent(collector, BRIDGE);
      const { requests } = (await (await fetch(`${bridge.url}/health`)).json()) as { requests: number };
      assert.ok(requests > 1, 'it was cut');
      const { rounds } = await readRun(join(runsDir, 'large.jsonl'));
      assert.deepEqual(
        rounds.map(
          ({ clients }) => clients.filter(({ updates: [one, ...more] }) => one?.complete && more.length === 0).length,
        ),
        Array.from({ length: LARGE_ROUNDS }, () => 1000),
      );
    } finally {
      await collector.kill();
      await bridge.kill();
    }
  });
});

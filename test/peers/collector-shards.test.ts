import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BridgeProcess, freePort, startBridgeProcess } from '../support/bridge-process.js';
import { attribute, post, updatesBody } from '../support/otlp-json.js';
import { readEventsSoFar, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { type Collector, startCollector } from './collector/collector-process.js';
import { queued, untilSent } from './collector/queues.js';
import { startTraining, type Training } from './collector/training.js';

const EXPORTERS = ['otlp_http/bridge', 'otlp_http/bridge-1'];
const RUNS = 24;
const CLIENTS = 5;
const LIMIT_SECONDS = 120;

/** Index of the bridge that the configuration gives a run to. */
function ownerOf(runId: string): number {
  return /^[0-7]/.test(createHash('sha256').update(runId).digest('hex')) ? 0 : 1;
}

/** A run that sends its updates itself, its id in the place `where`. */
function bodyOf(runId: string, round: number, where: 'resource' | 'scope' | 'point'): string {
  const updates = Array.from({ length: CLIENTS }, (_, number) => ({
    client: `c${number}`,
    round,
    time: 1_750_000_000_000_000_000n + BigInt(round * 1000 + number),
    loss: 1 / round,
    samples: 10 + number,
  }));
  const body = JSON.parse(updatesBody(runId, updates)) as {
    resourceMetrics: [
      {
        resource: { attributes: unknown[] };
        scopeMetrics: [
          {
            scope: { attributes?: unknown[] };
            metrics: { gauge: { dataPoints: { attributes: unknown[] }[] } }[];
          },
        ];
      },
    ];
  };
  const [{ resource, scopeMetrics }] = body.resourceMetrics;
  const [{ scope, metrics }] = scopeMetrics;
  if (where === 'resource') return JSON.stringify(body);
  // Under a resource that says another run: the nearer place counts.
  const identity = [attribute('fl.run.id', runId), attribute('fl.run.attempt', 1)];
  resource.attributes = [attribute('fl.run.id', 'a-run-of-nobody')];
  if (where === 'scope') scope.attributes = identity;
  else for (const { gauge } of metrics) for (const point of gauge.dataPoints) point.attributes.push(...identity);
  return JSON.stringify(body);
}

describe('two bridges behind a Collector, each with the runs whose ids say so', function () {
  this.timeout(400_000);
  const folder = temporaryFolder('collector-shards');
  const runsDirs = [0, 1].map((index) => join(folder.path, `runs-${index}`));
  const folderOf = (runId: string) => runsDirs[ownerOf(runId)] ?? '';
  const sent = Array.from({ length: RUNS }, (_, number) => `run-${number}`);
  const ports: number[] = [];
  const bridges: BridgeProcess[] = [];
  const trainings: Training[] = [];
  let collector: Collector;

  before(async () => {
    for (const runsDir of runsDirs) {
      const port = await freePort();
      ports.push(port);
      bridges.push(await startBridgeProcess(runsDir, port));
    }
    // Only the longest pause between two attempts is shorter than in the files.
    const quick = join(folder.path, 'quick.yaml');
    const pauses = Object.fromEntries(EXPORTERS.map((id) => [id, { retry_on_failure: { max_interval: '2s' } }]));
    writeFileSync(quick, JSON.stringify({ exporters: pauses }));
    collector = await startCollector({
      configs: ['minimal.yaml', 'shards.yaml', quick],
      folder: join(folder.path, 'collector'),
      env: { FEDOTEL_BRIDGE_ENDPOINT: bridges[0]?.url ?? '', FEDOTEL_BRIDGE_1_ENDPOINT: bridges[1]?.url ?? '' },
    });
  });
  after(async () => {
    for (const training of trainings) training.kill();
    await collector?.kill();
    for (const bridge of bridges) await bridge.kill();
    folder.remove();
  });

  async function send(round: number): Promise<void> {
    for (let number = 0; number < RUNS; number++) {
      const where = (['resource', 'scope', 'point'] as const)[number % 3] ?? 'resource';
      const answer = await post(`${collector.url}/v1/metrics`, bodyOf(sent[number] ?? '', round, where));
      assert.equal(answer?.status, 200, answer?.text);
    }
  }

  it('has every run whole in one of them, though one is killed, and the Collector too', async () => {
    const byApps = ['run-a', 'run-d'];
    assert.deepEqual(byApps.map(ownerOf), [0, 1]);
    trainings.push(...byApps.map((runId) => startTraining(runId, collector.url)));
    await Promise.all(trainings.map((training) => training.untilAcknowledged()));
    await send(1);
    await bridges[1]?.kill();
    await send(2);
    await Promise.all(trainings.map((training) => training.untilAcknowledged()));
    // Not until its queue is empty: the apps go on, so that there may always be something in it.
    const isThere = (runId: string) => hasRound(join(folderOf(runId), `${runId}.jsonl`), 2);
    const ofFirst = sent.filter((runId) => ownerOf(runId) === 0);
    await until(
      'the other bridge goes on',
      async () => (await Promise.all(ofFirst.map(isThere))).every((is) => is),
      LIMIT_SECONDS,
    );
    assert.ok((await queued(collector, 'otlp_http/bridge-1')) > 0, 'the other queue waits for its bridge');
    await collector.restart();
    bridges[1] = await startBridgeProcess(runsDirs[1] ?? '', ports[1] ?? 0);
    await send(3);
    for (const training of trainings) await training.stop();
    for (const exporter of EXPORTERS) await untilSent(collector, exporter);

    const runIds = [...byApps, ...sent];
    for (const [index, runsDir] of runsDirs.entries()) {
      const expected = runIds.filter((runId) => ownerOf(runId) === index).map((runId) => `${runId}.jsonl`);
      assert.ok(expected.length > 5, 'both have runs');
      assert.deepEqual(
        readdirSync(runsDir)
          .filter((name) => name.endsWith('.jsonl'))
          .sort(),
        expected.sort(),
      );
    }
    for (const [index, runId] of byApps.entries()) {
      await trainings[index]?.assertKept(join(folderOf(runId), `${runId}.jsonl`));
    }
    for (const runId of runIds.slice(byApps.length)) {
      const { rounds } = await readRun(join(folderOf(runId), `${runId}.jsonl`));
      assert.deepEqual(
        rounds.map(({ round, clients }) => [round, clients.length]),
        [1, 2, 3].map((round) => [round, CLIENTS]),
        runId,
      );
    }
  });
});

/** Whether a run file that is being written has every client's update of a round. */
async function hasRound(path: string, round: number): Promise<boolean> {
  const events = await readEventsSoFar(path);
  return events.filter((event) => event.event_type === 'client_update' && event.round === round).length === CLIENTS;
}

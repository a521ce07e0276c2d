import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Bridge, createBridge } from '../../exporters/bridge/index.js';
import { createAppProcesses } from '../support/app-process.js';
import { ownPackages } from '../support/own-packages.js';
import { copyPackage } from '../support/package-copy.js';
import { readEvents, readRun } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { CopiesCommands } from './apps/setups/copies-app.js';
import type { MissingPeerCommands } from './apps/setups/missing-peer-app.js';
import type { RoutingCommands } from './apps/setups/routing-app.js';
import type { Moment, SdkCommands } from './apps/setups/sdk-app.js';
import { CLIENTS, SPANS_PER_ROUND } from './apps/setups/training.js';

describe('telemetry beside the SDK of an app', () => {
  const apps = createAppProcesses();
  let folder: ReturnType<typeof temporaryFolder>;
  let bridge: Bridge;

  beforeEach(async () => {
    folder = temporaryFolder('setups');
    bridge = await createBridge({ runsDir: join(folder.path, 'runs'), listen: { port: 0 }, to: [] });
  });
  afterEach(async () => {
    await apps.killAll();
    await bridge.stop();
    folder.remove();
  });

  const options = (...args: readonly string[]) => ({
    args,
    cwd: folder.path,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: bridge.url },
  });
  const script = (name: string) => new URL(`./apps/setups/${name}.js`, import.meta.url);

  async function play(moment: Moment) {
    const app = apps.start<SdkCommands>(script('sdk-app'), options());
    const report = await app.call('play', moment);
    assert.equal(await app.end(), 0, app.errors());
    return report;
  }

  /** That the bridge was sent everything of the rounds, and nothing a second time. */
  async function assertDelivered(runId: string, rounds: number, { events = true, startLate = false } = {}) {
    const { duplicates, malformed } = bridge.counts;
    assert.deepEqual({ duplicates, malformed }, { duplicates: 0, malformed: 0 });
    const path = join(bridge.runsDir, `${runId}.jsonl`);
    const counts: Record<string, number> = {};
    for (const event of await readEvents(path)) {
      const type = event.event_type === 'task' ? `task ${event.phase}` : event.event_type;
      counts[type] = (counts[type] ?? 0) + 1;
    }
    const { client_update, 'task ended': ended = 0, init, ...others } = counts;
    assert.equal(init, 1);
    assert.equal(client_update, rounds * CLIENTS.length);
    assert.equal(ended, rounds * SPANS_PER_ROUND);
    const recorded = { round_start: rounds, 'task started': rounds * CLIENTS.length, round_end: rounds, finished: 1 };
    // A journal that begins with an update is completed by the run's start.
    assert.deepEqual(others, events ? { ...recorded, ...(startLate ? { run_update: 1 } : {}) } : {});
    const view = await readRun(path);
    assert.ok(view.rounds.every(({ clients }) => clients.every(({ updates }) => updates[0]?.complete)));
    if (events) assert.equal(view.emitted?.updates, client_update);
  }

  it('needs none: ours send everything, and the global places stay free for the app', async () => {
    const { registered, untouched, spans } = await play('after shutdown');
    assert.deepEqual({ registered, untouched, spans }, { registered: true, untouched: true, spans: { 'app work': 1 } });
    await assertDelivered('run', 2);
  });

  it('leaves spans and instruments to an SDK that was there before', async () => {
    const { registered, untouched, spans, metrics } = await play('before telemetry');
    assert.deepEqual([registered, untouched], [true, true]);
    assert.deepEqual(spans, spansOfRounds(2));
    assert.equal(metrics['fl.rounds.completed'], 2);
    assert.equal(metrics['fl.active.runs'], 0);
    assert.deepEqual(
      Object.keys(metrics).filter((name) => name.startsWith('fl.client.')),
      ['fl.client.updates'],
      'updates go through no instrument',
    );
    await assertDelivered('run', 2);
  });

  it('hands over to an SDK that comes after telemetry', async () => {
    const { registered, untouched, spans, metrics } = await play('after telemetry');
    assert.deepEqual([registered, untouched], [true, true]);
    assert.deepEqual(spans, spansOfRounds(2));
    assert.equal(metrics['fl.rounds.completed'], 2);
    await assertDelivered('run', 2);
  });

  it('hands over to an SDK that comes in the middle of a run: each span through one of the two', async () => {
    const { registered, untouched, spans, metrics } = await play('after a round');
    assert.deepEqual([registered, untouched], [true, true]);
    assert.deepEqual(spans, spansOfRounds(1));
    assert.equal(metrics['fl.rounds.completed'], 1);
    await assertDelivered('run', 2);
  });

  it('is not needed where the app routes updates and events itself', async () => {
    const app = apps.start<RoutingCommands>(script('routing-app'), options());
    await app.call('play', true);
    assert.equal(await app.end(), 0, app.errors());
    assert.doesNotMatch(app.errors(), /FEDOTEL_/);
    // The app's metrics go out when it flushes them, its events at the end.
    await assertDelivered('run', 2, { startLate: true });
  });

  it('is not needed where the app takes the updates alone', async () => {
    const app = apps.start<RoutingCommands>(script('routing-app'), options());
    await app.call('play', false);
    assert.equal(await app.end(), 0, app.errors());
    await assertDelivered('run', 2, { events: false });
  });

  it('is one for two copies of the package, which share outbox and pipeline', async () => {
    const first = await copyPackage(join(folder.path, 'first'));
    const second = await copyPackage(join(folder.path, 'second'), { ownApi: true });
    const app = apps.start<CopiesCommands>(script('copies-app'), options(first, second));
    const result = await app.call('play');
    assert.equal(result.separate, true, 'they are two');
    assert.match(result.second, /telemetry is already started in this process/);
    assert.equal(await app.end(), 0, app.errors());
    // The first round was before telemetry: what traced it was nobody.
    const spans = (await readEvents(join(bridge.runsDir, 'run.jsonl'))).filter(
      (event) => event.event_type === 'task' && event.phase === 'ended',
    );
    assert.deepEqual(new Set(spans.map((event) => event.event_type === 'task' && event.round)), new Set([2]));
    assert.equal(spans.length, SPANS_PER_ROUND);
    await assertDelivered('other', 1);
    const view = await readRun(join(bridge.runsDir, 'run.jsonl'));
    assert.equal(view.rounds.length, 2);
    assert.equal(view.emitted?.updates, 2 * CLIENTS.length);
    assert.equal(view.rounds.flatMap(({ clients }) => clients.flatMap(({ updates }) => updates)).length, 4);
  });

  for (const [without, install] of [
    [['exporter-logs-otlp-proto'], '@opentelemetry/exporter-logs-otlp-proto@0.223'],
    [['sdk-metrics', 'resources'], '@opentelemetry/resources@2 @opentelemetry/sdk-metrics@2'],
  ] as const) {
    it(`says how to install ${without.join(' and ')}, and lets the app go on without`, async () => {
      const base = await copyPackage(join(folder.path, 'app'), { without });
      const { env, ...others } = options(base);
      // Whatever is installed above the temporary folder is none of the app's.
      const alone = { ...others, env: { ...env, ...ownPackages(base) } };
      const app = apps.start<MissingPeerCommands>(script('missing-peer-app'), alone);
      const message = await app.call('play');
      assert.equal(
        message,
        `fedotel: startTelemetry needs packages that are not installed. Run:\n  npm install ${install}`,
      );
      assert.equal(await app.end(), 0, app.errors());
      assert.match(app.errors(), /FEDOTEL_NOT_STARTED/);
    });
  }
});

/** Spans that an app's SDK sees of a number of rounds, with the one that the app makes itself. */
function spansOfRounds(rounds: number): Record<string, number> {
  return {
    'fl.task.server': rounds,
    'fl.task.client': rounds * CLIENTS.length,
    'fl.aggregation': rounds,
    'fl.round': rounds,
    'app work': 1,
  };
}

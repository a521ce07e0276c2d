import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unescapeKeyPart } from '../../exporters/mlflow/api/index.js';
import type { PerClientMode } from '../../exporters/projection/index.js';
import { eventsOf, expectedPoints, FULL } from '../exporters/mlflow/sink/rig.js';
import { runCommand } from '../support/command.js';
import { readEvents } from '../support/read-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { numberOf, onlyRun, pointsOf, type ReadRun, readMlflow } from './mlflow-reader.js';
import { type MlflowServer, startMlflowServer } from './mlflow-server.js';

const MAIN = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const DEMO = fileURLToPath(new URL('../../examples/digits/main.js', import.meta.url));
const KEY_FILE = 'test/fixtures/hivewatch/full.mlflow-keys-hive_5.json';

type KeyFile = Readonly<Record<string, readonly (readonly [step: number, value: number])[]>>;

describe('runs in the real MLflow', () => {
  const folder = temporaryFolder('mlflow-runs');
  let server: MlflowServer;
  before(async () => {
    const home = join(folder.path, 'server');
    mkdirSync(home);
    server = await startMlflowServer({ folder: home });
  });
  after(async () => {
    await server.kill();
    folder.remove();
  });

  function fedotel(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const all = { MLFLOW_TRACKING_URI: server.url, HOME: folder.path, ...env };
    return runCommand(process.execPath, [MAIN, ...args], { env: all });
  }
  /** What one experiment has. */
  async function read(experiment: string): Promise<readonly ReadRun[]> {
    return readMlflow(server, experiment);
  }

  describe('the demo with --to mlflow', () => {
    const runsDir = join(folder.path, 'runs');
    let run: ReadRun;
    let journal: string;
    before(async () => {
      const demo = ['--rounds', '6', '--clients', '5', '--quiet'];
      await fedotel([
        'dev',
        '--to',
        'mlflow',
        '--page',
        'off',
        '--runs-dir',
        runsDir,
        '--',
        process.execPath,
        DEMO,
        ...demo,
      ]);
      journal = join(runsDir, `${readdirSync(runsDir).find((name) => name.endsWith('.jsonl'))}`);
      run = onlyRun(await read('digits'));
    });

    it('has every value of every round and client as the journal has it, once', async () => {
      const points = pointsOf([run]);
      assert.deepEqual(points, expectedPoints(await eventsOf(journal)));
      assert.equal(new Set(points).size, points.length);
      let rounds = 0;
      let updates = 0;
      for (const event of await readEvents(journal)) {
        const at = (key: string, step: number) =>
          run.metrics[key]?.filter(([there]) => there === step).map(([, , value]) => numberOf(value));
        if (event.event_type === 'round_end') {
          rounds += 1;
          assert.deepEqual(at('round/accuracy', event.round), [event.round_metrics.global_accuracy]);
          assert.deepEqual(at('round/loss', event.round), [event.round_metrics.global_loss]);
        } else if (event.event_type === 'client_update') {
          updates += 1;
          const [client] = event.clients;
          const losses = at(`client.${client?.client_id}.loss`, event.round ?? -1);
          assert.ok(losses?.includes(Number(client?.local_loss)), `${client?.client_id} in round ${event.round}`);
        }
      }
      assert.equal(rounds, 6);
      assert.ok(updates >= 20, `${updates} updates`);
    });

    it('has status, times, params, tags and the best round', async () => {
      const events = await readEvents(journal);
      const best = Math.max(
        ...events.flatMap((event) =>
          event.event_type === 'round_end' ? [event.round_metrics.global_accuracy ?? 0] : [],
        ),
      );
      assert.equal(run.status, 'FINISHED');
      assert.ok(run.end !== null && run.end > run.start);
      assert.equal(run.params.algorithm, 'FedAvg');
      assert.equal(run.params.planned_rounds, '6');
      assert.equal(run.params.learningRate, '0.1');
      assert.equal(run.tags['fl.run.id'], run.name);
      const values = run.metrics['best/accuracy']?.map(([, , value]) => numberOf(value)) ?? [];
      assert.equal(Math.max(...values), best);
    });

    it('has files that open', () => {
      const expected = ['client-updates.csv', 'config.json', 'histograms.jsonl', 'map.json', 'run.html'];
      assert.deepEqual(Object.keys(run.files).sort(), expected);
      for (const { bytes } of Object.values(run.files)) assert.ok(bytes > 0);
    });

    it('has what clients logged: losses of batches, and quantiles of their weights at every round', async () => {
      const logged = (await readEvents(journal)).filter((event) => event.event_type === 'histogram');
      assert.ok(logged.length > 0);
      for (const { client_id: client, step, min, max } of logged) {
        const at = (name: string) =>
          run.metrics[`client.${client}.scalar.weights.${name}`]?.filter(([there]) => there === step);
        assert.deepEqual(
          at('min')?.map(([, , value]) => numberOf(value)),
          [min],
        );
        assert.deepEqual(
          at('max')?.map(([, , value]) => numberOf(value)),
          [max],
        );
        const [median] = at('median') ?? [];
        assert.ok(median !== undefined && numberOf(median[2]) > min && numberOf(median[2]) < max);
      }
    });
  });

  describe('HiveWatch’s full run, exported', () => {
    let run: ReadRun;
    before(async () => {
      await fedotel(['export', FULL, '--to', 'mlflow'], { MLFLOW_EXPERIMENT_NAME: 'hivewatch' });
      run = onlyRun(await read('hivewatch'));
    });

    it('has all 97 keys of HiveWatch with every value, each once, those of the client with an emoji too', async () => {
      const { keys } = JSON.parse(readFileSync(KEY_FILE, 'utf8')) as { keys: KeyFile };
      const ours = new Map(Object.entries(run.metrics).map(([key, points]) => [plainKey(key), points]));
      assert.equal(Object.keys(keys).length, 97);
      // A client that updated twice in a round has two points there; HiveWatch's file cannot tell how many.
      const updates = new Map<string, number>();
      for (const event of await readEvents(FULL)) {
        if (event.event_type !== 'client_update') continue;
        const place = `${event.clients[0]?.client_id} ${event.round}`;
        updates.set(place, (updates.get(place) ?? 0) + 1);
      }
      const wrong: string[] = [];
      for (const [key, points] of Object.entries(keys)) {
        const there = (ours.get(key.replace('.hive_5.', '.🐝-hive_5.')) ?? []).map(
          ([step, , value]) => `${step}=${numberOf(value)}`,
        );
        for (const point of new Set(points.map(([step, value]) => `${step}=${value}`))) {
          const step = Number(point.split('=')[0]);
          const client = /^(?:client|sys)\.(.*)\.[^.]*$/.exec(key)?.[1]?.replace('hive_5', '🐝-hive_5');
          const most = updates.get(`${client} ${step}`) ?? 1;
          const count = there.filter((other) => other === point).length;
          if ((count < 1 || count > most) && !isNotInJournal(key, step)) wrong.push(`${key} ${point}: ${count}`);
        }
      }
      assert.deepEqual(wrong, []);
      const places = Object.entries(run.metrics).flatMap(([key, points]) =>
        points.map(([step, time]) => `${key} ${step} ${time}`),
      );
      assert.equal(new Set(places).size, places.length);
    });

    it('has HiveWatch’s params and tags', () => {
      const file = JSON.parse(readFileSync(KEY_FILE, 'utf8')) as Pick<ReadRun, 'params' | 'tags'>;
      for (const [key, value] of Object.entries(file.params)) assert.equal(run.params[key], value, key);
      const tags = new Map(Object.entries(run.tags).map(([key, value]) => [plainTag(key), value]));
      for (const [key, value] of Object.entries(file.tags)) {
        assert.equal(tags.get(key.replace(/(^|\.)hive_5/, '$1🐝-hive_5')), value, key);
      }
    });

    it('is not added to by a second export', async () => {
      await fedotel(['export', FULL, '--to', 'mlflow'], { MLFLOW_EXPERIMENT_NAME: 'hivewatch' });
      const again = onlyRun(await read('hivewatch'));
      assert.deepEqual(pointsOf([again]), pointsOf([run]));
      assert.deepEqual({ ...again, metrics: {} }, { ...run, metrics: {} });
    });
  });

  for (const mode of ['bands', 'runs', 'off'] as const satisfies readonly PerClientMode[]) {
    it(`has what is to be there with --per-client ${mode}`, async () => {
      const env = { MLFLOW_EXPERIMENT_NAME: `mode ${mode}` };
      await fedotel(['export', FULL, '--to', 'mlflow', '--per-client', mode], env);
      const runs = await read(`mode ${mode}`);
      assert.deepEqual(pointsOf(runs), expectedPoints(await eventsOf(FULL), mode));
      const parent = onlyRun(runs);
      assert.equal(runs.length, mode === 'runs' ? 7 : 1);
      for (const child of runs.filter((run) => run !== parent)) {
        assert.equal(child.tags['mlflow.parentRunId'], parent.runId);
        assert.equal(child.status, 'FINISHED');
      }
      const clients = runs.flatMap(({ tags }) => tags['fl.client.id'] ?? []);
      assert.equal(clients.includes('🐝-hive_5'), mode === 'runs');
    });
  }

  it('uploads a checkpoint that the run registered, byte for byte', async () => {
    const cwd = join(folder.path, 'app');
    mkdirSync(cwd);
    await runCommand('sh', ['-c', 'head -c 3000000 /dev/urandom > model.bin'], { cwd });
    const words = ['export', FULL, '--to', 'mlflow', '--artifact-root', cwd];
    await fedotel(words, { MLFLOW_EXPERIMENT_NAME: 'checkpoints' });
    const { files } = onlyRun(await read('checkpoints'));
    const sha256 = createHash('sha256')
      .update(readFileSync(join(cwd, 'model.bin')))
      .digest('hex');
    for (const round of [3, 5]) {
      assert.deepEqual(files[`checkpoints/round_${round}/model.bin`], { bytes: 3_000_000, sha256 });
    }
  });
});

/** A key of ours as HiveWatch would have it. */
function plainKey(key: string): string {
  const [, group, id, field] = /^(client|sys)\.([^.]*)\.(.*)$/.exec(key) ?? [];
  return id === undefined ? key : `${group}.${unescapeKeyPart(id)}.${field}`;
}

function plainTag(key: string): string {
  const [, prefix, id, rest] = /^(geo|dropout\.round_\d+|comm_failure\.round_\d+)\.([^.]*)(.*)$/.exec(key) ?? [];
  return id === undefined ? key : `${prefix}.${unescapeKeyPart(id)}${rest}`;
}

/** Values that HiveWatch gave to MLflow and left out of its log, or logged in another run of its script. */
function isNotInJournal(key: string, step: number): boolean {
  if (key === 'agg/aggregation_time_sec' || key.startsWith('agg/algo/') || key === 'round/duration_sec') return true;
  // The second and third drop-out of a round count on here. Totals that round 1 gave itself are not in the log.
  return key.startsWith('event/') || (key.startsWith('comm/') && step === 1);
}

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../exporters/journal/events.js';
import { createOnlineWriter, createWandbApi } from '../../exporters/wandb/online/index.js';
import { readWandbSettings } from '../../exporters/wandb/settings/index.js';
import type { MetricOutput, WandbOutput } from '../../exporters/wandb/types.js';
import { manifestOf } from '../support/fake-wandb/artifact.js';
import { type FakeWandb, startFakeWandb } from '../support/fake-wandb/fake-wandb.js';
import { faults } from '../support/fake-wandb/faults.js';
import type { FakeRun } from '../support/fake-wandb/run.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runWandb } from './wandb-client.js';

/** What both clients are given. Numbers that JSON has not are spelled. */
const ROWS: readonly Readonly<Record<string, JsonValue>>[] = [
  { round: 0, 'round/loss': 1, 'client/c1/loss': 2 },
  { round: 1, 'round/loss': 0.5, 'client/c1/loss': 1 },
  { round: 2, 'round/loss': 'NaN', 'round/up': 'Infinity', 'round/down': '-Infinity' },
  { round: 1, 'client/c1/loss': 0.75 },
  { round: 3, big: 9007199254740993n, none: null, list: [1, 2.5], deep: { a: { b: 1 } }, flag: true, text: 'é"\n' },
];
const TABLE = [
  ['c1', 1.5, 2.5],
  ['c2', 3.5, 4.5],
];

describe('W&B’s own client against the recording server', function () {
  this.timeout(300_000);
  const folder = temporaryFolder('wandb-online-peer');
  const files = { 'map.json': join(folder.path, 'map.json'), 'ckpt/weights.bin': join(folder.path, 'weights.bin') };
  let fake: FakeWandb;
  before(async () => {
    fake = await startFakeWandb();
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(files['map.json'], '{"clients":[]}');
    writeFileSync(files['ckpt/weights.bin'], Buffer.from(Array.from({ length: 64 }, (_, index) => index)));
  });
  after(async () => {
    await fake.stop();
    folder.remove();
  });
  const run = (project: string, id: string): FakeRun => fake.store.run('acme', project, id);
  const client = (mode: string, args: JsonObject) =>
    runWandb('wandb_online.py', [mode], { fake, folder: folder.path, args });

  it('completes: rows, config, metrics, summary, table, artifact, alert', async () => {
    await client('logged', { project: 'theirs', id: 'run1', rows: ROWS, table: TABLE, files });
    const { history, complete, exitCode, alerts, uploaded, metrics } = run('theirs', 'run1');
    assert.deepEqual([history.length, complete, exitCode], [6, true, 0]);
    assert.equal(history[4]?.big, 9007199254740993n);
    assert.ok(Number.isNaN(history[2]?.['round/loss']));
    assert.equal(alerts.length, 1);
    assert.deepEqual([...metrics.keys()].sort(), ['client/c1/loss', 'round', 'round/loss']);
    assert.ok(uploaded.has('config.yaml'));
    assert.deepEqual(
      fake.store.versions('fl-map').map(({ version, aliases }) => [version, [...aliases].sort()]),
      [[0, ['best', 'latest']]],
    );
    assert.deepEqual(fake.store.problems, []);
  });

  it('finds what our own writer leaves of the same data to be the same', async () => {
    await write('ours', 'run1');
    const [theirs, ours] = [run('theirs', 'run1'), run('ours', 'run1')];
    // Times are those of each run; our table is in no artifact of its own.
    assert.deepEqual(ours.history.map(withoutTimes), theirs.history.map(withoutTimes));
    assert.deepEqual(withoutTimes(ours.summary), withoutTimes(theirs.summary));
    assert.deepEqual(withoutInternal(ours.config), withoutInternal(theirs.config));
    assert.deepEqual(sorted(ours.metrics), sorted(theirs.metrics));
    assert.deepEqual({ ...ours.fields, program: null, host: null }, { ...theirs.fields, program: null, host: null });
    assert.deepEqual(ours.alerts, [{ ...theirs.alerts[0], waitDuration: 60_000 }]);
    assert.deepEqual([...ours.uploaded].sort(), [...theirs.uploaded].sort());
    assert.deepEqual([ours.complete, ours.exitCode], [theirs.complete, theirs.exitCode]);
    const media = [...theirs.files.keys()].filter((path) => path.startsWith('media/'));
    assert.deepEqual(
      media.map((path) => ours.files.get(path)?.toString()),
      media.map((path) => theirs.files.get(path)?.toString()),
    );
    assert.deepEqual(artifactOf('ours'), artifactOf('theirs'));
    assert.deepEqual(fake.store.problems, []);
  });

  it('resumes a run of its own, and one of ours', async () => {
    for (const project of ['theirs', 'ours']) {
      await client('resumed', { project, id: 'run1', rows: [{ round: 9 }, { round: 10 }] });
      const { history, complete, completions } = run(project, 'run1');
      assert.deepEqual(
        history.slice(-3).map(({ _step, round }) => [_step, round]),
        [
          [5, undefined],
          [6, 9],
          [7, 10],
        ],
      );
      assert.deepEqual([complete, completions], [true, 2]);
    }
    assert.deepEqual(run('ours', 'run1').config.lr, { value: 0.01 });
    assert.deepEqual(fake.store.problems, []);
  });

  it('tries again after 429 and a lost answer, and overwrites by number', async () => {
    for (const fault of [faults.tooMany('1'), faults.lose]) {
      fake.fault(fault, { on: /file_stream/, containing: 'wandb-history.jsonl' });
    }
    await client('many', { project: 'theirs', id: 'many', count: 200 });
    const { lines, changed, gaps, repeated } = run('theirs', 'many').stream('wandb-history.jsonl');
    assert.deepEqual([lines.length, changed, gaps], [200, 0, []]);
    assert.ok(repeated > 0);
    fake.clearFaults();
  });

  it('loses everything in silence when the stream answers 400, where ours says so', async () => {
    fake.fault(faults.status(400, 'no'), { on: /file_stream/, times: 1000 });
    await client('many', { project: 'theirs', id: 'lost', count: 10 });
    const { history, complete } = run('theirs', 'lost');
    assert.deepEqual([history.length, complete], [0, false]);
    const refused = await write('ours', 'lost');
    assert.match(refused, /^refused: W&B at .*, file_stream: 400 no$/);
    fake.clearFaults();
  });

  /** Writes the same data with our writer. @returns what came of it */
  async function write(project: string, id: string): Promise<string> {
    const env = { WANDB_API_KEY: fake.key, WANDB_BASE_URL: fake.url };
    const api = createWandbApi(readWandbSettings({}, { env, home: folder.path }));
    const writer = createOnlineWriter({
      api,
      target: { id, project, entity: undefined },
      fold: 'journal-auto',
      stateFile: join(folder.path, `${project}-${id}.json`),
      warn: (text) => fake.store.problems.push(text),
      progress: () => undefined,
      stopped: () => undefined,
    });
    writer.take(outputs(files));
    const result = await writer.flush({ finish: true });
    await writer.close();
    api.close();
    return result.kind === 'ok' ? 'ok' : `${result.kind}: ${result.reason}`;
  }

  function artifactOf(project: string) {
    const artifact = fake.store.versions('fl-map', 'acme', project)[0];
    assert.ok(artifact !== undefined);
    const { type, collection, digest, description, metadata, aliases, version, run: of } = artifact;
    const { contents, ...manifest } = manifestOf(artifact);
    const own = Object.entries(contents).map(([name, { digest: md5, size, birthArtifactID }]) => {
      return [name, md5, size, birthArtifactID === artifact.id, artifact.files.get(name)?.content?.toString('hex')];
    });
    return {
      type,
      collection,
      digest,
      description,
      metadata,
      aliases: [...aliases].sort(),
      version,
      of,
      manifest,
      own,
    };
  }
});

/** The same as outputs of the fold, with the summary that W&B's client computes itself. */
function outputs(files: Readonly<Record<string, string>>): WandbOutput[] {
  const now = Date.now();
  const rows = ROWS.map((row, step): WandbOutput => {
    const values = new Map(Object.entries(row).map(([key, value]) => [key, numberOf(value)]));
    return { kind: 'history', step, timeMillis: now + step, values };
  });
  const config = { algorithm: 'fedavg', lr: 0.01, nested: { clients: 2, names: ['a', 'b'] }, seed: null, late: 1 };
  const run = { displayName: 'fedavg demo', group: 'exp-1', jobType: 'server', notes: 'a note', tags: ['fl', 'demo'] };
  return [
    { kind: 'run', ...run, config, startMillis: now },
    metric('round', undefined, []),
    metric('round/loss', 'round', []),
    metric('client/c1/loss', 'round', ['min', 'mean']),
    ...rows,
    {
      kind: 'table',
      key: 'locations',
      step: ROWS.length,
      timeMillis: now + 9,
      columns: ['client', 'lat', 'lon'],
      rows: TABLE,
    },
    { kind: 'alert', title: 'diverged', text: 'gradient divergence', level: 'WARN', timeMillis: now },
    {
      kind: 'artifact',
      name: 'fl-map',
      type: 'map',
      description: 'map of the run',
      metadata: { rounds: 10 },
      aliases: ['best'],
      files: Object.entries(files).map(([name, path]) => ({ name, source: { path } })),
    },
    { kind: 'summary', values: SUMMARY },
    { kind: 'end', exitCode: 0, complete: true, runtimeSeconds: 1 },
  ];
}

/** Last values by arrival, as W&B's client has them; ours come from the fold. */
const SUMMARY = {
  round: 3,
  'round/loss': Number.NaN,
  'round/up': Number.POSITIVE_INFINITY,
  'round/down': Number.NEGATIVE_INFINITY,
  'client/c1/loss': { min: 0.75, mean: 1.25 },
  big: 9007199254740993n,
  list: [1, 2.5],
  deep: { a: { b: 1 } },
  flag: true,
  text: 'é"\n',
};

function metric(name: string, stepMetric: string | undefined, summary: MetricOutput['summary']): MetricOutput {
  return { kind: 'metric', name, stepMetric, summary, hidden: false };
}

function numberOf(value: JsonValue): JsonValue {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value;
}

/** A row or summary without what differs from run to run, and without where a table is in an artifact of its own. */
function withoutTimes(row: Readonly<Record<string, unknown>>): object {
  const { _timestamp, _runtime, _wandb, ...rest } = row;
  const { locations } = rest;
  if (typeof locations !== 'object') return rest;
  const { artifact_path, _latest_artifact_path, ...table } = locations as Readonly<Record<string, unknown>>;
  return { ...rest, locations: table };
}

function withoutInternal({ _wandb, ...config }: FakeRun['config']): object {
  return config;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

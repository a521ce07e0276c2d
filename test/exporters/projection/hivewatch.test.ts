import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeLine } from '../../../exporters/journal/index.js';
import type { ProjectionOutput } from '../../../exporters/projection/index.js';
import { readEvents } from '../../support/read-run.js';
import { fold, only, type PlacedValue, seriesOf, spell, valuesByKey } from './support/fold.js';

type KeyFile = Readonly<Record<string, readonly (readonly [step: number, value: unknown])[]>>;

function keysOf(name: string): KeyFile {
  const { keys } = JSON.parse(readFileSync(`test/fixtures/hivewatch/${name}`, 'utf8')) as { keys: KeyFile };
  return keys;
}

/**
 * Values of the key files that the journal of the same run does not have: HiveWatch gives them to its other
 * destinations and leaves them out of the log, or its log was written by another run of the script, whose clock ticked
 * at other moments.
 */
function notInJournal(key: string, step: number): boolean {
  if (key === 'agg/aggregation_time_sec' || key.startsWith('agg/algo/')) return true;
  // Totals that round 1 gave itself; the log has only what the clients sent.
  if (key.startsWith('comm/') && step === 1) return true;
  return key === 'round/duration_sec';
}

/** Values that are no numbers: the round as W&B's x-axis, an accuracy that was not evaluated, a text. */
function isNoNumber(key: string, value: unknown): boolean {
  return key === 'round' || value === null || typeof value === 'string';
}

/** Step and value of each of HiveWatch's points, the copies apart that it makes at the end of a round. */
function distinct(points: KeyFile[string]): string[] {
  return [...new Set(points.map(([step, value]) => `${step}=${Number(value)}`))].sort();
}

function distinctPlaced(points: readonly PlacedValue[]): string[] {
  return [...new Set(points.map(({ step, value }) => `${step}=${Number(value)}`))].sort();
}

describe("projection of HiveWatch's full run", () => {
  let outputs: ProjectionOutput[];
  let values: Map<string, PlacedValue[]>;

  before(async () => {
    outputs = fold(await readEvents('test/fixtures/hivewatch/full.jsonl'));
    values = valuesByKey(outputs);
  });

  const files = [
    {
      name: 'full.mlflow-keys-hive_5.json',
      count: 97,
      // The file is of the run with another name for the client whose emoji MLflow refuses.
      ours: (key: string) => key.replace(/^(client|sys)\.hive_5\./, '$1.🐝-hive_5.'),
    },
    {
      name: 'full.wandb-keys.json',
      count: 99,
      ours: (key: string) =>
        key.replace(/^(client|sys)\/(.*)\/([^/]+)$/, (_all, group, id, field) => `${group}.${id}.${field}`),
    },
  ];

  for (const { name, count, ours } of files) {
    it(`has every key and value of ${name}`, () => {
      const expected = Object.entries(keysOf(name));
      assert.equal(expected.length, count);
      const missing: string[] = [];
      for (const [key, points] of expected) {
        const got = new Set(distinctPlaced(values.get(ours(key)) ?? []));
        const wanted = points.filter(([step, value]) => !isNoNumber(key, value) && !notInJournal(key, step));
        for (const point of distinct(wanted)) if (!got.has(point)) missing.push(`${key} ${point}`);
      }
      assert.deepEqual(missing, []);
    });
  }

  it('has no other values under the keys of HiveWatch than those that it drops or says wrongly', () => {
    const extra: string[] = [];
    for (const [key, points] of Object.entries(keysOf('full.mlflow-keys-hive_5.json'))) {
      const known = new Set(distinct(points));
      for (const point of distinctPlaced(values.get(key.replace(/^(client|sys)\.hive_5\./, '$1.🐝-hive_5.')) ?? [])) {
        if (!known.has(point) && !notInJournal(key, Number(point.split('=')[0]))) extra.push(`${key} ${point}`);
      }
    }
    assert.deepEqual(extra.sort(), [
      // Zero samples are a value.
      ...['0=0', '1=0', '3=0', '4=0'].map((point) => `client.client.4.num_samples ${point}`),
      // Drop-outs and failures are statuses of their clients.
      'client.client.4.status 2=2',
      'client.edge/03 küche.status 2=2',
      'client.edge/03 küche.status 3=3',
      'client.hive_5.num_samples 5=0',
      'client.hive_5.status 2=2',
      'client.hive_5.status 3=3',
      'client.site-montréal.num_samples 5=0',
      'client.病院-東京.num_samples 5=0',
      // The second and third of a round count on.
      'event/client_dropout 2=2',
      'event/client_dropout 2=3',
      'event/comm_failure 3=2',
    ]);
  });

  it('says each value of an update once, where HiveWatch repeats it at the end of the round', () => {
    for (const [key, points] of values) {
      const places = points.map(({ step, time }) => `${step}@${time}`);
      assert.equal(new Set(places).size, places.length, key);
    }
    const rounds = values.get('client.site-montréal.loss')?.map(({ step }) => step);
    assert.deepEqual(rounds, [0, 1, 2, 3, 4, 4]);
    assert.equal(keysOf('full.mlflow-keys-hive_5.json')['client.site-montréal.loss']?.length, 11);
  });

  it('has durations as the log says them', () => {
    const durations = values.get('round/duration_sec')?.map(({ value }) => Number(value).toFixed(2));
    assert.deepEqual(durations, ['2.02', '2.27', '2.52', '2.77', '3.03', '3.27']);
  });

  it('sends bytes that are zero, which HiveWatch drops', () => {
    const sent = values.get('client.edge/03 küche.bytes_sent_mb')?.map(({ step, value }) => [step, value]);
    assert.deepEqual(
      sent,
      [0, 1, 2, 4, 5].map((step) => [step, 0]),
    );
  });

  it('has what HiveWatch never sends: free numbers, counts, the update without a round', () => {
    const known = keysOf('full.mlflow-keys-hive_5.json');
    const more = [...values.keys()].filter((key) => !Object.hasOwn(known, key.replace('🐝-', '')));
    const free = ['_debug_score', 'f1_macro', 'temp_c', 'tokens'];
    const ids = ['client.4', 'edge/03 küche', 'site-montréal', '病院-東京', '🐝-hive_5'];
    assert.deepEqual(
      more.sort(),
      [
        ...ids.flatMap((id) => free.map((name) => `client.${id}.${name}`)),
        'client.drifter.loss',
        'client.drifter.num_samples',
        'client.drifter.status',
        'client.edge/03 küche.bytes_sent_mb',
        'clients/late',
        'round/num_completed',
        'round/num_dropped',
        'round/num_selected',
      ].sort(),
    );
    assert.deepEqual(
      values.get('client.drifter.loss')?.map(({ step, value }) => [step, value]),
      [[4, 0.5]],
    );
    assert.equal(values.get('client.client.4.tokens')?.[0]?.value, 9007199254740993n);
  });

  it('counts the late update of round 3', () => {
    const late = values.get('clients/late')?.map(({ step, value }) => [step, value]);
    assert.deepEqual(late, [[3, 1]]);
  });

  it('has the drop-outs, failures and checkpoints of the key file', () => {
    const { tags } = JSON.parse(readFileSync('test/fixtures/hivewatch/full.mlflow-keys-hive_5.json', 'utf8')) as {
      tags: Readonly<Record<string, string>>;
    };
    const incidents = only(outputs, 'incident').map(({ what, round, client, reason }) => [
      `${what === 'client_dropout' ? 'dropout' : what}.round_${round}.${client.replace('🐝-', '')}`,
      reason,
    ]);
    const places = new Map<string, string>();
    for (const { client, lat, lng, city, country } of only(outputs, 'location')) {
      for (const [name, value] of Object.entries({ lat, lng, city, country })) {
        if (value !== undefined) places.set(`geo.${client.replace('🐝-', '')}.${name}`, String(value));
      }
    }
    const said = Object.entries(tags).filter(([tag]) => !tag.startsWith('hivewatch/'));
    assert.deepEqual(
      Object.fromEntries([...incidents, ...places]),
      Object.fromEntries(said.map(([tag, value]) => [tag, value === '0.0' ? '0' : value])),
    );
    assert.deepEqual(
      only(outputs, 'file').map(({ type, name, path, round }) => ({ type, name, path, round })),
      [3, 5].map((round) => ({ type: 'checkpoint', name: 'model.bin', path: 'model.bin', round })),
    );
  });

  it('reads the names of HiveWatch 0.2', () => {
    const lines = [
      '{"event_type":"init","run_id":"r","algorithm":"FedAvg","config":{},"started_at":"2026-03-02T09:00:00.004000+00:00"}',
      '{"event_type":"client_update","run_id":"r","round":1,"timestamp":"2026-03-02T09:00:01.000000+00:00","clients":[{"client_id":7,"local_loss":NaN,"gradient_norm":2,"bytes_sent":5}]}',
      '{"event_type":"round_end","run_id":"r","round":1,"timestamp":"2026-03-02T09:00:02.000000+00:00","round_metrics":{"global_loss":Infinity,"gradient_divergence":0.5,"num_selected":1,"num_completed":1},"clients":[{"client_id":7,"local_loss":NaN,"gradient_norm":2,"bytes_sent":5}]}',
    ];
    const events = lines.map((line) => decodeLine(line)).flatMap((line) => (line.kind === 'event' ? [line.event] : []));
    const old = fold(events);
    assert.equal(events.length, 3);
    assert.deepEqual(seriesOf(old, 'agg/gradient_norm_dispersion'), [[1, 0.5]]);
    assert.deepEqual(seriesOf(old, 'round/loss'), [[1, Number.POSITIVE_INFINITY]]);
    assert.deepEqual(seriesOf(old, 'client.7.loss'), [[1, Number.NaN]]);
    assert.deepEqual(seriesOf(old, 'client.7.bytes_sent_mb'), [[1, 0.000005]]);
  });

  it('reads a log that breaks off as far as it goes', async () => {
    const events = (await readEvents('test/fixtures/hivewatch/full.jsonl')).slice(0, 17);
    assert.deepEqual(fold(events), outputs.slice(0, fold(events).length));
    assert.equal(only(fold(events), 'state').length, 0);
  });

  it('names every number of the run in one way', () => {
    const names = new Map<string, unknown>();
    for (const row of only(outputs, 'row')) {
      for (const { key } of row.points) {
        assert.equal(names.get(spell(key)) ?? key, key);
        names.set(spell(key), key);
      }
    }
    assert.equal(names.size, values.size);
  });
});

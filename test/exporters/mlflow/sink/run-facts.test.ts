import assert from 'node:assert/strict';
import { keyProblem } from '../../../../exporters/mlflow/api/index.js';
import { HappeningTags, paramsOf, tagsOf } from '../../../../exporters/mlflow/sink/run-facts.js';
import type { DescribeOutput, IncidentOutput } from '../../../../exporters/projection/index.js';

const describeRun = (more: Partial<DescribeOutput>): DescribeOutput => ({
  kind: 'describe',
  runId: 'r',
  attempt: undefined,
  job: undefined,
  algorithm: undefined,
  plannedRounds: undefined,
  mode: undefined,
  system: undefined,
  parentRunId: undefined,
  startMillis: undefined,
  config: {},
  params: {},
  tags: {},
  text: {},
  server: {},
  ...more,
});
const incident = (client: string, round: number, reason = ''): IncidentOutput => {
  return { kind: 'incident', what: 'client_dropout', round, client, operation: 'train', reason, timeMillis: 1 };
};

describe('paramsOf', () => {
  it('has config, logged params, algorithm and planned rounds; what the app says itself wins', () => {
    const params = paramsOf(
      describeRun({
        config: { a: { b: 1 }, algorithm: 'mine' },
        params: { lr: 0.1 },
        algorithm: 'FedAvg',
        plannedRounds: 5,
      }),
    );
    assert.deepEqual(
      [...params],
      [
        ['a.b', '1'],
        ['algorithm', 'mine'],
        ['lr', '0.1'],
        ['planned_rounds', '5'],
      ],
    );
  });

  it('is legal whatever the names are, and bounded', () => {
    const config = Object.fromEntries(
      ['', '@', 'a//b', '../x', 'ü'.repeat(400), ...Array.from({ length: 3000 }, (_, n) => `k${n}`)].map((key) => [
        key,
        1,
      ]),
    );
    const params = paramsOf(describeRun({ config }));
    assert.equal(params.size, 2000);
    for (const key of params.keys()) assert.equal(keyProblem(key), undefined, key);
  });
});

describe('tagsOf', () => {
  it('tells what the run is, also for those who search as with HiveWatch', () => {
    const tags = tagsOf(
      describeRun({
        job: 'digits',
        algorithm: 'FedAvg',
        attempt: 7,
        system: 'flower',
        server: { gpus: 4 },
        tags: { 'team@x': 'a' },
      }),
      'bands',
    );
    assert.deepEqual(Object.fromEntries(tags), {
      'fl.run.id': 'r',
      'hivewatch/run_id': 'r',
      'hivewatch/algorithm': 'FedAvg',
      'fl.per_client': 'bands',
      'fl.job.name': 'digits',
      'fl.run.attempt': '7',
      'fl.system.name': 'flower',
      'mlflow.source.name': 'flower',
      'mlflow.source.type': 'JOB',
      'mlflow.note.content': 'Federated run `r`: FedAvg',
      'team:40x': 'a',
      'fl.server.gpus': '4',
    });
  });

  it('lets the app say its own note', () => {
    const tags = tagsOf(describeRun({ tags: { 'mlflow.note.content': 'mine' } }), 'auto');
    assert.equal(tags.get('mlflow.note.content'), 'mine');
  });
});

describe('HappeningTags', () => {
  it('are bounded, and count what has none', () => {
    const happenings = new HappeningTags();
    for (let n = 0; n < 1500; n++) happenings.addIncident(incident(`c${n}`, 1));
    happenings.addIncident(incident('c1', 1, 'again'));
    assert.equal(happenings.tags.size, 1000);
    assert.equal(happenings.untold, 500);
    assert.equal(happenings.tags.get('dropout.round_1.c1'), 'again');
    for (let n = 0; n < 400; n++) {
      happenings.addLocation({
        kind: 'location',
        client: `c${n}`,
        round: 1,
        lat: n,
        lng: 0,
        city: undefined,
        country: 'CH',
      });
    }
    assert.equal(happenings.tags.size, 1000 + 300 * 3);
    assert.equal(happenings.tags.get('geo.c5.lat'), '5.0');
    for (const key of happenings.tags.keys()) assert.equal(keyProblem(key), undefined, key);
  });

  it('have legal keys for any id', () => {
    const happenings = new HappeningTags();
    for (const id of ['', '🐝', 'a/b', 'x'.repeat(500)]) happenings.addIncident(incident(id, -1));
    for (const key of happenings.tags.keys()) assert.equal(keyProblem(key), undefined, key);
  });
});

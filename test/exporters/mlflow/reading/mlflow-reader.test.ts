import assert from 'node:assert/strict';
import type { MlflowApi, MlflowMetric } from '../../../../exporters/mlflow/api/index.js';
import { createMlflowReader, MlflowReadError, type MlflowReader } from '../../../../exporters/mlflow/reading/index.js';
import { type FakeMlflow, startFakeMlflow } from '../../../support/fake-mlflow/fake-mlflow.js';
import { faults } from '../../../support/fake-mlflow/faults.js';
import { apiFor, okOf, point } from '../../../support/mlflow-contract.js';

const START = Date.UTC(2026, 0, 1);

describe('the reader of MLflow', () => {
  let fake: FakeMlflow;
  let api: MlflowApi;
  let reader: MlflowReader;
  let digits: string;
  before(async () => {
    fake = await startFakeMlflow();
    api = apiFor(fake.url);
    digits = okOf(await api.createExperiment('digits'));
  });
  beforeEach(() => {
    reader = createMlflowReader(api);
    fake.store.runs.clear();
    fake.clearFaults();
  });
  after(async () => {
    api.close();
    await fake.stop();
  });

  let count = 0;
  const write = async (
    tags: Readonly<Record<string, string>>,
    metrics: readonly MlflowMetric[] = [],
    experimentId = digits,
  ): Promise<string> => {
    const entries = Object.entries(tags).map(([key, value]) => ({ key, value }));
    const startTime = START + count++;
    const { runId } = okOf(await api.createRun({ experimentId, name: 'a name', startTime, tags: entries }));
    okOf(await api.logBatch(runId, { metrics }));
    return runId;
  };
  const series = (key: string, ...values: readonly number[]) =>
    values.map((value, step) => point({ key, step, value, timestamp: START + 1000 * step }));

  it('lists the runs of one experiment, or of all, without those of single clients and deleted ones', async () => {
    const other = await write({}, [], '0');
    const first = await write({});
    const second = await write({});
    await write({ 'mlflow.parentRunId': first });
    fake.store.run(await write({})).deleted = true;
    const ids = async (experiment?: string) => (await reader.runs(experiment)).map(({ runId }) => runId);
    assert.deepEqual(await ids('digits'), [second, first]);
    assert.deepEqual(await ids(), [second, first, other]);
  });

  it('finds a run by our id or by MLflow’s, the youngest of several', async () => {
    await write({ 'fl.run.id': 'mine' });
    const younger = await write({ 'fl.run.id': 'mine' });
    const hex = 'ab'.repeat(16);
    const looksLikeMlflow = await write({ 'fl.run.id': hex });
    assert.equal((await reader.find('mine', 'digits')).runId, younger);
    assert.equal((await reader.find('mine', undefined)).runId, younger);
    assert.equal((await reader.find(younger, undefined)).runId, younger);
    assert.equal((await reader.find(hex, undefined)).runId, looksLikeMlflow);
  });

  it('says what it did not find', async () => {
    await assert.rejects(reader.find('nobody', undefined), {
      message: /^expected a run of MLflow at http.*, got "nobody"$/,
    });
    await assert.rejects(reader.find('x', 'letters'), {
      message: /^expected an experiment .* got "letters"; there are .*"digits"$/,
    });
    await assert.rejects(reader.runs('letters'), MlflowReadError);
  });

  it('reads what a run is compared by', async () => {
    const runId = await write({ 'fl.run.id': 'mine', 'fl.job.name': 'digits', 'fl.per_client': 'keys' }, [
      ...series('round/accuracy', 0.5, 0.9, 0.7),
      ...series('round/loss', 2, 1, Number.NaN),
      ...series('round/top 5 :28val:29', 0.1),
      ...series('round/duration_sec', 1, 1, 1, 1),
      ...series('comm/total_bytes_up_mb', 0.000001, 0.5),
      ...series('client.a.loss', 1),
      ...series('client.b.loss', 1),
    ]);
    const params = [
      { key: 'lr', value: '0.1' },
      { key: 'algorithm', value: 'FedAvg' },
      { key: 'planned_rounds', value: '9' },
    ];
    okOf(await api.logBatch(runId, { params }));
    okOf(await api.updateRun(runId, { status: 'KILLED', endTime: START + 60_000 }));
    const run = await reader.find('mine', undefined);
    const { results, startedAt, durationSeconds, ...facts } = await reader.compared(run, undefined);
    assert.deepEqual(facts, {
      runId: 'mine',
      place: runId,
      job: 'digits',
      algorithm: 'FedAvg',
      state: 'interrupted',
      rounds: 4,
      plannedRounds: 9,
      clients: 2,
      bytesUp: 500_001,
      bytesDown: undefined,
      objective: undefined,
      params: { lr: '0.1', algorithm: 'FedAvg', planned_rounds: '9' },
    });
    assert.match(startedAt ?? '', /^2026-01-01T00:00:00/);
    assert.equal(Math.round(durationSeconds ?? 0), 60);
    assert.deepEqual(Object.keys(results), ['accuracy', 'loss', 'top 5 (val)']);
    assert.deepEqual(results.accuracy, {
      final: { round: 2, value: 0.7 },
      max: { round: 1, value: 0.9 },
      min: { round: 0, value: 0.5 },
    });
    assert.deepEqual(results.loss?.final, { round: 2, value: Number.NaN });
  });

  it('reads one result when one is wanted, also of runs that are not ours', async () => {
    await write({ 'hivewatch/run_id': 'hive', 'hivewatch/algorithm': 'FedAsync' }, series('val_loss', 3, 2));
    const [run] = await reader.runs('digits');
    assert.ok(run);
    const compared = await reader.compared(run, 'val_loss');
    assert.deepEqual(
      [compared.runId, compared.algorithm, compared.rounds, compared.state, compared.job],
      ['hive', 'FedAsync', 2, 'running', 'digits'],
    );
    assert.deepEqual(compared.results.val_loss?.min, { round: 1, value: 2 });
    assert.deepEqual((await reader.compared(run, 'accuracy')).results, {});
  });

  it('takes the younger value of a round that was done again', async () => {
    const again = [
      point({ key: 'round/loss', step: 1, value: 5, timestamp: START + 9 }),
      point({ key: 'round/loss', step: 1, value: 7, timestamp: START }),
    ];
    await write({}, again);
    const [run] = await reader.runs('digits');
    assert.ok(run);
    assert.deepEqual((await reader.compared(run, 'loss')).results.loss?.final, { round: 1, value: 5 });
  });

  it('ends with an empty page, whatever its token says', async () => {
    const body = JSON.stringify({ next_page_token: 'more' });
    fake.fault({ kind: 'answer', status: 200, mediaType: 'application/json', body }, { on: /search/, times: 9 });
    assert.deepEqual(await reader.runs(undefined), []);
    await assert.rejects(reader.find('x', undefined), /expected a run/);
  });

  it('says in one line why it cannot read', async () => {
    fake.fault(faults.locked);
    await assert.rejects(reader.runs(undefined), { name: 'MlflowReadError', message: /503 .*database is locked/ });
    fake.fault(faults.internal, { on: /runs\/get/ });
    await assert.rejects(reader.find('0'.repeat(32), undefined), { message: /500 INTERNAL_ERROR/ });
  });
});

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsBestCommand } from '../../../cli/commands/runs-best.js';
import { CommandError, UsageError } from '../../../cli/errors.js';
import { type FakeMlflow, startFakeMlflow } from '../../support/fake-mlflow/fake-mlflow.js';
import { apiFor, okOf, point } from '../../support/mlflow-contract.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli } from '../cli-process.js';
import { createTestContext } from '../test-context.js';

describe('fedotel runs best', () => {
  const folder = temporaryFolder('runs-best');
  after(() => folder.remove());
  let count = 0;
  let dir: string;
  beforeEach(() => {
    dir = join(folder.path, `runs${count++}`);
    mkdirSync(dir);
  });
  const write = (runId: string, init: object, rounds: readonly object[]) => {
    const timestamp = '2026-01-01T00:00:00Z';
    const events = [
      { event_type: 'init', ...init },
      ...rounds.map((round_metrics, round) => ({ event_type: 'round_end', round, round_metrics })),
    ];
    const lines = events.map((event) => `${JSON.stringify({ run_id: runId, timestamp, ...event })}\n`);
    writeFileSync(join(dir, `${runId}.jsonl`), lines.join(''));
  };
  const best = async (argv: readonly string[] = [], env: Record<string, string> = {}) => {
    const context = createTestContext({ env });
    const code = await runsBestCommand.run(['--runs-dir', dir, ...argv], context);
    return { code, stdout: context.stdout(), stderr: context.stderr() };
  };
  const rowsOf = (stdout: string) =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s{2,}/));

  it('puts the best run first, with its best round', async () => {
    write('a', { job: 'digits', algorithm: 'FedAvg' }, [{ global_accuracy: 0.5 }, { global_accuracy: 0.8 }]);
    write('b', { job: 'letters' }, [{ global_accuracy: 0.91234 }, { global_accuracy: 0.1 }, {}]);
    write('c', {}, [{ global_loss: 0.1 }]);
    const { code, stdout, stderr } = await best();
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(rowsOf(stdout), [
      ['RUN', 'JOB', 'ALGORITHM', 'STATE', 'ACCURACY', 'ROUND', 'OF'],
      ['b', 'letters', '-', 'interrupted', '0.9123', '0', '3'],
      ['a', 'digits', 'FedAvg', 'interrupted', '0.8000', '1', '2'],
    ]);
  });

  it('goes by the objective of the runs, or by what it is told', async () => {
    const objective = { metric: 'f1', goal: 'min' };
    write('a', { objective }, [{ global_accuracy: 0.9, metrics: { f1: 0.5 } }]);
    write('b', { objective }, [{ global_accuracy: 0.5, metrics: { f1: 0.1 } }]);
    const first = async (...argv: string[]) => rowsOf((await best(argv)).stdout)[1]?.[0];
    assert.equal(await first(), 'b');
    assert.equal(await first('--mode', 'max'), 'a');
    assert.equal(await first('--metric', 'accuracy'), 'a');
    assert.equal(await first('--metric', 'accuracy', '--mode', 'min'), 'b');
  });

  it('looks at one job only, and shows so many', async () => {
    for (const [id, job] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'x'],
    ] as const)
      write(id, { job }, [{ global_loss: id.charCodeAt(0) }]);
    const ids = async (...argv: string[]) =>
      rowsOf((await best(['--metric', 'loss', ...argv])).stdout).map(([id]) => id);
    assert.deepEqual(await ids('--job', 'x'), ['RUN', 'a', 'c']);
    assert.deepEqual(await ids('--limit', '1'), ['RUN', 'a']);
  });

  it('is one line of JSON', async () => {
    write('a', { job: 'digits', config: { lr: 1 } }, [{ global_accuracy: 0.5 }]);
    write('silent', {}, []);
    const { stdout } = await best(['--json']);
    const { runs, ...head } = JSON.parse(stdout) as { runs: Record<string, unknown>[] };
    assert.deepEqual(head, { metric: 'accuracy', goal: 'max', looked: 2 });
    assert.deepEqual(
      runs.map(({ runId, place, value, round, rounds }) => ({ runId, place, value, round, rounds })),
      [{ runId: 'a', place: join(dir, 'a.jsonl'), value: 0.5, round: 0, rounds: 1 }],
    );
  });

  it('ends with 1 when no run has the metric, and tells of files that it cannot read', async () => {
    assert.deepEqual(await best(), { code: 1, stdout: '', stderr: 'fedotel runs best: there are no such runs\n' });
    write('a', {}, [{ global_accuracy: 'NaN' }]);
    writeFileSync(join(dir, 'empty.jsonl'), '');
    const { code, stdout, stderr } = await best(['--metric', 'accuracy']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /empty\.jsonl: expected a journal.*\nfedotel runs best: no run of 1 has accuracy\n$/);
  });

  it('refuses what it does not know', async () => {
    await assert.rejects(best(['--from', 'wandb']), UsageError);
    await assert.rejects(best(['--from', 'wandb']), /--from: expected local, mlflow or mlflow=URL, got "wandb"/);
    await assert.rejects(best(['--mode', 'best']), /--mode: expected max or min, got "best"/);
    assert.equal((await runCli(['runs', 'best', '--limit', '0'])).code, 2);
  });

  describe('--from mlflow', () => {
    let fake: FakeMlflow;
    beforeEach(async () => {
      fake = await startFakeMlflow();
    });
    afterEach(() => fake.stop());
    const log = async (runId: string, experiment: string, values: readonly number[], own?: string) => {
      const api = apiFor(fake.url);
      const known = await api.getExperimentByName(experiment);
      const experimentId =
        known.kind === 'ok' ? known.value.experimentId : okOf(await api.createExperiment(experiment));
      const tags = [{ key: 'fl.run.id', value: runId }];
      const run = okOf(await api.createRun({ experimentId, name: runId, startTime: 1_760_000_000_000, tags }));
      const metrics = values.flatMap((value, step) => [
        point({ key: 'round/loss', step, value }),
        point({ key: 'round/accuracy', step, value: 1 - value }),
      ]);
      const best = own === undefined ? [] : [point({ key: `best/${own}` }), point({ key: 'best/round' })];
      okOf(await api.logBatch(run.runId, { metrics: [...metrics, ...best] }));
      api.close();
    };
    const ids = async (...argv: string[]) => {
      const { stdout } = await best(['--from', 'mlflow', ...argv], { MLFLOW_TRACKING_URI: fake.url });
      return rowsOf(stdout).map((row) => row.filter((_, index) => index === 0 || index >= 4).join(' '));
    };

    it('reads the runs of all experiments, or of one', async () => {
      await log('a', 'digits', [0.9, 0.3, 0.5]);
      await log('b', 'digits', [0.2]);
      await log('c', 'letters', [0.1]);
      assert.deepEqual(await ids('--metric', 'loss'), [
        'RUN LOSS ROUND OF',
        'c 0.1000 0 1',
        'b 0.2000 0 1',
        'a 0.3000 1 3',
      ]);
      assert.deepEqual(await ids('--experiment', 'digits'), ['RUN ACCURACY ROUND OF', 'b 0.8000 0 1', 'a 0.7000 1 3']);
      assert.deepEqual(await ids('--job', 'letters'), ['RUN ACCURACY ROUND OF', 'c 0.9000 0 1']);
    });

    it('goes by the objective that the runs were written with', async () => {
      await log('a', 'digits', [0.9, 0.3], 'loss');
      assert.deepEqual(await ids(), ['RUN LOSS ROUND OF', 'a 0.3000 1 2']);
    });

    it('takes the server from the command line', async () => {
      await log('a', 'digits', [0.5]);
      const { code, stdout } = await best(['--from', `mlflow=${fake.url}`, '--json']);
      assert.equal(code, 0);
      assert.equal((JSON.parse(stdout) as { runs: { job: string }[] }).runs[0]?.job, 'digits');
    });

    it('says in one line what is wrong', async () => {
      await assert.rejects(ids('--experiment', 'nothing'), CommandError);
      await fake.stop();
      await assert.rejects(
        ids(),
        /^CommandError: MLflow at http:.*nothing listens there|MLflow at http:.*nothing listens/,
      );
      await assert.rejects(best(['--from', 'mlflow=sqlite:///x']), /--mlflow-tracking-uri: expected the http/);
    });
  });
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsCompareCommand } from '../../../cli/commands/runs-compare.js';
import { startFakeMlflow } from '../../support/fake-mlflow/fake-mlflow.js';
import { apiFor, okOf, point } from '../../support/mlflow-contract.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { runCli } from '../cli-process.js';
import { createTestContext } from '../test-context.js';

describe('fedotel runs compare', () => {
  const folder = temporaryFolder('runs-compare');
  after(() => folder.remove());
  const write = (runId: string, init: object, rounds: readonly object[]) => {
    const events = [
      { event_type: 'init', ...init },
      ...rounds.flatMap((round_metrics, round) => [
        { event_type: 'client_update', clients: [{ round, client_id: 'one', local_loss: 1 }] },
        { event_type: 'round_end', round, round_metrics },
      ]),
      { event_type: 'finished', state: 'finished' },
    ];
    const lines = events.map((event, second) => {
      const timestamp = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
      return `${JSON.stringify({ run_id: runId, timestamp, ...event })}\n`;
    });
    writeFileSync(join(folder.path, `${runId}.jsonl`), lines.join(''));
  };
  before(() => {
    const a = [
      { global_accuracy: 0.5, global_loss: 2, total_bytes_up: 1_500_000 },
      { global_accuracy: 0.8, global_loss: 1 },
    ];
    write('a', { job: 'digits', algorithm: 'FedAvg', planned_rounds: 2, config: { lr: 0.1, seed: 7 } }, a);
    write('b', { job: 'digits', algorithm: 'FedProx', config: { lr: 0.2, seed: 7, mu: 1 } }, [
      { global_accuracy: 0.7, global_loss: 0.5, metrics: { f1: 0.3 } },
    ]);
    write('empty', {}, []);
  });
  const compare = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const context = createTestContext({ env });
    const code = await runsCompareCommand.run(['--runs-dir', folder.path, ...argv], context);
    assert.equal(code, 0);
    return context.stdout();
  };
  const lineOf = (stdout: string, name: string) =>
    stdout
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(/\s{2,}/)
      .slice(1);

  it('shows facts, the params that differ and the results side by side, the best marked', async () => {
    const stdout = await compare(['a', 'b']);
    for (const [name, ...values] of [
      ['job', 'digits', 'digits'],
      ['algorithm', 'FedAvg', 'FedProx'],
      ['state', 'finished', 'finished'],
      ['started', '2026-01-01 00:00:00Z', '2026-01-01 00:00:00Z'],
      ['seconds', '5.0', '3.0'],
      ['rounds', '2/2', '1'],
      ['clients', '1', '1'],
      ['up', '1.5 MB', '-'],
      ['lr', '0.1', '0.2'],
      ['mu', '-', '1'],
      ['accuracy final', '0.8000', '0.7000'],
      ['accuracy best', '0.8000 (round 1) *', '0.7000 (round 0)'],
      ['loss best', '1.0000 (round 1)', '0.5000 (round 0) *'],
      ['f1 best', '-', '0.3000 (round 0) *'],
    ] as const) {
      assert.deepEqual(lineOf(stdout, name), values, name);
    }
    assert.equal(lineOf(stdout, 'seed'), undefined);
    assert.match(stdout, /^ +a +b\n/);
    assert.match(stdout, /\n\nbest by accuracy \(max\): a, 0\.8000 in round 1\n$/);
  });

  it('judges by what it is told', async () => {
    assert.match(await compare(['a', 'b', '--metric', 'loss']), /best by loss \(min\): b, 0\.5000 in round 0\n$/);
    assert.match(await compare(['a', 'b', '--metric', 'loss', '--mode', 'max']), /best by loss \(max\): a, 2\.0000/);
    assert.match(await compare(['a', 'empty', '--metric', 'f1']), /\nno run has f1\n$/);
    assert.match(await compare(['empty', join(folder.path, 'a.jsonl')]), /best by accuracy \(max\): a,/);
  });

  it('is one line of JSON', async () => {
    const stdout = await compare(['b', 'a', '--json']);
    const { runs, ...head } = JSON.parse(stdout) as { runs: Record<string, unknown>[] };
    assert.deepEqual(head, {
      metric: 'accuracy',
      goal: 'max',
      best: 'a',
      params: [
        { name: 'lr', values: ['0.2', '0.1'] },
        { name: 'mu', values: ['1', null] },
      ],
    });
    assert.deepEqual(
      runs.map(({ runId, rounds, bytesUp }) => [runId, rounds, bytesUp]),
      [
        ['b', 1, undefined],
        ['a', 2, 1_500_000],
      ],
    );
  });

  it('wants different runs, two or more', async () => {
    await assert.rejects(compare(['a', 'a']), /expected different runs, got "a" twice/);
    await assert.rejects(compare(['a', join(folder.path, 'a.jsonl')]), /twice/);
    await assert.rejects(compare(['a', 'nobody']), /expected a run in .* got "nobody"/);
    assert.equal((await runCli(['runs', 'compare', 'a'])).code, 2);
  });

  it('compares runs of MLflow, called by our id or by its own', async () => {
    const fake = await startFakeMlflow();
    const api = apiFor(fake.url);
    const ids: string[] = [];
    for (const [runId, lr, values] of [
      ['a', '0.1', [0.5, 0.9]],
      ['b', '0.2', [0.7]],
    ] as const) {
      const tags = [{ key: 'fl.run.id', value: runId }];
      const run = okOf(await api.createRun({ experimentId: '0', name: runId, startTime: 1_760_000_000_000, tags }));
      ids.push(run.runId);
      const metrics = values.map((value, step) => point({ key: 'round/accuracy', step, value }));
      okOf(await api.logBatch(run.runId, { metrics }));
      okOf(await api.logBatch(run.runId, { params: [{ key: 'lr', value: lr }] }));
    }
    api.close();
    try {
      const stdout = await compare(['a', ids[1] ?? '', '--from', 'mlflow'], { MLFLOW_TRACKING_URI: fake.url });
      assert.deepEqual(lineOf(stdout, 'lr'), ['0.1', '0.2']);
      assert.deepEqual(lineOf(stdout, 'job'), ['Default', 'Default']);
      assert.deepEqual(lineOf(stdout, 'accuracy best'), ['0.9000 (round 1) *', '0.7000 (round 0)']);
      await assert.rejects(
        compare(['a', 'nobody', '--from', `mlflow=${fake.url}`]),
        /expected a run of MLflow at .*, got "nobody"/,
      );
    } finally {
      await fake.stop();
    }
  });
});

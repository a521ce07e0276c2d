import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { readJournalFile } from '../../../exporters/journal/index.js';
import { createRunModel, runState } from '../../../exporters/run-model/index.js';
import { readRun } from '../../support/read-run.js';
import {
  at,
  countsOf,
  finished,
  init,
  RUN,
  roundEnd,
  roundOf,
  roundStart,
  span,
  update,
  viewOf,
} from './support/scenario.js';

const describeRun: JournalEvent = {
  event_type: 'run_update',
  run_id: RUN,
  timestamp: at(1),
  job: 'digits',
  algorithm: 'FedAvg',
  config: { lr: 0.1 },
  planned_rounds: 20,
  started_at: at(0),
  aggregation_mode: 'async',
  objective: { metric: 'f1', goal: 'max' },
  parent_run_id: 'parent',
  system: 'flower',
  instance: 'instance-1',
};

describe('run model: the run', () => {
  it('is empty but whole before anything is known', () => {
    const view = viewOf();
    assert.deepEqual(
      [view.runId, view.state, view.rounds, view.best, view.startedAt],
      ['', 'running', [], undefined, undefined],
    );
  });

  it('takes the fields of a provisional init only until better ones come', () => {
    const provisional = init({ provisional: true, timestamp: at(5), job: 'unknown', algorithm: 'unknown' });
    assert.deepEqual([viewOf(provisional).job, viewOf(provisional).startedAt], ['unknown', at(5)]);
    const view = viewOf(describeRun, provisional);
    assert.deepEqual([view.job, view.algorithm, view.startedAt], ['digits', 'FedAvg', at(0)]);
    assert.deepEqual([view.config, view.plannedRounds, view.mode], [{ lr: 0.1 }, 20, 'async']);
    assert.deepEqual([view.objective, view.parentRunId], [{ metric: 'f1', goal: 'max' }, 'parent']);
    assert.deepEqual([view.system, view.instance], ['flower', 'instance-1']);
  });

  it('merges params, tags and texts key by key, the latest value of each', () => {
    const log = (seconds: number, params: Record<string, number>): JournalEvent => ({
      event_type: 'run_update',
      run_id: RUN,
      timestamp: at(seconds),
      params,
      tags: { team: `t${seconds}` },
      text: { note: 'n' },
    });
    const view = viewOf(log(2, { lr: 0.2 }), log(1, { lr: 0.1, mu: 1 }));
    assert.deepEqual([view.params, view.tags, view.text], [{ lr: 0.2, mu: 1 }, { team: 't2' }, { note: 'n' }]);
  });

  it('has the last server metadata and every artifact once', () => {
    const server = (seconds: number, city: string): JournalEvent => ({
      event_type: 'server_metadata',
      run_id: RUN,
      timestamp: at(seconds),
      server: { city },
    });
    const artifact = (seconds: number): JournalEvent => ({
      event_type: 'artifact',
      run_id: RUN,
      timestamp: at(seconds),
      name: 'model',
      path: 'm.bin',
      type: 'model',
    });
    const view = viewOf(server(2, 'Bern'), server(1, 'Basel'), artifact(4), artifact(3));
    assert.deepEqual(view.server, { city: 'Bern' });
    assert.deepEqual(view.artifacts, [
      { name: 'model', path: 'm.bin', type: 'model', clientId: undefined, timestamp: at(4) },
    ]);
  });

  it('counts histograms and texts, each once', () => {
    const text: JournalEvent = { event_type: 'text', run_id: RUN, timestamp: at(1), name: 'n', step: 1, text: 'x' };
    const bins = { edges: [0, 1], counts: [1], min: 0, max: 1, sum: 1, sum_of_squares: 1 };
    const histogram: JournalEvent = { ...text, event_type: 'histogram', ...bins };
    const { logged } = viewOf(text, text, { ...text, client_id: 'a' }, { ...text, step: 2 }, histogram, histogram);
    assert.deepEqual([logged.histograms, logged.texts], [1, 3]);
  });

  it('keeps what clients say of themselves beside what the run says', () => {
    const said = {
      event_type: 'run_update',
      run_id: RUN,
      timestamp: at(1),
      params: { lr: 1 },
      tags: { a: 'x' },
    } as const;
    const file = { event_type: 'artifact', run_id: RUN, timestamp: at(1), name: 'm', path: 'm.bin' } as const;
    const of = (client_id: string) => [
      { ...said, client_id },
      { ...file, client_id },
    ];
    const view = viewOf(said, file, ...of('a'), ...of('b'));
    assert.deepEqual(view.params, { lr: 1, 'client.a.lr': 1, 'client.b.lr': 1 });
    assert.deepEqual(view.tags, { a: 'x', 'client.a.a': 'x', 'client.b.a': 'x' });
    assert.deepEqual(
      view.artifacts.map(({ clientId }) => clientId),
      [undefined, 'a', 'b'],
    );
  });

  it('counts scalars and keeps the last of each series', () => {
    const scalar = (step: number, value: number, client?: string): JournalEvent => ({
      event_type: 'scalar',
      run_id: RUN,
      timestamp: at(step),
      name: 'lr',
      step,
      value,
      ...(client === undefined ? {} : { client_id: client }),
    });
    const { scalars } = viewOf(scalar(2, 0.2), scalar(1, 0.1), scalar(1, 0.1), scalar(1, 7, 'a'));
    assert.equal(scalars.count, 3);
    const series = scalars.series.map(({ points: _points, ...rest }) => rest);
    assert.deepEqual(series, [
      { name: 'lr', clientId: undefined, count: 2, last: { step: 2, value: 0.2, timestamp: at(2) } },
      { name: 'lr', clientId: 'a', count: 1, last: { step: 1, value: 7, timestamp: at(1) } },
    ]);
  });

  describe('best round', () => {
    const rounds = [
      roundEnd(1, 1, { global_accuracy: 0.5, global_loss: 0.9, train_loss: 3, metrics: { f1: 0.9 } }),
      roundEnd(2, 2, { global_accuracy: 0.8, global_loss: 0.2, train_loss: 1, metrics: { f1: 0.4 } }),
      roundEnd(3, 3, { global_accuracy: 0.8, global_loss: Number.NaN, metrics: { f1: Number.NaN } }),
      roundEnd(4, 4, { global_accuracy: null }),
    ];
    const best = (metric?: string, goal: 'max' | 'min' = 'min') =>
      viewOf(...rounds, ...(metric === undefined ? [] : [init({ timestamp: at(0), objective: { metric, goal } })]))
        .best;

    it('is that of the highest accuracy, the earliest of equals, when the run does not say', () => {
      assert.deepEqual(best(), { metric: 'accuracy', goal: 'max', round: 2, value: 0.8 });
    });

    it('is by the run’s objective: a result of rounds, or a free metric', () => {
      assert.deepEqual(best('loss'), { metric: 'loss', goal: 'min', round: 2, value: 0.2 });
      assert.deepEqual(best('train_loss', 'max'), { metric: 'train_loss', goal: 'max', round: 1, value: 3 });
      assert.deepEqual(best('f1', 'max'), { metric: 'f1', goal: 'max', round: 1, value: 0.9 });
    });

    it('is nobody’s when no round has the metric', () => {
      assert.equal(best('toString'), undefined);
      assert.equal(best('constructor'), undefined);
    });
  });

  describe('state', () => {
    it('is what the last event says, late data notwithstanding', () => {
      const view = viewOf(finished(9, { state: 'failed', error: 'OOM', emitted: { updates: 3 } }), update(1, 'a', 10));
      assert.deepEqual(
        [view.state, view.error, view.finishedAt, view.emitted],
        ['failed', 'OOM', at(9), { updates: 3 }],
      );
    });

    it('is running again when anything comes after an interruption', () => {
      const end = finished(9, { state: 'interrupted' });
      assert.equal(viewOf(update(1, 'a', 8), end).state, 'interrupted');
      assert.equal(viewOf(end, update(1, 'a', 10)).state, 'running');
      assert.equal(viewOf(end, span(1, 5, 10)).state, 'interrupted', 'the interruption itself ended the span');
    });

    it('stays interrupted though a client’s clock is hours ahead', () => {
      const end = { ...finished(9, { state: 'interrupted' }), attempt: 1 };
      const ahead = { ...update(1, 'a', 9000), attempt: 1 };
      assert.equal(viewOf(end, ahead).state, 'interrupted');
      assert.equal(viewOf(end, ahead, { ...roundStart(2, 10), attempt: 1 }).state, 'running');
    });

    it('is interrupted after 15 minutes of silence, unless its process is known to live', () => {
      const view = viewOf(init({ started_at: at(0) }), update(1, 'a', 60));
      const moment = (seconds: number) => Date.parse(at(60 + seconds));
      assert.equal(runState(view, moment(15 * 60)), 'running');
      assert.equal(runState(view, moment(15 * 60 + 1)), 'interrupted');
      assert.equal(runState(view, moment(15 * 60 + 1), moment(60)), 'running');
      assert.equal(runState(viewOf(finished(1)), moment(10_000)), 'finished');
      assert.equal(runState(viewOf(), moment(0)), 'running', 'nothing is known of any silence');
    });
  });

  it('reads a log that HiveWatch wrote', async () => {
    const view = await readRun('test/fixtures/hivewatch/full.jsonl');
    assert.deepEqual([view.runId, view.algorithm, view.state], ['run-full-0001', 'FedAsync', 'finished']);
    assert.deepEqual(
      [view.startedAt, view.finishedAt],
      ['2026-03-02T09:00:00.004000+00:00', '2026-03-02T09:00:18.930000+00:00'],
    );
    assert.equal(view.config?.['dotted.key'], 1);
    assert.equal(view.server?.city, 'Lemont');
    assert.deepEqual(
      view.checkpoints.map(({ round }) => round),
      [3, 5],
    );
  });

  it('reads a log that is being written, or was torn by a crash', async () => {
    const model = createRunModel();
    for await (const { event } of readJournalFile('test/fixtures/hivewatch/live-torn.jsonl')) model.apply(event);
    const view = model.view();
    assert.equal(view.state, 'running');
    assert.deepEqual(
      view.rounds.map(({ round, state }) => [round, state]),
      [
        [0, 'completed'],
        [1, 'completed'],
        [2, 'running'],
      ],
    );
    assert.deepEqual(countsOf(roundOf(view, 2)), [3, 2, 0, 1, 0, 0]);
  });
});

import assert from 'node:assert/strict';
import type { JournalEvent, RoundMetrics } from '../../../exporters/journal/events.js';
import { at, finished, init, RUN, roundEnd, roundStart, span, update } from '../run-model/support/scenario.js';
import { fold, only, seriesOf, valuesByKey } from './support/fold.js';

const FIRST = Date.parse(at(0));
const SECOND = Date.parse(at(100));

/** An event of an attempt. */
function of(attempt: number, event: JournalEvent): JournalEvent {
  return { ...event, attempt };
}

describe('projection: description of the run', () => {
  it('tells all that is known, each time that something is said', () => {
    const outputs = fold([
      of(
        FIRST,
        init({
          job: 'digits',
          algorithm: 'FedAvg',
          config: { lr: 0.1, opt: { name: 'sgd' } },
          planned_rounds: 5,
          started_at: at(0),
          aggregation_mode: 'async',
          system: 'flower',
          parent_run_id: 'p',
        } as Partial<JournalEvent>),
      ),
      { event_type: 'server_metadata', run_id: RUN, timestamp: at(1), server: { city: 'Lemont' } },
      { event_type: 'run_update', run_id: RUN, timestamp: at(2), params: { batch: 32 }, tags: { team: 'a' } },
      { event_type: 'run_update', run_id: RUN, timestamp: at(3), params: { batch: 64 }, text: { note: 'hi' } },
    ]);
    const told = only(outputs, 'describe');
    assert.equal(told.length, 4);
    assert.deepEqual(told.at(-1), {
      kind: 'describe',
      runId: RUN,
      attempt: FIRST,
      job: 'digits',
      algorithm: 'FedAvg',
      plannedRounds: 5,
      mode: 'async',
      system: 'flower',
      parentRunId: 'p',
      startMillis: FIRST,
      config: { lr: 0.1, opt: { name: 'sgd' } },
      params: { batch: 64 },
      tags: { team: 'a' },
      text: { note: 'hi' },
      server: { city: 'Lemont' },
    });
  });

  it('completes a provisional start, and is not overwritten by one', () => {
    const outputs = fold([
      init({ provisional: true, algorithm: 'unknown', job: 'digits' }),
      { event_type: 'run_update', run_id: RUN, attempt: FIRST, algorithm: 'FedAvg', started_at: at(0) },
      init({ provisional: true, algorithm: 'unknown' }),
    ]);
    const last = only(outputs, 'describe').at(-1);
    assert.deepEqual([last?.algorithm, last?.job, last?.startMillis], ['FedAvg', 'digits', FIRST]);
  });

  it('begins with a description also when the journal does not', () => {
    const outputs = fold([roundEnd(1, 1, { global_loss: 1 })]);
    assert.deepEqual(
      outputs.map(({ kind }) => kind),
      ['describe', 'row'],
    );
  });

  it('describes the newer job alone when a run id was used again', () => {
    const first = [
      of(FIRST, init({ job: 'digits', started_at: at(0), planned_rounds: 5 } as Partial<JournalEvent>)),
      of(FIRST, { event_type: 'run_update', run_id: RUN, timestamp: at(1), tags: { team: 'a' } }),
      of(FIRST, roundEnd(1, 2, { global_accuracy: 1 })),
    ];
    const second = {
      event_type: 'run_update',
      run_id: RUN,
      attempt: SECOND,
      job: 'texts',
      started_at: at(100),
    } as const;
    const outputs = fold([...first, second, of(SECOND, roundEnd(1, 101, { global_accuracy: 0.5 }))]);
    const last = only(outputs, 'describe').at(-1);
    assert.deepEqual([last?.job, last?.startMillis, last?.plannedRounds, last?.tags], ['texts', SECOND, undefined, {}]);
    assert.equal(only(outputs, 'best').at(-1)?.best.value, 0.5);
  });

  it('keeps the start of the first attempt, and the newest description', () => {
    const outputs = fold([
      of(FIRST, init({ started_at: at(0), config: { lr: 1 } })),
      { event_type: 'run_update', run_id: RUN, attempt: SECOND, started_at: at(100), config: { lr: 2 } },
      { event_type: 'run_update', run_id: RUN, attempt: FIRST, timestamp: at(101), config: { lr: 3 } },
    ]);
    const last = only(outputs, 'describe').at(-1);
    assert.deepEqual([last?.attempt, last?.startMillis, last?.config], [SECOND, FIRST, { lr: 2 }]);
  });
});

describe('projection: scalars, evaluations, files', () => {
  const scalar = (name: string, step: number, value: number | bigint, more: object = {}): JournalEvent => ({
    event_type: 'scalar',
    run_id: RUN,
    timestamp: at(1),
    name,
    step,
    value,
    ...more,
  });

  it('passes scalars as the app called them', () => {
    const outputs = fold([
      init(),
      scalar('train/lr', 7, 0.5),
      scalar('n', -1, 9007199254740993n),
      scalar('x', 1, Number.NaN, { client_id: 'a' }),
    ]);
    assert.deepEqual(seriesOf(outputs, 'scalar/train/lr'), [[7, 0.5]]);
    assert.deepEqual(seriesOf(outputs, 'scalar/n'), [[-1, 9007199254740993n]]);
    assert.deepEqual(seriesOf(outputs, 'scalar.a.x'), [[1, Number.NaN]]);
    assert.deepEqual(only(outputs, 'row')[0]?.points[0]?.key, {
      group: 'scalar',
      client: undefined,
      path: ['train/lr'],
    });
  });

  it('makes every step an integer', () => {
    const steps = [1.9, -1.9, Number.NaN, 1e300, Number.NEGATIVE_INFINITY, 0.5, 12n as unknown as number];
    const outputs = fold([init(), ...steps.map((step) => scalar('x', step, 1))]);
    assert.deepEqual(
      seriesOf(outputs, 'scalar/x').map(([step]) => step),
      [1, -1, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, 12],
    );
    assert.ok(only(outputs, 'row').every(({ step }) => !Object.is(step, -0)));
  });

  it('names evaluations by operation, scope and split', () => {
    const evaluation = (more: object): JournalEvent => ({
      event_type: 'evaluation',
      run_id: RUN,
      timestamp: at(1),
      ...more,
    });
    const outputs = fold([
      init(),
      evaluation({ round: 2, scope: 'central', loss: 0.5, accuracy: null, num_samples: 10, duration_sec: 3 }),
      evaluation({
        round: 2,
        scope: 'federated',
        split: 'test',
        accuracy: 0.75,
        metrics: { f1: 0.5, loss: 9, name: 'x' },
      }),
      evaluation({ operation: 'probe', loss: 1 }),
    ]);
    const values = [...valuesByKey(outputs)].map(([key, [first]]) => [key, first?.step, first?.value]);
    assert.deepEqual(values, [
      ['round/evaluate/loss', 2, 0.5],
      ['round/evaluate/num_samples', 2, 10],
      ['round/evaluate/duration_sec', 2, 3],
      ['round/evaluate/federated/test/accuracy', 2, 0.75],
      ['round/evaluate/federated/test/f1', 2, 0.5],
      ['round/evaluate/federated/test/extra.loss', 2, 9],
      ['round/probe/loss', 2, 1],
    ]);
  });

  it('tells files with what is known of them', () => {
    const outputs = fold([
      init(),
      roundStart(3, 0),
      {
        event_type: 'checkpoint',
        run_id: RUN,
        timestamp: at(1),
        round: 3,
        path: 'out/model.bin',
        size_bytes: 5,
        metadata: { sha: 'x' },
      },
      { event_type: 'checkpoint', run_id: RUN, timestamp: at(2), path: 'C:\\out\\last\\' },
      { event_type: 'artifact', run_id: RUN, timestamp: at(3), name: 'plot', path: 'a.png', type: 'image' },
      { event_type: 'artifact', run_id: RUN, timestamp: at(4), name: 'log', path: '/' },
    ]);
    const none = { client: undefined };
    assert.deepEqual(only(outputs, 'file'), [
      {
        kind: 'file',
        type: 'checkpoint',
        name: 'model.bin',
        path: 'out/model.bin',
        client: undefined,
        round: 3,
        metadata: { size_bytes: 5, sha: 'x' },
      },
      {
        kind: 'file',
        type: 'checkpoint',
        name: 'last',
        path: 'C:\\out\\last\\',
        ...none,
        round: undefined,
        metadata: {},
      },
      { kind: 'file', type: 'image', name: 'plot', path: 'a.png', ...none, round: undefined, metadata: {} },
      { kind: 'file', type: 'artifact', name: 'log', path: '/', ...none, round: undefined, metadata: {} },
    ]);
    assert.deepEqual(seriesOf(outputs, 'event/checkpoint'), [
      [3, 1],
      [3, 2],
    ]);
  });
});

describe('projection: best round', () => {
  const end = (round: number, results: RoundMetrics) => roundEnd(round, round, results);
  const bests = (events: readonly JournalEvent[], options = {}) =>
    only(fold(events, options), 'best').map(({ best: { round, value, metric } }) => [round, value, metric]);

  it('is the highest accuracy unless the run says otherwise; the earliest of equals', () => {
    const rounds = [
      end(1, { global_accuracy: 0.5 }),
      end(2, { global_accuracy: 0.5 }),
      end(3, { global_accuracy: 0.75 }),
    ];
    assert.deepEqual(bests([init(), ...rounds]), [
      [1, 0.5, 'accuracy'],
      [3, 0.75, 'accuracy'],
    ]);
  });

  it("follows the run's objective, free metrics too, and takes no number that is none", () => {
    const events = [
      init({ objective: { metric: 'f1', goal: 'min' } } as Partial<JournalEvent>),
      end(1, { metrics: { f1: Number.NaN } }),
      end(2, { metrics: { f1: 0.5 } }),
      end(3, { metrics: { f1: 0.25 }, global_accuracy: 1 }),
    ];
    assert.deepEqual(bests(events), [
      [2, 0.5, 'f1'],
      [3, 0.25, 'f1'],
    ]);
    assert.deepEqual(bests(events, { objective: { metric: 'accuracy', goal: 'max' } }), [[3, 1, 'accuracy']]);
  });

  it('changes when the run says later what counts', () => {
    const events = [
      init(),
      end(1, { global_accuracy: 0.5, global_loss: 3 }),
      end(2, { global_accuracy: 0.4, global_loss: 2 }),
    ];
    const objective = { metric: 'loss', goal: 'min' } as const;
    assert.deepEqual(bests([...events, { event_type: 'run_update', run_id: RUN, objective }]), [
      [1, 0.5, 'accuracy'],
      [2, 2, 'loss'],
    ]);
  });

  it('falls back when a newer attempt repeats the best round with less', () => {
    const events = [
      of(FIRST, init()),
      of(FIRST, end(1, { global_accuracy: 0.5 })),
      of(FIRST, end(2, { global_accuracy: 0.9 })),
      of(SECOND, roundEnd(2, 102, { global_accuracy: 0.1 })),
    ];
    assert.deepEqual(
      bests(events).map(([round]) => round),
      [1, 2, 1],
    );
  });

  it('knows the best of very many rounds', () => {
    const events = [
      init(),
      ...Array.from({ length: 6000 }, (_, round) => end(round, { global_accuracy: 1 - Math.abs(round - 100) / 1e4 })),
    ];
    assert.deepEqual(bests([...events, end(100, { global_accuracy: 0 })]).slice(-2), [
      [100, 1, 'accuracy'],
      [99, 0.9999, 'accuracy'],
    ]);
  });
});

describe('projection: state of the run', () => {
  const states = (events: readonly JournalEvent[]) =>
    only(fold(events), 'state').map(({ state, complete, error }) => [
      state,
      complete,
      ...(error === undefined ? [] : [error]),
    ]);

  it("is complete where nobody counts, as in HiveWatch's logs", () => {
    assert.deepEqual(states([init(), finished(5)]), [['finished', true]]);
  });

  it('says state and error', () => {
    const outputs = fold([
      init(),
      finished(5, { state: 'failed', error: 'OutOfMemory', emitted: {} } as Partial<JournalEvent>),
    ]);
    assert.deepEqual(only(outputs, 'state'), [
      { kind: 'state', state: 'failed', timeMillis: Date.parse(at(5)), error: 'OutOfMemory', complete: true },
    ]);
  });

  it('counts updates by their markers and numbers, rounds and events', () => {
    const end = finished(5, { emitted: { updates: 1, rounds: 1, events: 3, dropped: 0 } } as Partial<JournalEvent>);
    const marker: JournalEvent = { ...update(1, 'a', 1, { local_loss: 1 }), field_count: 3 };
    const rest: JournalEvent = { ...update(1, 'a', 1), clients: [{ client_id: 'a', f1: 1 }] };
    const span: JournalEvent = {
      event_type: 'task',
      run_id: RUN,
      kind: 'round',
      phase: 'ended',
      round: 1,
      start: at(1),
      timestamp: at(2),
    };
    const events = [init(), roundStart(1, 0), marker, rest, roundEnd(1, 4)];
    assert.deepEqual(states([...events, end]), [['finished', true]]);
    for (const missing of [1, 2, 3, 4]) {
      const lost = events.filter((_, index) => index !== missing);
      assert.deepEqual(states([...lost, span, end]), [['finished', false]], `without event ${missing}`);
      assert.deepEqual(states([...lost, end, span, ...events.slice(missing, missing + 1)]), [
        ['finished', false],
        ['finished', true],
      ]);
    }
  });

  it('does not take the numbers of an ordinary gauge for those that an update lacks', () => {
    const marker: JournalEvent = { ...update(1, 'a', 1, { local_loss: 1 }), field_count: 4 };
    const gauge: JournalEvent = {
      ...update(1, 'g', 2),
      source: 'gauge',
      clients: [{ client_id: 'g', x: 1, y: 2, z: 3 }],
    };
    const end = finished(5, { emitted: { updates: 1 } } as Partial<JournalEvent>);
    assert.deepEqual(states([init(), marker, gauge, end]), [['finished', false]]);
  });

  it('runs on in a newer attempt, which counts anew', () => {
    const events = [
      of(FIRST, init()),
      of(FIRST, update(1, 'a', 1)),
      of(FIRST, finished(5, { emitted: { updates: 1 } } as Partial<JournalEvent>)),
      { event_type: 'run_update', run_id: RUN, attempt: SECOND, started_at: at(100), timestamp: at(100) },
      of(SECOND, finished(105, { emitted: { updates: 1 } } as Partial<JournalEvent>)),
      of(FIRST, update(1, 'b', 1)),
      of(SECOND, update(1, 'a', 101)),
    ] as const;
    assert.deepEqual(states(events), [
      ['finished', true],
      ['running', false],
      ['finished', false],
      ['finished', true],
    ]);
  });

  it('runs on when an interrupted run was at work later; late updates and spans are no work', () => {
    const end = finished(5, { state: 'interrupted', emitted: {} } as Partial<JournalEvent>);
    assert.deepEqual(states([init(), end, update(1, 'a', 6)]), [['interrupted', true]]);
    assert.deepEqual(states([init(), end, roundStart(1, 4)]), [['interrupted', true]]);
    assert.deepEqual(states([init(), end, roundStart(1, 6)]), [
      ['interrupted', true],
      ['running', false],
    ]);
    assert.deepEqual(states([init(), finished(5), roundStart(1, 6)]), [['finished', true]]);
  });
});

describe('projection: attempts', () => {
  it('tells the rounds of a newer attempt again, with their own times', () => {
    const turn = (attempt: number, seconds: number, loss: number) =>
      [
        roundStart(1, seconds),
        update(1, 'a', seconds, { local_loss: loss }),
        roundEnd(1, seconds + 1, { num_completed: 1, num_selected: 1, global_loss: loss }),
      ].map((event) => of(attempt, event));
    const outputs = fold([of(FIRST, init()), ...turn(FIRST, 1, 3), ...turn(SECOND, 101, 3)], { perClient: 'auto' });
    for (const [key, second] of [
      ['client.a.loss', 101],
      ['round/loss', 102],
      ['clients/loss/max', 102],
    ] as const) {
      assert.deepEqual(valuesByKey(outputs).get(key), [
        { step: 1, value: 3, time: Date.parse(at(second - 100)) },
        { step: 1, value: 3, time: Date.parse(at(second)) },
      ]);
    }
  });

  it('lets what comes late of an older attempt change nothing in the newer one', () => {
    const outputs = fold(
      [
        of(FIRST, init()),
        of(SECOND, roundStart(1, 101)),
        of(FIRST, update(1, 'a', 1, { local_loss: 9 })),
        of(FIRST, roundEnd(1, 2, { global_loss: 9, global_accuracy: 1 })),
        of(SECOND, update(1, 'a', 102, { local_loss: 1 })),
        of(SECOND, roundEnd(1, 103, { num_completed: 1, global_loss: 1 })),
      ],
      { perClient: 'auto' },
    );
    assert.deepEqual(seriesOf(outputs, 'clients/loss/max'), [[1, 1]]);
    assert.deepEqual(
      seriesOf(outputs, 'client.a.loss').map(([, value]) => value),
      [9, 1],
    );
    assert.deepEqual(
      seriesOf(outputs, 'round/loss').map(([, value]) => value),
      [9, 1],
    );
    assert.equal(only(outputs, 'best').length, 0);
    assert.deepEqual(seriesOf(outputs, 'clients/late'), []);
  });

  it('tells a round of an older attempt once, when its span came before the newer attempt and its end after', () => {
    const ended = { kind: 'round', round_metrics: { global_loss: 9 } } as const;
    const outputs = fold(
      [
        of(FIRST, init()),
        of(FIRST, roundStart(1, 1)),
        of(FIRST, span(1, 1, 2, ended)),
        of(SECOND, roundStart(1, 101)),
        of(FIRST, roundEnd(1, 2, { global_loss: 9, global_accuracy: 0.5 })),
        of(FIRST, roundEnd(1, 3, { global_loss: 9, global_accuracy: 0.5 })),
      ],
      { perClient: 'off' },
    );
    assert.deepEqual(seriesOf(outputs, 'round/loss'), [[1, 9]]);
    assert.deepEqual(seriesOf(outputs, 'round/accuracy'), [[1, 0.5]]);
  });

  it('tells it once also when its end comes behind many newer attempts', () => {
    const results = { global_loss: 9 };
    const attempts = Array.from({ length: 100 }, (_, number) => FIRST + number);
    const outputs = fold(
      [
        of(FIRST, init()),
        of(FIRST, span(1, 1, 2, { kind: 'round', round_metrics: results })),
        ...attempts
          .slice(1)
          .flatMap((attempt, number) => [
            of(attempt, roundStart(2, 100 + number)),
            of(attempt, roundEnd(2, 100.5 + number, results)),
          ]),
        of(FIRST, roundEnd(1, 2, results)),
      ],
      { perClient: 'off' },
    );
    const told = seriesOf(outputs, 'round/loss').filter(([round]) => round === 1);
    assert.deepEqual(told, [[1, 9]]);
  });

  it("takes a second start in HiveWatch's log for a newer attempt", () => {
    const start = { event_type: 'init', run_id: RUN, started_at: at(0) } as const;
    const turn = [update(1, 'a', 1, { local_loss: 1 }), roundEnd(1, 2, { num_completed: 1 })];
    const outputs = fold([start, ...turn, finished(3), { ...start, started_at: at(10) }, ...turn], {
      perClient: 'bands',
    });
    assert.equal(seriesOf(outputs, 'clients/loss/count').length, 2);
    assert.deepEqual(
      only(outputs, 'state').map(({ state }) => state),
      ['finished', 'running'],
    );
  });
});

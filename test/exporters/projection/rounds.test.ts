import assert from 'node:assert/strict';
import type { JournalEvent, RoundMetrics } from '../../../exporters/journal/events.js';
import { createProjection, type ProjectionOutput } from '../../../exporters/projection/index.js';
import { recordProof } from '../../support/proof-figures.js';
import {
  at,
  dropout,
  failure,
  finished,
  init,
  roundEnd,
  roundStart,
  span,
  taskStarted,
  update,
} from '../run-model/support/scenario.js';
import { fold, only, seriesOf, valuesByKey } from './support/fold.js';

const START = init({ started_at: at(0) });

/** Names and values of a round's own row. */
function resultsOf(
  results: RoundMetrics,
  ...before: readonly JournalEvent[]
): Record<string, number | bigint | undefined> {
  const values = valuesByKey(fold([START, ...before, roundEnd(1, 10, results)], { perClient: 'off' }));
  return Object.fromEntries([...values].map(([key, points]) => [key, points.at(-1)?.value]));
}

/** Exact counts, so that nothing is left to be filled in. */
const FOUR: RoundMetrics = { num_selected: 4, num_completed: 2, num_failures: 1, num_dropped: 1, num_stragglers: 0 };

describe('projection: results of rounds', () => {
  it('names every result in its unit', () => {
    const results = resultsOf({
      ...FOUR,
      global_accuracy: 0.5,
      global_loss: 1.5,
      train_loss: 2.5,
      num_samples: 100,
      total_bytes_up: 3_000_000,
      total_bytes_down: 1_500_000,
      aggregation_time_sec: 0.25,
      round_duration_sec: 9,
      gradient_norm_dispersion: 0.125,
      privacy_epsilon: 0.75,
      privacy_delta: 1e-5,
      metrics: { f1: 0.25, 'per class/7': 0.1 },
      algorithm_metadata: { mu: 0.01, clip: true, name: 'poly', nested: { k: 1 } },
    });
    assert.deepEqual(results, {
      'round/num_selected': 4,
      'round/num_completed': 2,
      'round/num_failures': 1,
      'round/num_dropped': 1,
      'round/num_stragglers': 0,
      'round/accuracy': 0.5,
      'round/loss': 1.5,
      'round/train_loss': 2.5,
      'round/num_samples': 100,
      'agg/aggregation_time_sec': 0.25,
      'round/duration_sec': 9,
      'agg/gradient_norm_dispersion': 0.125,
      'round/privacy_epsilon': 0.75,
      'round/privacy_delta': 1e-5,
      'round/participation_rate': 0.5,
      'comm/total_bytes_up_mb': 3,
      'comm/total_bytes_down_mb': 1.5,
      'comm/total_bytes_mb': 4.5,
      'comm/bytes_per_client_mb': 1.5,
      'round/f1': 0.25,
      'round/per class/7': 0.1,
      'agg/algo/mu': 0.01,
      'agg/algo/clip': 1,
    });
  });

  it('leaves out what nobody said, and what is null', () => {
    assert.deepEqual(resultsOf({ global_accuracy: null, global_loss: null }), {});
  });

  it('passes numbers that are none, infinities and integers beyond 2^53', () => {
    const results = resultsOf({
      global_accuracy: Number.NaN,
      global_loss: Number.POSITIVE_INFINITY,
      metrics: { tokens: 9007199254740993n, lost: 'NaN', least: '-Infinity', name: 'NaN!' },
    });
    assert.deepEqual(results, {
      'round/accuracy': Number.NaN,
      'round/loss': Number.POSITIVE_INFINITY,
      'round/tokens': 9007199254740993n,
      'round/lost': Number.NaN,
      'round/least': Number.NEGATIVE_INFINITY,
    });
  });

  it('keeps free metrics apart from results of the same name', () => {
    const results = resultsOf({ global_accuracy: 0.5, metrics: { accuracy: 0.1, participation_rate: 2 } });
    assert.deepEqual(results, {
      'round/accuracy': 0.5,
      'round/extra.accuracy': 0.1,
      'round/extra.participation_rate': 2,
    });
  });

  it('shows a failed round', () => {
    assert.deepEqual(resultsOf({ error: 'TimeoutError' }), { 'event/round_failed': 1 });
  });

  it('says no share of nobody', () => {
    const results = resultsOf({ ...FOUR, num_selected: 0, num_completed: 0, total_bytes_up: 5 });
    assert.equal(results['round/participation_rate'], undefined);
    assert.equal(results['comm/bytes_per_client_mb'], undefined);
    assert.equal(results['comm/total_bytes_up_mb'], 5e-6);
  });

  it('has the time of the round end, in whole milliseconds', () => {
    const end = { ...roundEnd(1, 0, { global_loss: 1 }), timestamp: '2026-03-02T09:00:00.123999999Z' };
    assert.deepEqual(valuesByKey(fold([START, end])).get('round/loss'), [
      { step: 1, value: 1, time: Date.UTC(2026, 2, 2, 9, 0, 0, 123) },
    ]);
  });

  it('reads a round that is told by counts alone', () => {
    const rows = only(fold([START, roundStart(1, 0, 4), roundEnd(1, 10, FOUR)]), 'row');
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.points.length, 6);
  });
});

describe('projection: results that the updates give', () => {
  const updates = [
    update(1, 'a', 1, { bytes_sent: 1_000_000, bytes_received: 2_000_000 }),
    update(1, 'b', 2, { bytes_sent: 3_000_000, bytes_received: 0 }),
    update(1, 'c', 3, { bytes_sent: 500_000, status: 'failed' }),
    dropout(1, 'd', 4),
    taskStarted(1, 'e', 0),
  ];

  it('fills in counts and bytes that the end does not say', () => {
    const results = resultsOf({ num_completed: 2 }, roundStart(1, 0, 6), ...updates);
    delete results['event/client_dropout'];
    assert.deepEqual(results, {
      'round/num_completed': 2,
      'round/num_failures': 1,
      'round/num_dropped': 1,
      'round/num_selected': 6,
      'round/num_stragglers': 2,
      'round/participation_rate': 2 / 6,
      'comm/total_bytes_up_mb': 4.5,
      'comm/total_bytes_down_mb': 2,
      'comm/total_bytes_mb': 6.5,
      'comm/bytes_per_client_mb': 2.25,
    });
  });

  it('counts a client by the last that was said of it', () => {
    const results = resultsOf({ num_completed: 1 }, ...updates.slice(0, 3), dropout(1, 'a', 5), failure(1, 'c', 6));
    assert.equal(results['round/num_dropped'], 1);
    assert.equal(results['round/num_failures'], 1);
    assert.equal(results['round/num_selected'], 3);
  });

  it('takes what the end says instead, also when the clients contradict it', () => {
    const results = resultsOf({ ...FOUR, total_bytes_up: 7_000_000, total_bytes_down: 0 }, ...updates);
    assert.equal(results['comm/total_bytes_up_mb'], 7);
    assert.equal(results['comm/total_bytes_down_mb'], 0);
    assert.equal(results['round/num_selected'], 4);
  });

  it('replaces the bytes of an ordinary gauge that is exported again', () => {
    const again = { ...update(1, 'a', 5, { bytes_sent: 2_500_000 }), source: 'gauge' } as const;
    const first = { ...update(1, 'a', 4, { bytes_sent: 2_000_000 }), source: 'gauge' } as const;
    assert.equal(resultsOf({ num_completed: 1 }, first, again)['comm/total_bytes_up_mb'], 2.5);
  });
});

describe('projection: ends of rounds and their updates in any order', () => {
  const end = roundEnd(1, 10, { ...FOUR, num_completed: 2, global_loss: 1 });
  const bands = { perClient: 'bands' } as const;
  const COUNT = 'clients/loss/count';

  function step(events: readonly JournalEvent[], count: number): readonly ProjectionOutput[] {
    const projection = createProjection(bands);
    const outputs: ProjectionOutput[] = [];
    for (const event of events.slice(0, count)) projection.apply(event, outputs);
    return outputs;
  }

  it('tells the bands with the end when everybody is in', () => {
    const outputs = fold(
      [START, update(1, 'a', 1, { local_loss: 1 }), update(1, 'b', 2, { local_loss: 3 }), end],
      bands,
    );
    assert.deepEqual(valuesByKey(outputs).get('clients/loss/median'), [
      { step: 1, value: 2, time: Date.parse(at(10)) },
    ]);
  });

  it('waits for updates that come after the end on their way, and tells them at the time of the end', () => {
    const events = [START, end, update(1, 'a', 1, { local_loss: 1 }), update(1, 'b', 2, { local_loss: 3 })];
    assert.equal(step(events, 3).length, step(events, 2).length);
    assert.deepEqual(seriesOf(step(events, 2), 'round/loss'), [[1, 1]]);
    const outputs = fold(events, bands);
    assert.deepEqual(valuesByKey(outputs).get('clients/loss/max'), [{ step: 1, value: 3, time: Date.parse(at(10)) }]);
    assert.deepEqual(seriesOf(outputs, 'round/loss'), [[1, 1]]);
    assert.deepEqual(seriesOf(outputs, 'clients/late'), []);
  });

  it('waits until an update is whole that came in parts', () => {
    const marker = { ...update(1, 'a', 1, { local_loss: 1 }), field_count: 3 };
    const rest = { ...update(1, 'a', 1, { num_samples: 8 }), clients: [{ client_id: 'a', num_samples: 8 }] };
    const events = [START, marker, update(1, 'b', 2, { local_loss: 3 }), end, rest];
    assert.deepEqual(seriesOf(step(events, 4), COUNT), []);
    assert.deepEqual(seriesOf(step(events, 5), COUNT), [[1, 2]]);
    assert.deepEqual(seriesOf(step(events, 5), 'clients/num_samples/count'), [[1, 1]]);
  });

  it('stops waiting when the server is past the end and updates of later rounds have come', () => {
    const one = update(1, 'a', 1, { local_loss: 1 });
    const next = update(2, 'a', 12, { local_loss: 1 });
    const past = roundStart(3, 21);
    assert.deepEqual(seriesOf(fold([START, one, end, past], bands), COUNT), []);
    assert.deepEqual(seriesOf(fold([START, one, end, next], bands), COUNT), []);
    assert.deepEqual(seriesOf(fold([START, one, end, next, past], bands), COUNT), [[1, 1]]);
    assert.deepEqual(seriesOf(fold([START, one, end, past, next], bands), COUNT), [[1, 1]]);
    assert.deepEqual(seriesOf(fold([START, one, end, roundStart(2, 20), next], bands), COUNT), []);
  });

  it("does not believe a client's clock about the time that has passed", () => {
    const events = [START, update(1, 'a', 1, { local_loss: 1 }), end, update(2, 'a', 9999, { local_loss: 1 })];
    assert.deepEqual(seriesOf(fold(events, bands), COUNT), []);
  });

  it('counts what comes later than that as late, and changes no band', () => {
    const outputs = fold(
      [
        START,
        update(1, 'a', 1, { local_loss: 1 }),
        end,
        update(2, 'a', 12, { local_loss: 1 }),
        roundStart(3, 25),
        update(1, 'b', 2, { local_loss: 3 }),
        update(1, 'c', 3, { local_loss: 3 }, { late: true }),
      ],
      bands,
    );
    assert.deepEqual(seriesOf(outputs, COUNT), [[1, 1]]);
    assert.deepEqual(seriesOf(outputs, 'clients/late'), [
      [1, 1],
      [1, 2],
    ]);
  });

  it('tells all bands at the end of the run when nothing is outstanding', () => {
    const open = [START, update(1, 'a', 1, { local_loss: 1 }), update(2, 'a', 2, { local_loss: 1 })];
    assert.deepEqual(seriesOf(fold([...open, finished(3, { emitted: { updates: 2 } })], bands), COUNT), [
      [1, 1],
      [2, 1],
    ]);
  });

  it('waits beyond the end of the run for what is outstanding', () => {
    const events = [
      START,
      update(1, 'a', 1, { local_loss: 1 }),
      end,
      finished(11, { emitted: { updates: 2 } }),
      update(1, 'b', 2, { local_loss: 3 }),
    ];
    assert.deepEqual(seriesOf(step(events, 4), COUNT), []);
    assert.deepEqual(seriesOf(step(events, 5), COUNT), [[1, 2]]);
    assert.deepEqual(
      only(step(events, 5), 'state').map(({ complete }) => complete),
      [false, true],
    );
  });

  it('tells what it holds back when the sink gives up waiting', () => {
    const projection = createProjection(bands);
    const outputs: ProjectionOutput[] = [];
    for (const event of [START, update(1, 'a', 1, { local_loss: 1 }), end]) projection.apply(event, outputs);
    assert.deepEqual(seriesOf(outputs, COUNT), []);
    projection.settle(outputs);
    assert.deepEqual(seriesOf(outputs, COUNT), [[1, 1]]);
    projection.settle(outputs);
    assert.deepEqual(seriesOf(outputs, COUNT), [[1, 1]]);
  });

  it('tells the bands of rounds that nobody ends when the run is far beyond them', () => {
    const events = [
      START,
      ...Array.from({ length: 40 }, (_, round) => update(round, 'a', round, { local_loss: round })),
    ];
    const rounds = seriesOf(fold(events, bands), 'clients/loss/max').map(([round]) => round);
    assert.deepEqual(
      rounds,
      Array.from({ length: 23 }, (_, round) => round),
    );
  });

  it('tells an end once that is said twice, and what has changed in it', () => {
    const again = roundEnd(1, 11, { ...FOUR, num_completed: 2, global_loss: 2 });
    assert.deepEqual(valuesByKey(fold([START, end, end, again], bands)).get('round/loss'), [
      { step: 1, value: 1, time: Date.parse(at(10)) },
      { step: 1, value: 2, time: Date.parse(at(11)) },
    ]);
    assert.deepEqual(seriesOf(fold([START, end, end, again], bands), 'round/num_selected'), [[1, 4]]);
  });

  it('tells the results of many rounds once that end long before their updates come', () => {
    const rounds = Array.from({ length: 200 }, (_, round) => round);
    const ends = rounds.map((round) =>
      roundEnd(round, round * 20, { num_completed: 1, num_selected: 1, global_loss: round }),
    );
    const updates = rounds.map((round) => update(round, 'a', round * 20, { local_loss: round, bytes_sent: 1_000_000 }));
    const values = valuesByKey(fold([START, ...ends, ...updates], bands));
    for (const key of ['round/loss', 'round/num_selected', 'clients/loss/max', 'comm/total_bytes_up_mb']) {
      assert.deepEqual(
        values.get(key)?.map(({ step: at }) => at),
        rounds,
        key,
      );
    }
    assert.equal(values.has('clients/late'), false);
  });

  it('closes the oldest round when there are more than a thousand open ones', () => {
    // Two of whom one never comes; the numbers run down, so that no round is overtaken.
    const rounds = Array.from({ length: 1030 }, (_, index) => 2000 - index);
    const events = rounds.flatMap((round) => [
      update(round, 'a', 1, { local_loss: 1 }),
      roundEnd(round, 2, { num_completed: 2 }),
    ]);
    const told = seriesOf(fold([START, ...events], bands), COUNT).map(([round]) => round);
    assert.deepEqual(told, [2000, 1999, 1998, 1997, 1996, 1995]);
  });

  it('begins a round anew that starts again', () => {
    const turn = [update(1, 'a', 1, { local_loss: 1 }), update(1, 'b', 1, { local_loss: 1 }), end];
    assert.deepEqual(seriesOf(fold([START, ...turn, ...turn], bands), COUNT), [[1, 2]]);
    assert.deepEqual(seriesOf(fold([START, ...turn, roundEnd(2, 11), roundStart(1, 20), ...turn], bands), COUNT), [
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('projection: spans of rounds', () => {
  const spanEnd = (round: number, seconds: number, results: RoundMetrics, error?: string) =>
    span(round, 0, seconds, { kind: 'round', round_metrics: results, ...(error === undefined ? {} : { error }) });

  it('fills gaps of the end from the span, whichever comes first', () => {
    const end = roundEnd(1, 10, { global_loss: 1, global_accuracy: null });
    const filler = spanEnd(1, 11, { global_loss: 5, global_accuracy: 0.5 });
    for (const events of [
      [START, end, filler],
      [START, filler, end],
    ]) {
      const values = valuesByKey(fold(events));
      assert.deepEqual(values.get('round/loss'), [{ step: 1, value: 1, time: Date.parse(at(10)) }]);
      assert.deepEqual(values.get('round/accuracy'), [{ step: 1, value: 0.5, time: Date.parse(at(10)) }]);
    }
  });

  it('lets the span stand alone where no end is said', () => {
    const events = [START, spanEnd(1, 10, { global_loss: 1 }), spanEnd(2, 12, { global_loss: 2 }), finished(13)];
    assert.deepEqual(valuesByKey(fold(events.slice(0, 2))).get('round/loss'), undefined);
    assert.deepEqual(valuesByKey(fold(events)).get('round/loss'), [
      { step: 1, value: 1, time: Date.parse(at(10)) },
      { step: 2, value: 2, time: Date.parse(at(12)) },
    ]);
  });

  it('fills gaps of a round that has closed, and replaces nothing', () => {
    const events = [
      START,
      roundEnd(1, 10, { global_loss: 1, num_completed: 0 }),
      roundEnd(2, 20, { num_completed: 0 }),
      spanEnd(1, 11, { global_loss: 5, global_accuracy: 0.5 }),
      spanEnd(1, 11, { global_loss: 5, global_accuracy: 0.5 }),
    ];
    assert.deepEqual(seriesOf(fold(events), 'round/loss'), [[1, 1]]);
    assert.deepEqual(seriesOf(fold(events), 'round/accuracy'), [[1, 0.5]]);
    assert.deepEqual(seriesOf(fold([...events, roundEnd(1, 10, { global_loss: 1 })]), 'round/loss'), [[1, 1]]);
  });

  it('tells once what an end says that an outage has put behind very many later rounds', function () {
    const results = { global_loss: 1, num_completed: 0 };
    const round = (number: number) => [roundEnd(number, number, results), spanEnd(number, number, results)];
    const numbers = Array.from({ length: 500 }, (_, at) => at + 1);
    const unsaid = (number: number) => number > 20 && number <= 40;
    const events = numbers.flatMap((number) => (unsaid(number) ? round(number).slice(1) : round(number)));
    // The event was made a moment later than the span's end.
    const late = numbers.filter(unsaid).map((number) => roundEnd(number, number + 0.001, results));
    for (const all of [
      [START, ...events, ...late],
      [START, ...events, ...late, finished(600)],
    ]) {
      assert.deepEqual(
        [...seriesOf(fold(all), 'round/loss')].sort(([a], [b]) => a - b),
        numbers.map((number) => [number, 1]),
      );
    }
    recordProof(this.test, { rounds: numbers.length, 'ends late': late.length, 'told twice': 0 });
  });

  it('gives up waiting for an end when the server is past it', () => {
    const events = [START, spanEnd(1, 10, { global_loss: 1 }), roundStart(2, 21)];
    assert.deepEqual(seriesOf(fold(events), 'round/loss'), [[1, 1]]);
    assert.deepEqual(seriesOf(fold([...events, roundEnd(1, 10, { global_loss: 1 })]), 'round/loss'), [[1, 1]]);
  });

  it('takes no span for an end that was closed with its run', () => {
    const outputs = fold([START, spanEnd(1, 10, { global_loss: 1 }, 'unfinished'), finished(11)]);
    assert.deepEqual(seriesOf(outputs, 'round/loss'), []);
  });

  it('shows the failure that the span says', () => {
    const outputs = fold([START, spanEnd(1, 10, {}, 'TimeoutError'), finished(11)]);
    assert.deepEqual(seriesOf(outputs, 'event/round_failed'), [[1, 1]]);
  });
});

import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { explainRound, slowestRounds } from '../../../../exporters/run-model/index.js';
import { dropout, failure, roundEnd, roundOf, roundStart, taskStarted, update, viewOf } from '../support/scenario.js';
import { clientSpans, explain, slowRound } from './support.js';

/** A quick round of `a` and `c`, two seconds. */
function quickRound(round: number, offset: number): JournalEvent[] {
  const times = [0, 0.5, 1.5, 2].map((second) => second + offset) as [number, number, number, number];
  return [
    roundStart(round, offset, 2),
    ...clientSpans('a', times, { round }),
    ...clientSpans('c', times, { round }),
    roundEnd(round, offset + 2, { round_duration_sec: 2 }),
  ];
}

describe('explain: sentences', () => {
  it('compares a slow round with the rounds before and its clients with themselves', () => {
    const view = viewOf(...quickRound(1, 0), ...quickRound(2, 10), ...slowRound(3, 20), ...quickRound(4, 40));
    const { sentences, medianSeconds, heldUpBy } = explainRound(roundOf(view, 3), view.rounds);
    assert.deepEqual(sentences, [
      'Round 3 took 10.0 s, 5.0 times as long as usual (the median of 2 earlier rounds is 2.00 s).',
      'c answered last, after 8.80 s, 2.9 times as long as usual in this round (the median client took 3.00 s), and 5.90 s after the client before it.',
      'In earlier rounds c answered after 2.00 s (median).',
      'What grew most against earlier rounds is training: by 6.30 s.',
      'Its time went into: training 7.30 s (73%), upload 1.00 s (10%), evaluation 0.60 s (6%), download 0.50 s (5%), aggregation 0.40 s (4%), selection 0.20 s (2%).',
    ]);
    assert.deepEqual([medianSeconds, heldUpBy?.ownMedianSeconds], [2, 2]);
  });

  it('does not look ahead: later rounds change nothing', () => {
    const early = viewOf(...quickRound(1, 0), ...slowRound(2, 10));
    const late = viewOf(...quickRound(1, 0), ...slowRound(2, 10), ...quickRound(3, 30));
    assert.deepEqual(explainRound(roundOf(early, 2), early.rounds), explainRound(roundOf(late, 2), late.rounds));
    assert.match(explainRound(roundOf(late, 2), late.rounds).sentences[0] ?? '', /\(the round before took 2\.00 s\)/);
  });

  it('counts drop-outs and failures by reason, the most frequent first', () => {
    const { dropouts, failures, sentences } = explain(
      roundStart(1, 0, 7),
      ...['d1', 'd2', 'd3', 'd4', 'd5', 'd6'].map((id) => dropout(1, id, 3, 'no battery')),
      dropout(1, 'x', 3, 'timeout'),
      failure(1, 'y', 2, 'UNAVAILABLE'),
      roundEnd(1, 5),
    );
    assert.deepEqual(
      dropouts.map(({ reason, clientIds }) => `${reason} ${clientIds.length}`),
      ['no battery 6', 'timeout 1'],
    );
    assert.deepEqual(failures, [{ reason: 'UNAVAILABLE', clientIds: ['y'] }]);
    const text = sentences.join('\n');
    assert.match(text, /^Drop-outs: “no battery” \(d1, d2, d3, d4, d5 and 1 more\); timeout \(x\)\.$/m);
    assert.match(text, /^Failures: UNAVAILABLE \(y\)\.$/m);
  });

  it('does not name a thousand reasons', () => {
    const { dropouts, sentences } = explain(
      roundStart(1, 0, 1000),
      ...Array.from({ length: 1000 }, (_, index) => dropout(1, `c${index}`, 3, `reason-${index}`)),
      roundEnd(1, 5),
    );
    assert.equal(dropouts.length, 1000);
    const text = sentences.find((sentence) => sentence.startsWith('Drop-outs')) ?? '';
    assert.match(text, /^Drop-outs: reason-0 \(c0\); .*; and 996 other reasons\.$/);
    assert.ok(sentences.join('').length < 1500);
  });

  it('tells of stragglers and of what came late', () => {
    const { sentences, lateUpdates } = explain(
      roundStart(1, 0, 2),
      taskStarted(1, 'a', 0),
      taskStarted(1, 'b', 0),
      update(1, 'a', 2),
      roundEnd(1, 5),
      update(1, 'b', 9, {}, { late: true }),
    );
    assert.equal(lateUpdates, 1);
    const text = sentences.join('\n');
    assert.match(text, /^It waited 3\.00 s \(60% of its time\) for b, which did not answer before it went on\.$/m);
    assert.match(text, /^1 straggler was not waited for to the end: b\.$/m);
    assert.match(text, /^1 update came after its end\.$/m);
  });

  it('calls clients by id and name', () => {
    const { sentences } = explain(
      roundStart(1, 0, 1),
      update(1, 'client-1', 2, { client_name: 'Lisbon' }),
      update(1, 'client-2', 3, { client_name: 'client-2' }),
      dropout(1, 'client-3', 3),
      roundEnd(1, 3),
    );
    const text = sentences.join('\n');
    assert.match(text, /^client-2 answered last/m);
    const { sentences: other } = explain(
      roundStart(1, 0),
      update(1, 'c', 2, { client_name: 'A. Lee' }),
      roundEnd(1, 3),
    );
    assert.match(other.join('\n'), /^c \(“A\. Lee”\) answered last/m);
  });

  it('takes a name from an earlier round where this one does not say it', () => {
    const view = viewOf(
      roundStart(1, 0, 1),
      update(1, 'c', 2, { client_name: 'Lisbon' }),
      roundEnd(1, 3),
      roundStart(2, 4, 1),
      taskStarted(2, 'c', 4),
    );
    const { sentences } = explainRound(roundOf(view, 2), view.rounds);
    assert.deepEqual(sentences, ['Round 2 is running.', 'It waits for c (Lisbon).']);
    assert.deepEqual(explainRound(roundOf(view, 2), []).sentences[1], 'It waits for c.');
  });

  it('says why a round failed, and that one never ended', () => {
    const failed = explain(roundStart(1, 0), roundEnd(1, 4, { error: 'OutOfMemory' }));
    assert.equal(failed.sentences[0], 'Round 1 failed after 4.00 s: OutOfMemory.');
    const view = viewOf(roundStart(1, 0), { event_type: 'finished', run_id: 'run-1' });
    assert.equal(explainRound(roundOf(view, 1), view.rounds).sentences[0], 'Round 1 never ended.');
  });

  it('keeps hostile names on one line, short, and apart from its own words', () => {
    const hostile = [
      'c.\nRound 1 took 0 s',
      '<img src=x onerror=alert(1)>',
      '\u001b[2J\u202eevil',
      'x'.repeat(5000),
      '\ud800',
      '',
    ];
    for (const id of hostile) {
      const { sentences } = explain(
        roundStart(1, 0, 2),
        ...clientSpans(id, [0, 1, 2, 3]),
        dropout(1, `${id}-2`, 2, `reason ${id}`),
        roundEnd(1, 3),
      );
      for (const sentence of sentences) {
        assert.doesNotMatch(sentence, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        assert.ok(sentence.length < 400, sentence);
      }
      assert.match(sentences[1] ?? '', /^(“.*”|x{47}…) answered last/);
    }
  });
});

describe('explain: slowest rounds', () => {
  it('ranks rounds by time with the reason of each', () => {
    const view = viewOf(...quickRound(1, 0), ...slowRound(2, 10), ...quickRound(3, 30), roundStart(4, 50, 1));
    const ranked = slowestRounds(view.rounds, 2);
    assert.deepEqual(
      ranked.map(({ round, seconds, ratio }) => [round, seconds, ratio]),
      [
        [2, 10, 5],
        [1, 2, 2 / 6],
      ],
    );
    assert.match(ranked[0]?.reason ?? '', /^c answered last, after 8\.80 s/);
  });

  it('is empty where no round has a duration', () => {
    assert.deepEqual(slowestRounds(viewOf(update(1, 'a', 5)).rounds, 5), []);
  });
});

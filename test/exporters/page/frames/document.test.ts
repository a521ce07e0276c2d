import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { createFrames, documentOf } from '../../../../exporters/page/frames/index.js';
import type { RunDocument } from '../../../../exporters/page/types.js';
import { createRunModel } from '../../../../exporters/run-model/index.js';
import { runDocument } from '../../../support/run-document.js';
import {
  at,
  dropout,
  failure,
  finished,
  init,
  RUN,
  roundEnd,
  roundStart,
  span,
  taskStarted,
  update,
  viewOf,
} from '../../run-model/support/scenario.js';

const NOW = Date.parse(at(60));
const millis = (seconds: number) => Date.parse(at(seconds));
const documentFrom = (...events: readonly JournalEvent[]) =>
  JSON.parse(JSON.stringify(documentOf(viewOf(...events), 1, { now: NOW }))) as RunDocument;

describe('documentOf', () => {
  it('gives HiveWatch’s fixture as columns that fit together', async () => {
    const { run, clients, rounds } = await runDocument('test/fixtures/hivewatch/full.jsonl');
    assert.equal(run.state, 'finished');
    assert.deepEqual(
      rounds.map(({ round, completed, results }) => [round, completed, results.accuracy]),
      [
        [0, 5, 0.1],
        [1, 3, 0.34],
        [2, 2, 0.47],
        [3, 3, 0.58],
        [4, 4, undefined],
        [5, 4, 0.69],
      ],
    );
    for (const { clients: columns } of rounds) {
      const { length } = columns.client;
      for (const column of [...Object.values(columns.numbers), ...Object.values(columns.texts), columns.outcome]) {
        assert.equal(column.length, length);
      }
      for (const index of columns.client) assert.ok(index < clients.length);
    }
  });

  it('holds times as epoch milliseconds with their fraction, and leaves out what nobody said', () => {
    const events = [init({ started_at: at(0) } as object), roundStart(1, 1), roundEnd(1, 2.5, { global_loss: 0.25 })];
    const { run, rounds } = documentFrom(...events, finished(3));
    assert.deepEqual([run.startedAt, run.finishedAt, run.lastDataAt], [millis(0), millis(3), millis(3)]);
    assert.deepEqual([rounds[0]?.startedAt, rounds[0]?.endedAt], [millis(1), millis(2.5)]);
    assert.deepEqual(rounds[0]?.results, { loss: 0.25, duration_sec: 1.5 });
    for (const field of ['job', 'algorithm', 'error', 'objective', 'attempt']) assert.ok(!(field in run), field);
  });

  it('writes numbers that JSON lacks as texts, and large integers as far as a page can hold them', () => {
    const fields = { local_loss: Number.NaN, big: 9007199254740993n, inf: Number.NEGATIVE_INFINITY, said: 'Infinity' };
    const { run, rounds } = documentFrom(
      init({
        config: { seed: 9007199254740993n, lr: Number.NaN, nested: [{ x: Number.POSITIVE_INFINITY }] },
      } as object),
      update(1, 'a', 1, fields),
      roundEnd(1, 2, { global_accuracy: Number.NaN, metrics: { f1: Number.POSITIVE_INFINITY } }),
    );
    assert.deepEqual(run.config, { seed: '9007199254740993', lr: 'NaN', nested: [{ x: 'Infinity' }] });
    const expected = { local_loss: ['NaN'], big: [9007199254740992], inf: ['-Infinity'], said: ['Infinity'] };
    assert.deepEqual(rounds[0]?.clients.numbers, expected);
    assert.deepEqual(rounds[0]?.results, { f1: 'Infinity', accuracy: 'NaN' });
  });

  it('keeps a field of which clients say numbers and others texts in both, and fields of any name', () => {
    const hostile = '__proto__';
    const { rounds } = documentFrom(
      update(1, 'a', 1, { mixed: 1, [hostile]: 5, list: [1, { a: true }] }),
      update(1, 'b', 2, { mixed: 'one', constructor: 'x', flag: true }),
    );
    const { numbers, texts } = rounds[0]?.clients ?? assert.fail();
    assert.deepEqual(Object.entries(numbers), [
      ['mixed', [1, null]],
      [hostile, [5, null]],
    ]);
    assert.deepEqual(Object.entries(texts), [
      ['list', ['[1,{"a":true}]', null]],
      ['mixed', [null, 'one']],
      ['constructor', [null, 'x']],
      ['flag', [null, 'true']],
    ]);
  });

  it('tells what happened to each client, whom the round waits for, and what came late', () => {
    const { rounds, clients } = documentFrom(
      roundStart(1, 0, 4),
      ...['a', 'b', 'c', 'd'].map((client) => taskStarted(1, client, 1)),
      update(1, 'a', 2),
      dropout(1, 'b', 3, 'battery'),
      failure(1, 'c', 4),
    );
    const [round] = rounds;
    assert.deepEqual(
      clients.map(({ id }) => id),
      ['a', 'b', 'c', 'd'],
    );
    assert.deepEqual(round?.clients.outcome, ['completed', 'dropped', 'failed', 'pending']);
    assert.deepEqual(round?.clients.reason, [null, 'battery', 'UNAVAILABLE', null]);
    assert.deepEqual(round?.waitingFor, [{ client: 3, operation: 'train', since: millis(1) }]);
    assert.deepEqual(round?.events, [
      { time: millis(3), kind: 'dropout', client: 1, text: 'battery' },
      { time: millis(4), kind: 'failure', client: 2, text: 'UNAVAILABLE' },
    ]);
    const late = documentFrom(roundStart(1, 0), roundEnd(1, 1), update(1, 'a', 5)).rounds[0];
    assert.deepEqual(
      [late?.lateUpdates, late?.clients.late, late?.events.map(({ kind }) => kind)],
      [1, [true], ['late_update']],
    );
  });

  it('names what happened outside of any round', () => {
    const { run } = documentFrom(
      init(),
      update(null, 'drifter', 1, { local_loss: 1 }),
      { event_type: 'checkpoint', run_id: RUN, timestamp: at(2), path: 'model.bin', size_bytes: 5 },
      { event_type: 'evaluation', run_id: RUN, timestamp: at(3), split: 'test', loss: 0.5, accuracy: null },
      { event_type: 'artifact', run_id: RUN, timestamp: at(4), name: 'map', path: 'out/map.html' },
    );
    assert.deepEqual(
      run.events.map(({ kind, text, client }) => [kind, text, client]),
      [
        ['note', 'update that names no round', 0],
        ['checkpoint', 'model.bin (5 bytes)', undefined],
        ['evaluation', 'evaluation (test): loss 0.5', undefined],
        ['artifact', 'map: out/map.html', undefined],
      ],
    );
    assert.deepEqual(run.artifacts, [{ name: 'map', path: 'out/map.html' }]);
  });

  it('puts nobody where they did not say they are', () => {
    const { clients, rounds } = documentFrom(
      update(1, 'here', 1, { lat: 0, lng: 0, city: 'Null Island' }),
      update(1, 'nowhere', 2),
      update(1, 'half', 3, { lat: 5 }),
      update(1, 'beyond', 4, { lat: 91, lng: 0 }),
      update(1, 'named', 5, { city: 'Genève' }),
    );
    assert.deepEqual(clients, [
      { id: 'here', lat: 0, lng: 0, city: 'Null Island', place: 'app' },
      { id: 'nowhere' },
      { id: 'half' },
      { id: 'beyond' },
      { id: 'named', city: 'Genève' },
    ]);
    assert.deepEqual(rounds[0]?.clients.numbers, {});
  });

  it('asks a lookup only where the app said no place', () => {
    const asked: unknown[] = [];
    const lookup = (fields: object) => {
      asked.push(fields);
      return { lat: 1, lng: 2, place: 'lookup' as const };
    };
    const view = viewOf(update(1, 'a', 1, { lat: 3, lng: 4 }), update(1, 'b', 2, { address: '192.0.2.1' }));
    const { clients } = documentOf(view, 1, { now: NOW, lookup });
    assert.deepEqual(
      clients.map(({ lat, place }) => [lat, place]),
      [
        [3, 'app'],
        [1, 'lookup'],
      ],
    );
    assert.deepEqual(asked, [{ address: '192.0.2.1' }]);
  });

  it('takes a run with ten thousand clients', () => {
    const events = Array.from({ length: 10_000 }, (_, index) => update(1, `client-${index}`, 1 + index / 1e4));
    const { run, clients, rounds } = documentFrom(roundStart(1, 0), ...events);
    assert.deepEqual([run.clients, clients.length, rounds[0]?.completed], [10_000, 10_000, 10_000]);
    assert.equal(clients[rounds[0]?.clients.client[9_999] ?? -1]?.id, 'client-9999');
  });

  it('keeps to the newest events of a round with very many', () => {
    const events = Array.from({ length: 2_500 }, (_, index) => dropout(1, `client-${index}`, index / 100));
    const { rounds } = documentFrom(roundStart(1, 0), ...events);
    assert.equal(rounds[0]?.events.length, 2_001);
    assert.deepEqual(rounds[0]?.events[0], { kind: 'note', text: '500 earlier event(s) are not shown' });
  });

  it('says which bars are measured, and moves a client’s clock into the server’s task', () => {
    const { rounds } = documentFrom(
      roundStart(1, 0),
      span(1, 1, 5, { client_id: 'a', operation: 'train', span_id: '01' }),
      span(1, 101, 103, { client_id: 'a', operation: 'train', side: 'client', span_id: '02', parent_span_id: '01' }),
      span(1, 5, 6, { kind: 'aggregation', span_id: '03' }),
    );
    const bars = rounds[0]?.tasks.map(({ kind, side, start, end, shifted }) => [kind, side, start, end, shifted]);
    assert.deepEqual(bars, [
      ['task', 'server', millis(1), millis(5), undefined],
      ['aggregation', 'server', millis(5), millis(6), undefined],
      ['task', 'client', millis(2), millis(4), -99_000],
    ]);
  });
});

describe('createFrames', () => {
  it('gives rounds that did not change as the same objects, and says which clients did', () => {
    const model = createRunModel();
    const frames = createFrames({ stem: 's' });
    for (const event of [roundStart(1, 0), update(1, 'a', 1), roundEnd(1, 2), roundStart(2, 3)]) model.apply(event);
    const before = frames.update(model.view(), NOW);
    assert.deepEqual(before.changedClients, [0]);
    model.apply(update(2, 'b', 4, { client_name: 'Bo' }));
    const after = frames.update(model.view(), NOW);
    assert.equal(after.rounds[0], before.rounds[0]);
    assert.notEqual(after.rounds[1], before.rounds[1]);
    assert.deepEqual(after.changedClients, [1]);
    assert.deepEqual(after.clients[1], { id: 'b', name: 'Bo' });
    model.apply(update(2, 'a', 5, { lat: 1, lng: 2 }));
    assert.deepEqual(frames.update(model.view(), NOW).changedClients, [0]);
  });

  it('takes a client’s name and place from its last round that says one', () => {
    const model = createRunModel();
    const frames = createFrames({ stem: 's' });
    const events = [
      update(1, 'a', 1, { client_name: 'old', lat: 1, lng: 1 }),
      update(2, 'a', 2, { client_name: 'new', lat: 2, lng: 2 }),
      update(3, 'a', 3),
    ];
    for (const event of events) model.apply(event);
    frames.update(model.view(), NOW);
    model.apply(update(1, 'a', 4, { client_name: 'late', lat: 9, lng: 9 }));
    assert.deepEqual(frames.update(model.view(), NOW).clients, [
      { id: 'a', name: 'new', lat: 2, lng: 2, place: 'app' },
    ]);
  });

  it('keeps the order in which indices are asked for', () => {
    const frames = createFrames({ stem: 's' });
    assert.deepEqual(
      ['z', 'y', 'z'].map((id) => frames.indexOf(id)),
      [0, 1, 0],
    );
    const { clients, run, rounds } = frames.update(viewOf(update(1, 'y', 1)), NOW);
    assert.deepEqual(
      clients.map(({ id }) => id),
      ['z', 'y'],
    );
    assert.deepEqual([run.clients, rounds[0]?.clients.client], [1, [1]], 'who is in no round is not counted');
  });
});

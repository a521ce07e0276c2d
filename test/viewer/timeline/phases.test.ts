import assert from 'node:assert/strict';
import type { RoundFrame } from '../../../exporters/page/types.js';
import { type Phase, timelineOf } from '../../../viewer/timeline/phases.js';
import { at, piece, round, START, task } from './support.js';

const CLIENTS = [{ id: 'a', name: 'Ada' }, { id: 'b' }, { id: 'c' }];

function short(phases: readonly Phase[]): string[] {
  return phases.map(({ kind, start, end, measured }) => {
    return `${kind} ${(start - START) / 1000}-${(end - START) / 1000}${measured ? '' : '?'}`;
  });
}

function rowOf(frame: RoundFrame, client: number, now = at(10)) {
  const row = timelineOf(frame, CLIENTS, now)?.rows.find((each) => each.client === client);
  assert.ok(row, `no row of client ${client}`);
  return row;
}

describe('timeline: phases', () => {
  it('divides a task by the client’s own span and waits for the aggregation', () => {
    const frame = round(['completed'], {
      tasks: [
        task(0, 1, 6),
        task(0, 2, 5, { side: 'client' }),
        { kind: 'aggregation', side: 'server', start: at(8), end: at(9), measured: true },
      ],
    });
    const row = rowOf(frame, 0);
    assert.deepEqual(short(row.phases), ['download 1-2', 'training 2-5', 'upload 5-6', 'waiting 6-8?']);
    assert.deepEqual([row.label, row.start, row.end], ['Ada', at(1), at(6)]);
    assert.deepEqual(short(timelineOf(frame, CLIENTS, at(10))?.server ?? []), ['aggregation 8-9']);
  });

  it('does not divide what has no span of the client’s', () => {
    const frame = round(['completed'], { tasks: [task(0, 1, 6, { measured: false })] });
    assert.deepEqual(short(rowOf(frame, 0).phases), ['client 1-6?', 'waiting 6-10?']);
  });

  it('takes a span that stands alone for work', () => {
    const frame = round(['completed'], { tasks: [task(0, 2, 9, { side: 'client' })] });
    assert.deepEqual(short(rowOf(frame, 0).phases), ['training 2-9', 'waiting 9-10?']);
  });

  it('lets a straggler go on until the round’s end, and marks what came late', () => {
    const frame = round(['straggler'], {
      tasks: [task(0, 1, 10, { error: 'straggler' }), task(0, 2, 30, { side: 'client' })],
      clients: { late: [true] },
    });
    const row = rowOf(frame, 0);
    assert.deepEqual(short(row.phases), ['download 1-2', 'training 2-10']);
    assert.deepEqual([row.outcome, row.late], ['straggler', true]);
  });

  it('keeps operations and repetitions apart', () => {
    const frame = round(['completed'], {
      tasks: [
        task(0, 0, 2, { error: 'reset' }),
        task(0, 3, 5),
        task(0, 3.5, 4.5, { side: 'client' }),
        { kind: 'aggregation', start: at(5), end: at(6), measured: true },
        task(0, 6, 8, { operation: 'evaluate' }),
        task(0, 6, 8, { operation: 'evaluate', side: 'client' }),
      ],
    });
    assert.deepEqual(short(rowOf(frame, 0).phases), [
      'client 0-2',
      'download 3-3.5',
      'training 3.5-4.5',
      'upload 4.5-5',
      'evaluation 6-8',
    ]);
  });

  it('waits after an answer that came in spite of a failed upload', () => {
    const frame = round(['completed'], {
      tasks: [task(0, 0, 4, { error: 'ECONNRESET' }), task(0, 5, 6, { error: 'late' })],
    });
    assert.deepEqual(short(rowOf(frame, 0).phases), ['client 0-4', 'client 5-6', 'waiting 6-10?']);
  });

  it('works from updates where there are no tasks', () => {
    const frame = round(['completed', 'completed', 'dropped'], {
      clients: {
        time: [at(4), at(9), null],
        numbers: { train_time_sec: [3, 99, null] },
        reason: [null, null, 'no battery'],
      },
      events: [{ kind: 'dropout', client: 2, time: at(5), text: 'no battery' }],
    });
    assert.deepEqual(short(rowOf(frame, 0).phases), ['client 0-1?', 'training 1-4?', 'waiting 4-10?']);
    assert.deepEqual(short(rowOf(frame, 1).phases), ['client 0-9?', 'waiting 9-10?'], 'it cannot have trained so long');
    const gone = rowOf(frame, 2);
    assert.deepEqual([short(gone.phases), gone.reason], [['client 0-5?'], 'no battery']);
  });

  it('has a row for a client without any time, and one of whom only a task is known', () => {
    const frame = round([null], { tasks: [task(2, 1, 2)] });
    assert.deepEqual([rowOf(frame, 0).phases, rowOf(frame, 0).end], [[], undefined]);
    assert.equal(rowOf(frame, 2).label, 'c');
    assert.equal(rowOf(round([null], { tasks: [task(7, 1, 2)] }), 7).label, 'client 7');
  });

  it('grows with a running round until now', () => {
    const { endedAt: _, ...open } = round(['pending'], { state: 'running', tasks: [task(0, 1, undefined)] });
    assert.deepEqual(short(rowOf(open, 0, at(4)).phases), ['client 1-4']);
    assert.deepEqual(short(rowOf(open, 0, at(6)).phases), ['client 1-6']);
    assert.equal(timelineOf(open, CLIENTS, at(6))?.end, at(6));
  });

  it('gives each client its pieces of the critical path, and what was waited for its first name', () => {
    const path = [
      piece('training', 0, 4, 1),
      { ...piece('waiting', 4, 9), waitedFor: [0] },
      piece('aggregation', 9, 10),
    ];
    const frame = round(['straggler', 'completed'], {
      tasks: [task(0, 0, 10, { error: 'straggler' }), task(1, 0, 4)],
      explanation: { sentences: [], criticalPath: [], path, basis: 'spans' },
    });
    assert.deepEqual(short(rowOf(frame, 0).path), ['waiting 4-9']);
    assert.deepEqual(short(rowOf(frame, 1).path), ['training 0-4']);
    assert.equal(timelineOf(frame, CLIENTS, at(10))?.path.length, 3);
  });

  it('says by how much a client’s clock was moved', () => {
    const frame = round(['completed'], { tasks: [task(0, 0, 9), task(0, 1, 8, { side: 'client', shifted: -3000 })] });
    assert.equal(rowOf(frame, 0).shifted, -3000);
  });

  it('cannot be drawn when no times are known', () => {
    const { startedAt: _start, endedAt: _end, ...timeless } = round(['completed']);
    assert.equal(timelineOf(timeless, CLIENTS, at(10)), undefined);
  });
});

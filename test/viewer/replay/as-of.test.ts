import assert from 'node:assert/strict';
import { createPastReader } from '../../../viewer/replay/as-of.js';
import { columns, round, runDocument, runFrame, START, without } from '../support/documents.js';

const at = (seconds: number) => START + seconds * 1000;

describe('the past of a run', () => {
  const document = runDocument();
  const past = (seconds: number) => createPastReader().at(document, at(seconds));

  it('has no round before the first', () => {
    assert.deepEqual(past(-0.5).rounds, []);
    assert.equal(past(-0.5).run.state, 'running');
    assert.equal(past(-0.5).run.clients, 0);
    assert.equal('best' in past(-0.5).run, false);
  });

  it('has the rounds that had ended as they are, and the same objects', () => {
    assert.equal(past(11).rounds.length, 1);
    assert.equal(past(11).rounds[0], document.rounds[0]);
  });

  it('has a running round without its results, and with the answers so far', () => {
    const frame = past(17).rounds[1];
    assert.equal(frame?.state, 'running');
    assert.deepEqual(frame?.results, {});
    assert.equal('endedAt' in (frame ?? {}), false);
    assert.deepEqual(frame?.clients.outcome, ['completed', 'pending']);
    assert.deepEqual(frame?.clients.numbers.local_loss, [0.5, null]);
    assert.deepEqual([frame?.completed, frame?.pending], [1, 1]);
    assert.deepEqual(frame?.waitingFor, [{ client: 1, operation: 'train', since: at(12) }]);
  });

  it('has the best round so far, not the best of all', () => {
    assert.deepEqual(past(23).run.best, { metric: 'accuracy', goal: 'max', round: 2, value: 0.52 });
    assert.equal(past(23).run.rounds, 2);
  });

  it('is over when the run had ended', () => {
    assert.equal(past(59).run.state, 'running');
    assert.equal(past(60).run.state, 'finished');
    assert.equal(past(60).run.finishedAt, at(60));
  });

  it('does not take an error before it happened', () => {
    const failed = runDocument({ run: runFrame({ state: 'failed', error: 'OutOfMemory' }) });
    assert.equal('error' in createPastReader().at(failed, at(20)).run, false);
    assert.equal(createPastReader().at(failed, at(60)).run.error, 'OutOfMemory');
  });

  it('is the same document as long as nothing happens', () => {
    const reader = createPastReader();
    const first = reader.at(document, at(16.5));
    assert.equal(reader.at(document, at(19.9)), first);
    assert.notEqual(reader.at(document, at(20)), first);
    assert.notEqual(reader.at(runDocument(), at(20)), reader.at(document, at(20)));
    assert.notEqual(reader.at(document, at(16.5)), reader.at(document, at(20)));
  });
});

describe('the past of a round', () => {
  const reader = () => createPastReader();

  it('has drop-outs and failures from when they happened', () => {
    const frame = round(1, {
      completed: 0,
      dropped: 1,
      failed: 1,
      clients: columns({
        client: [0, 1],
        outcome: ['dropped', 'failed'],
        status: ['dropped', 'failed'],
        reason: ['battery', 'reset'],
      }),
      events: [
        { time: at(3), kind: 'dropout', client: 0, text: 'battery' },
        { time: at(6), kind: 'failure', client: 1, text: 'reset' },
      ],
    });
    const document = runDocument({ rounds: [frame] });
    const early = reader().at(document, at(4)).rounds[0];
    assert.deepEqual(early?.clients.outcome, ['dropped', 'pending']);
    assert.deepEqual(early?.clients.reason, ['battery', null]);
    assert.equal(early?.events.length, 1);
    assert.deepEqual([early?.dropped, early?.failed, early?.pending], [1, 0, 1]);
    assert.deepEqual(reader().at(document, at(7)).rounds[0]?.clients.outcome, ['dropped', 'failed']);
  });

  it('knows stragglers only at its end', () => {
    const frame = round(1, {
      completed: 1,
      stragglers: 1,
      clients: columns({ client: [0, 1], outcome: ['completed', 'straggler'], time: [at(4), null] }),
    });
    const document = runDocument({ rounds: [frame] });
    assert.deepEqual(reader().at(document, at(9)).rounds[0]?.clients.outcome, ['completed', 'pending']);
    assert.deepEqual(reader().at(document, at(10)).rounds[0]?.clients.outcome, ['completed', 'straggler']);
  });

  it('has a late update from when it came, although the round had ended', () => {
    const frame = round(1, {
      completed: 1,
      stragglers: 1,
      clients: columns({
        client: [0, 1],
        outcome: ['completed', 'straggler'],
        time: [at(4), at(15)],
        late: [false, true],
        numbers: { local_loss: [1, 9] },
      }),
    });
    const document = runDocument({ rounds: [frame] });
    const before = reader().at(document, at(12)).rounds[0];
    assert.deepEqual(before?.clients.numbers.local_loss, [1, null]);
    assert.deepEqual(before?.clients.late, [false, false]);
    assert.deepEqual(before?.results, frame.results);
    assert.equal(reader().at(document, at(15)).rounds[0], frame);
  });

  it('has tasks that had begun, open until they end, and clients from their task on', () => {
    const task = (client: number, start: number, end: number) =>
      ({
        kind: 'task',
        side: 'server',
        client,
        operation: 'train',
        start: at(start),
        end: at(end),
        measured: true,
      }) as const;
    const document = runDocument({ rounds: [round(1, { tasks: [task(0, 0, 4), task(1, 5, 8)] })] });
    const early = reader().at(document, at(3)).rounds[0];
    assert.deepEqual(early?.clients.client, [0]);
    assert.equal(early?.tasks.length, 1);
    assert.equal('end' in (early?.tasks[0] ?? {}), false);
    const later = reader().at(document, at(6)).rounds[0];
    assert.deepEqual(later?.clients.outcome, ['completed', 'pending']);
    assert.deepEqual(later?.waitingFor, [{ client: 1, operation: 'train', since: at(5) }]);
  });

  it('is there from the start when nobody says when it was', () => {
    const timeless = { ...without(round(1), 'startedAt', 'endedAt'), clients: columns({ client: [0] }) };
    const document = runDocument({ rounds: [timeless] });
    assert.equal(reader().at(document, at(0)).rounds[0], timeless);
  });
});

import assert from 'node:assert/strict';
import { ClientTimes } from '../../../lib/run/client-times.js';
import { createMemorySdk, install, uninstall } from '../support/memory-sdk.js';
import { record } from '../support/recording.js';

describe('bounds of a run', () => {
  afterEach(uninstall);

  it('give up the oldest of too many open rounds', () => {
    const sdk = install(createMemorySdk());
    const { run, updates } = record();
    const first = run.startRound({ number: 0 });
    first.startTask({ client: 'a' });
    for (let number = 1; number <= 1001; number++) {
      run.startRound({ number });
    }
    assert.deepEqual(
      sdk
        .spans()
        .map((span) => [
          span.attributes['fl.span.type'],
          span.attributes['fl.round.number'],
          span.attributes['error.type'],
        ]),
      [
        ['fl.task.client', 0, 'unfinished'],
        ['fl.round', 0, 'unfinished'],
        ['fl.round', 1, 'unfinished'],
      ],
    );
    first.clientUpdate({ client: 'a' });
    first.end();
    assert.equal(updates()[0]?.marker['fl.update.result'], 'accepted');
  });

  it('forget the oldest client whose time the app gave', () => {
    const times = new ClientTimes({ now: () => [1, 0], nextAttempt: () => 1 });
    times.next('first', 5000);
    for (let i = 0; i < 100_000; i++) {
      times.next(`client ${i}`, 5000);
    }
    assert.deepEqual(times.next('first', 5000), [5, 0]);
    assert.deepEqual(times.next('client 99999', 5000), [5, 1]);
  });

  it('let a superseded round of one number end its spans and record nothing more', () => {
    const sdk = install(createMemorySdk());
    const { run, events } = record();
    const old = run.startRound({ number: 1 });
    run.startRound({ number: 1 });
    old.end({ accuracy: 1 });
    assert.equal(sdk.spansOf('fl.round').length, 1);
    assert.equal(events('fl.round.finished').length, 0);
  });
});

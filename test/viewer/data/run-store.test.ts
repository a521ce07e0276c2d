import assert from 'node:assert/strict';
import { effect, signal } from '@preact/signals';
import type { RunDocument } from '../../../exporters/page/types.js';
import { type Moment, openRun } from '../../../viewer/data/run-store.js';
import type { Loaded, RunListener, RunSource } from '../../../viewer/data/source.js';
import { until } from '../../support/until.js';
import { round, runDocument } from '../support/documents.js';

/** A source that gives one answer after the other, and lets the test speak. */
function fakeSource(answers: Loaded[]) {
  const follows: { after: number; listener: RunListener; isStopped: boolean }[] = [];
  const source: RunSource = {
    kind: 'server',
    watchRuns: () => () => undefined,
    load: async () => answers.shift() ?? { kind: 'failed', reason: 'asked too often' },
    follow(_stem, after, listener) {
      const follow = { after, listener, isStopped: false };
      follows.push(follow);
      return () => {
        follow.isStopped = true;
      };
    },
  };
  return { source, follows };
}

const time = signal<number | undefined>(undefined);
const moment: Moment = {
  time,
  asOf: (document, at) => ({ ...document, sequence: at }),
  end: () => 99,
};
const ok = (document: RunDocument): Loaded => ({ kind: 'ok', document });

describe('an open run', () => {
  afterEach(() => {
    time.value = undefined;
  });

  it('is what was loaded, then what comes', async () => {
    const { source, follows } = fakeSource([ok(runDocument())]);
    const store = openRun({ source, stem: 'run-1', moment });
    await until('the run is followed', () => follows.length === 1);
    assert.equal(follows[0]?.after, 10);
    follows[0]?.listener.message({ kind: 'round', frame: round(4) }, 12);
    assert.equal(store.document.value?.rounds.length, 4);
    assert.equal(store.document.value?.sequence, 12);
    follows[0]?.listener.connection({ kind: 'live' });
    assert.equal(store.connection.value.kind, 'live');
  });

  it('is shown as of the moment that is asked for', async () => {
    const { source, follows } = fakeSource([ok(runDocument())]);
    const store = openRun({ source, stem: 'run-1', moment });
    await until('the run is followed', () => follows.length === 1);
    assert.equal(store.now.value, 99);
    time.value = 5;
    assert.equal(store.document.value?.sequence, 5);
    assert.equal(store.latest.value?.sequence, 10);
    assert.equal(store.now.value, 5);
  });

  it('says why it cannot be shown', async () => {
    const store = openRun({ source: fakeSource([{ kind: 'failed', reason: 'gone' }]).source, stem: 'x', moment });
    await until('the run failed to load', () => store.failure.value !== undefined);
    assert.deepEqual(
      [store.failure.value, store.document.value, store.connection.value.kind],
      ['gone', undefined, 'still'],
    );
  });

  it('is loaded again when the server says that patches do not help', async () => {
    const { source, follows } = fakeSource([ok(runDocument()), ok(runDocument({ sequence: 50, rounds: [round(1)] }))]);
    const store = openRun({ source, stem: 'run-1', moment });
    await until('the run is followed', () => follows.length === 1);
    follows[0]?.listener.message({ kind: 'reset', frame: { reason: 'replaced' } }, 11);
    await until('the run is followed again', () => follows.length === 2);
    assert.equal(follows[0]?.isStopped, true);
    assert.equal(follows[1]?.after, 50);
    assert.equal(store.document.value?.rounds.length, 1);
  });

  it('is loaded again until somebody answers, and then followed', async () => {
    const away: Loaded = { kind: 'failed', reason: 'the server does not answer', passing: true };
    const { source, follows } = fakeSource([away, away, ok(runDocument())]);
    const states: string[] = [];
    const store = openRun({ source, stem: 'run-1', moment, now: () => 1000, random: () => -1 });
    const forget = effect(() => {
      states.push(`${store.connection.value.kind}: ${store.failure.value}`);
    });
    await until('the run is followed', () => follows.length === 1);
    forget();
    assert.deepEqual([store.failure.value, store.document.value?.sequence], [undefined, 10]);
    assert.ok(states.includes('lost: the server does not answer'), states.join());
  });

  it('stays in sight while the server is away in the middle of loading it again', async () => {
    const away: Loaded = { kind: 'failed', reason: 'the server answered 502', passing: true };
    const { source, follows } = fakeSource([ok(runDocument()), away, ok(runDocument({ sequence: 50 }))]);
    const failures: (string | undefined)[] = [];
    const store = openRun({ source, stem: 'run-1', moment, random: () => -1 });
    const forget = effect(() => {
      failures.push(store.failure.value);
    });
    await until('the run is followed', () => follows.length === 1);
    follows[0]?.listener.message({ kind: 'reset', frame: { reason: 'replaced' } }, 11);
    await until('the run is followed again', () => follows.length === 2);
    forget();
    assert.deepEqual([...new Set(failures)], [undefined], 'there was always something to show');
    assert.equal(follows[1]?.after, 50);
  });

  it('is not asked for again once it is closed, nor when it is gone for good', async () => {
    const answers: Loaded[] = [{ kind: 'failed', reason: 'away', passing: true }, ok(runDocument())];
    const closed = openRun({ source: fakeSource(answers).source, stem: 'x', moment, random: () => -1 });
    let reason: string | undefined;
    effect(() => {
      reason = closed.failure.value;
      if (reason !== undefined) closed.close();
    });
    await until('the first attempt failed', () => reason === 'away');
    const gone: Loaded[] = [{ kind: 'failed', reason: 'gone' }, ok(runDocument())];
    const store = openRun({ source: fakeSource(gone).source, stem: 'x', moment, random: () => -1 });
    await until('it is gone', () => store.failure.value === 'gone');
    await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual([answers.length, gone.length], [1, 1]);
  });

  it('is no longer followed once it is closed', async () => {
    const { source, follows } = fakeSource([ok(runDocument())]);
    const store = openRun({ source, stem: 'run-1', moment });
    await until('the run is followed', () => follows.length === 1);
    store.close();
    assert.equal(follows[0]?.isStopped, true);
  });

  it('is not followed when it was closed while it loaded', async () => {
    const { source, follows } = fakeSource([ok(runDocument())]);
    const store = openRun({ source, stem: 'run-1', moment });
    store.close();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([follows.length, store.document.value], [0, undefined]);
  });
});

import assert from 'node:assert/strict';
import { signal } from '@preact/signals';
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

import assert from 'node:assert/strict';
import type { RunDocument, RunListEntry } from '../../../exporters/page/types.js';
import type { RunSource } from '../../../viewer/data/source.js';
import { createPageState } from '../../../viewer/frame/page-state.js';
import { until } from '../../support/until.js';
import { listEntry, runDocument, runFrame, START, without } from '../support/documents.js';

/** A page over some runs, with an address that the test reads and changes. */
function open(hash: string, kind: RunSource['kind'] = 'server', documents: readonly RunDocument[] = [runDocument()]) {
  const written: string[] = [];
  const entries: string[] = [];
  let address = hash;
  let changed = () => {};
  const stopped: string[] = [];
  const watching = { lists: 0 };
  let tick: (now: number) => void = () => undefined;
  const source: RunSource = {
    kind,
    watchRuns(listener) {
      const runs: readonly RunListEntry[] = kind === 'file' ? documents.map(({ run }) => run) : [listEntry()];
      watching.lists++;
      setImmediate(() => listener(runs));
      return () => {
        watching.lists--;
      };
    },
    async load(stem) {
      const document = documents.find(({ run }) => run.stem === stem);
      return document === undefined ? { kind: 'failed', reason: 'there is no such run' } : { kind: 'ok', document };
    },
    follow: (stem) => () => {
      stopped.push(stem);
    },
  };
  const state = createPageState({
    source,
    host: {
      readHash: () => address,
      writeHash(next, entry) {
        address = `#${next}`;
        written.push(next);
        entries.push(entry);
      },
      onHashChange(listener) {
        changed = listener;
      },
      requestFrame: () => undefined,
      onSecond(listener) {
        tick = listener;
      },
    },
  });
  const go = (next: string) => {
    address = next;
    changed();
  };
  const loaded = () => until('the run is loaded', () => state.store.value?.latest.value !== undefined);
  return {
    state,
    written,
    entries,
    go,
    loaded,
    stopped,
    watching,
    tick: (now: number) => tick(now),
    address: () => address,
  };
}

describe('the state of the page', () => {
  it('begins with the list of runs', async () => {
    const { state, address } = open('');
    await until('the list is there', () => state.runs.value.kind === 'ok');
    assert.deepEqual([state.view.value, state.store.value, address()], ['runs', undefined, '#view=runs']);
  });

  it('shows what a link says: run, view, round, client, metric, range and moment', async () => {
    const moment = START + 17_000;
    const link = `#run=run-1&view=charts&round=2&client=client-b&metric=local_loss&rounds=1-2&t=${moment}`;
    const { state, loaded, address } = open(link);
    assert.equal(state.view.value, 'charts');
    await loaded();
    const { round, client, metric, range } = state.selection;
    assert.deepEqual(
      [round.value, client.value, metric.value, range.value],
      [2, 1, 'local_loss', { first: 1, last: 2 }],
    );
    assert.equal(state.replay.time.value, moment);
    assert.equal(state.store.value?.document.value?.rounds.length, 2);
    assert.equal(address(), link);
  });

  it('opens a run with its overview', async () => {
    const { state, loaded } = open('#run=run-1');
    await loaded();
    assert.equal(state.view.value, 'overview');
  });

  it('writes what the reader chooses: another view or client is a new entry of the history, the rest is not', async () => {
    const { state, loaded, entries, address } = open('#run=run-1');
    await loaded();
    entries.length = 0;
    state.selection.round.value = 3;
    state.view.value = 'clients';
    state.selection.client.value = 0;
    state.replay.seek(START + 5000);
    assert.deepEqual(entries, ['same', 'new', 'new', 'same']);
    assert.equal(address(), `#run=run-1&view=clients&round=3&client=client-a&t=${START + 5000}`);
  });

  it('goes back and forward', async () => {
    const { state, loaded, go } = open('#run=run-1&view=events&client=client-a');
    await loaded();
    go('#run=run-1&view=charts');
    assert.deepEqual([state.view.value, state.selection.client.value], ['charts', undefined]);
    go('#view=runs');
    assert.deepEqual([state.view.value, state.store.value], ['runs', undefined]);
  });

  it('leaves the history as it is when it goes back, so that there is a way forward', async () => {
    const { state, loaded, entries, go, address } = open('#run=run-1&view=charts');
    await loaded();
    state.view.value = 'events';
    entries.length = 0;
    go('#run=run-1&view=charts');
    // An address that says less than the page writes is completed where it stands.
    go('#run=run-1');
    assert.equal(address(), '#run=run-1&view=overview');
    assert.ok(!entries.includes('new'), entries.join());
    state.view.value = 'map';
    assert.equal(entries.at(-1), 'new');
  });

  it('closes one run when it opens another, and looks at its newest moment', async () => {
    const other = runDocument({ run: runFrame({ stem: 'run-2', runId: 'run-2' }) });
    const { state, loaded, go, stopped } = open('#run=run-1', 'server', [runDocument(), other]);
    await loaded();
    state.replay.seek(START + 5000);
    go('#run=run-2&view=charts');
    await until('the other run is loaded', () => state.store.value?.latest.value?.run.stem === 'run-2');
    assert.deepEqual(stopped, ['run-1']);
    assert.equal(state.replay.time.value, undefined);
  });

  it('waits for a client that the run has not told of yet, and keeps it in the address', async () => {
    const { state, loaded, address } = open('#run=run-1&view=clients&client=client-z');
    await loaded();
    assert.equal(state.selection.client.value, undefined);
    assert.equal(address(), '#run=run-1&view=clients&client=client-z');
  });

  it('does not let the moment of a replay that plays into the address', async () => {
    const { state, loaded, address } = open('#run=run-1');
    await loaded();
    state.replay.seek(START);
    state.replay.play();
    assert.doesNotMatch(address(), /t=/);
    state.replay.pause();
    assert.match(address(), /t=/);
  });

  it('lets a replay play on when a link without a moment is followed', async () => {
    const { state, loaded, go } = open('#run=run-1');
    await loaded();
    state.replay.seek(START);
    state.replay.play();
    go('#run=run-1&view=map');
    assert.equal(state.replay.playing.value, true);
    assert.equal(state.replay.time.value, START);
  });

  it('says why a run cannot be shown', async () => {
    const { state } = open('#run=nope');
    await until('it failed', () => state.store.value?.failure.value !== undefined);
    assert.equal(state.store.value?.failure.value, 'there is no such run');
  });

  it('makes links that keep what is chosen', async () => {
    const { state, loaded } = open('#run=run-1&round=2');
    await loaded();
    assert.equal(state.link({ view: 'timeline' }), '#run=run-1&view=timeline&round=2');
  });

  it('follows links within the page, and says so in the address', async () => {
    const { state, loaded, address } = open('#run=run-1&round=2');
    await loaded();
    state.follow('#run=run-1&view=timeline&round=3');
    assert.deepEqual([state.view.value, state.selection.round.value], ['timeline', 3]);
    assert.equal(address(), '#run=run-1&view=timeline&round=3');
    state.follow('#view=runs');
    assert.deepEqual([state.view.value, address()], ['runs', '#view=runs']);
  });

  it('remembers which runs are compared', async () => {
    const { state, address } = open('#view=runs&compare=a&compare=b');
    assert.deepEqual(state.compare.value, ['a', 'b']);
    state.compare.value = ['b'];
    assert.equal(address(), '#view=runs&compare=b');
  });

  describe('with the run in the page itself', () => {
    it('shows it at once, and what the link says', async () => {
      const { state, loaded, address } = open('#view=charts&round=2', 'file');
      await loaded();
      assert.deepEqual([state.view.value, state.selection.round.value], ['charts', 2]);
      assert.equal(address(), '#view=charts&round=2');
    });

    it('begins with the overview', async () => {
      const { state, loaded } = open('', 'file');
      await loaded();
      assert.equal(state.view.value, 'overview');
    });
  });

  it('follows a live run from a link without a moment', async () => {
    const live = runDocument({ run: without(runFrame({ state: 'running' }), 'finishedAt') });
    const { state, loaded, tick } = open('#run=run-1', 'server', [live]);
    await loaded();
    assert.equal(state.replay.time.value, undefined);
    assert.equal(state.store.value?.now.value, START + 34_000);
    tick(START + 50_000);
    assert.equal(state.store.value?.now.value, START + 50_000);
    state.replay.seek(START + 5000);
    assert.equal(state.store.value?.now.value, START + 5000);
  });

  it('keeps the clock of a run that is over', async () => {
    const { state, loaded, tick } = open('#run=run-1');
    await loaded();
    tick(START + 500_000);
    assert.equal(state.store.value?.now.value, START + 60_000);
  });

  it('watches the list of runs only while it is shown', () => {
    const { watching, go } = open('#view=runs');
    assert.equal(watching.lists, 1);
    go('#run=run-1');
    assert.equal(watching.lists, 0);
    go('#run=run-1&view=runs');
    assert.equal(watching.lists, 1);
  });
});

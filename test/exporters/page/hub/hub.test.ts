import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  createHub,
  createRunFolder,
  type Hub,
  type HubOptions,
  type RunFolder,
  type Watch,
} from '../../../../exporters/page/hub/index.js';
import type { RunDocument } from '../../../../exporters/page/types.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { until } from '../../../support/until.js';
import { at, finished, init, RUN, roundEnd, roundStart, update } from '../../run-model/support/scenario.js';
import { appendEvents } from '../support/journals.js';
import { TestChannel } from '../support/test-channel.js';

describe('hub', () => {
  const folder = temporaryFolder('hub');
  after(() => folder.remove());
  const hubs: Hub[] = [];
  afterEach(async () => {
    for (const hub of hubs.splice(0)) await hub.close();
  });
  let runsDir = '';
  let count = 0;
  beforeEach(() => {
    runsDir = join(folder.path, `runs-${++count}`);
    mkdirSync(runsDir);
  });
  const journal = (stem: string) => join(runsDir, `${stem}.jsonl`);
  const open = (options: Partial<HubOptions> = {}) => {
    const hub = createHub({
      folder: createRunFolder(runsDir),
      now: () => Date.parse(at(60)),
      pollMillis: 1e6,
      listMillis: 1e6,
      ...options,
    });
    hubs.push(hub);
    return hub;
  };
  const watch = async (hub: Hub, stem: string, after: number, channel = new TestChannel()) => {
    const answer = await hub.watch(stem, after, () => channel);
    assert.equal(answer.kind, 'ok');
    return { channel, watch: answer as Watch };
  };
  const documentOf = async (hub: Hub, stem: string) => {
    const answer = await hub.document(stem);
    assert.equal(answer.kind, 'ok');
    return JSON.parse(answer.kind === 'ok' ? [...answer.pieces()].join('') : '') as RunDocument;
  };

  /** The folder, on a disk that answers when it is told to. */
  const slowFolder = () => {
    const files = createRunFolder(runsDir);
    let gate: Promise<void> | undefined;
    let waiting = 0;
    const folder: RunFolder = {
      list: () => files.list(),
      find: (stem) => files.find(stem),
      pathOf: (run) => files.pathOf(run),
      look: async (run) => {
        const state = await files.look(run);
        waiting += 1;
        await gate;
        waiting -= 1;
        return state;
      },
    };
    const hold = () => {
      let goOn: () => void = () => undefined;
      gate = new Promise((resolve) => {
        goOn = resolve;
      });
      return { waits: () => waiting > 0, goOn };
    };
    const letPass = () => {
      gate = undefined;
    };
    return { folder, hold, letPass };
  };

  it('gives a page that is up to date nothing until something comes, then that and nothing else', async () => {
    appendEvents(journal('a'), init(), roundStart(1, 0), update(1, 'c1', 1), roundEnd(1, 2), roundStart(2, 3));
    const hub = open();
    const { sequence } = await documentOf(hub, 'a');
    const { channel } = await watch(hub, 'a', sequence);
    assert.deepEqual(channel.written, []);
    appendEvents(journal('a'), update(2, 'c1', 4));
    hub.notify(RUN);
    await until('the update came', () => channel.written.length > 0);
    assert.deepEqual(channel.kinds, ['round', 'run']);
    assert.match(channel.written[0] ?? '', /"round":2/);
  });

  it('lets a page that does not read lack more, writes nothing meanwhile, and then gives it all at once', async () => {
    appendEvents(journal('a'), init(), roundStart(1, 0));
    const hub = open();
    const { sequence } = await documentOf(hub, 'a');
    const slow = new TestChannel();
    slow.reads = false;
    await watch(hub, 'a', sequence, slow);
    const { channel: quick } = await watch(hub, 'a', sequence);
    for (let round = 1; round <= 4; round += 1) {
      appendEvents(journal('a'), update(round, `c${round}`, round), roundEnd(round, round + 0.5));
      const before = quick.written.length;
      hub.notify(RUN);
      await until('the quick page has it', () => quick.written.length > before);
    }
    assert.equal(slow.written.length, 1, 'what was written before it was known to be slow');
    slow.drain();
    assert.equal(slow.written.length, 2);
    assert.deepEqual(slow.kinds.slice(-5), ['clients', 'round', 'round', 'round', 'run']);
    const ends = [slow, quick].map(({ written }) => /id: (\d+)/.exec(written.at(-1) ?? '')?.[1]);
    assert.equal(ends[0], ends[1]);
  });

  it('writes one text for two hundred pages that lack the same', async () => {
    appendEvents(journal('a'), init(), roundStart(1, 0));
    const hub = open();
    const { sequence } = await documentOf(hub, 'a');
    const seen = new Set<Buffer | string>();
    const channels = Array.from({ length: 200 }, () => new TestChannel());
    for (const channel of channels) {
      const write = channel.write.bind(channel);
      channel.write = (data) => {
        seen.add(data);
        return write(data);
      };
      await watch(hub, 'a', sequence, channel);
    }
    appendEvents(journal('a'), update(1, 'c1', 1));
    hub.notify(RUN);
    await until('all have it', () => channels.every(({ written }) => written.length === 1));
    assert.equal(seen.size, 1);
  });

  it('tells a page that stopped watching nothing more, and counts it out', async () => {
    appendEvents(journal('a'), init());
    const hub = open({ maxSubscribers: 1 });
    const { channel, watch: first } = await watch(hub, 'a', (await documentOf(hub, 'a')).sequence);
    assert.equal((await hub.watch('a', 0, () => new TestChannel())).kind, 'busy');
    first.stop();
    first.stop();
    const { channel: second } = await watch(hub, 'a', 0);
    appendEvents(journal('a'), roundStart(1, 0));
    hub.notify(RUN);
    await until('the other page has it', () => second.kinds.includes('round'));
    assert.deepEqual(channel.written, []);
  });

  it('holds a bounded number of runs, never lets a watched one go, and reads the others again', async () => {
    for (const stem of ['a', 'b', 'c']) appendEvents(journal(stem), init({ run_id: stem } as object), roundStart(1, 0));
    const hub = open({ maxOpenRuns: 2 });
    const { watch: watchA } = await watch(hub, 'a', 0);
    for (const stem of ['b', 'c', 'b', 'c']) assert.equal((await documentOf(hub, stem)).run.runId, stem);
    const { watch: watchB } = await watch(hub, 'b', 0);
    assert.deepEqual(await hub.document('c'), { kind: 'busy', reason: 'too many runs are watched at once' });
    watchA.stop();
    assert.equal((await documentOf(hub, 'c')).run.runId, 'c');
    watchB.stop();
  });

  it('never lets a run go that a page waits for', async () => {
    for (const stem of ['a', 'b']) appendEvents(journal(stem), init(stem === 'a' ? {} : ({ run_id: stem } as object)));
    const { folder, hold, letPass } = slowFolder();
    const hub = open({ folder, maxOpenRuns: 1 });
    const { waits, goOn } = hold();
    const watching = watch(hub, 'a', 0);
    await until('the run is looked at', waits);
    letPass();
    assert.deepEqual(await hub.document('b'), { kind: 'busy', reason: 'too many runs are watched at once' });
    goOn();
    const { channel } = await watching;
    appendEvents(journal('a'), roundStart(1, 0));
    hub.notify(RUN);
    await until('the round came', () => channel.kinds.includes('round'));
  });

  it('holds few runs when they are large', async () => {
    for (const stem of ['a', 'b', 'c']) appendEvents(journal(stem), init({ run_id: stem } as object), roundStart(1, 0));
    const hub = open({ maxOpenBytes: 1 });
    for (const stem of ['a', 'b', 'a']) assert.equal((await documentOf(hub, stem)).run.runId, stem);
  });

  it('ends the connections of a run whose file is gone', async () => {
    appendEvents(journal('a'), init());
    const warnings: string[] = [];
    const hub = open({ warn: (text) => warnings.push(text) });
    const { channel } = await watch(hub, 'a', 0);
    rmSync(journal('a'));
    hub.notify(RUN);
    await until('the connection ended', () => channel.closed);
    assert.match(warnings.join(), /is gone/);
    assert.deepEqual(await hub.document('a'), { kind: 'missing' });
  });

  it('gives pages the last words of a run before it stops', async () => {
    appendEvents(journal('a'), init(), roundStart(1, 0));
    const hub = open();
    const { channel } = await watch(hub, 'a', (await documentOf(hub, 'a')).sequence);
    appendEvents(journal('a'), roundEnd(1, 1), finished(2));
    await hub.close();
    assert.match(channel.written.join(''), /"state":"finished"/);
    assert.ok(channel.closed);
  });

  it('gives them also when it stops in the midst of a look at the file', async () => {
    appendEvents(journal('a'), init(), roundStart(1, 0));
    const { folder, hold } = slowFolder();
    const hub = open({ folder });
    const { channel } = await watch(hub, 'a', (await documentOf(hub, 'a')).sequence);
    const { waits, goOn } = hold();
    hub.notify(RUN);
    await until('it looks', waits);
    appendEvents(journal('a'), roundEnd(1, 1), finished(2));
    const closed = hub.close();
    goOn();
    await closed;
    assert.match(channel.written.join(''), /"state":"finished"/);
    assert.ok(channel.closed);
  });

  it('goes on telling pages when the clock of the system is set back', async () => {
    let now = Date.parse(at(60));
    appendEvents(journal('a'), init());
    const hub = open({ now: () => now });
    const { channel } = await watch(hub, 'a', (await documentOf(hub, 'a')).sequence);
    for (const round of [1, 2]) {
      appendEvents(journal('a'), roundStart(round, round));
      hub.notify(RUN);
      await until('the round came', () => channel.kinds.filter((kind) => kind === 'round').length === round);
      now -= 86_400_000;
    }
  });

  it('looks by itself at the files of watched runs', async () => {
    appendEvents(journal('a'), init());
    const hub = open({ pollMillis: 10 });
    const { channel } = await watch(hub, 'a', (await documentOf(hub, 'a')).sequence);
    appendEvents(journal('a'), roundStart(1, 0));
    await until('the round came', () => channel.kinds.includes('round'));
  });

  it('makes a page begin again whose place the journal does not have', async () => {
    appendEvents(journal('a'), init());
    const hub = open();
    const { channel } = await watch(hub, 'a', 1e9);
    assert.deepEqual(channel.kinds, ['reset']);
  });

  it('knows nothing of runs that are not there', async () => {
    const hub = open();
    assert.deepEqual(await hub.document('a'), { kind: 'missing' });
    assert.deepEqual(await hub.watch('a', 0, assert.fail), { kind: 'missing' });
    assert.deepEqual(await hub.runs(), { runs: [], pending: 0, more: 0 });
  });
});

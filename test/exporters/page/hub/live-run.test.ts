import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { JournalFormatError } from '../../../../exporters/journal/index.js';
import { type Dirty, dirtyOf, withStep } from '../../../../exporters/page/hub/dirty.js';
import { LiveRun } from '../../../../exporters/page/hub/live-run.js';
import { documentPieces, patchOf } from '../../../../exporters/page/hub/messages.js';
import type { RunDocument } from '../../../../exporters/page/types.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { anyEvent } from '../../run-model/support/arbitrary-events.js';
import { at, finished, init, RUN, roundEnd, roundStart, update } from '../../run-model/support/scenario.js';
import { type StreamEvent, TestPage } from '../support/event-stream.js';
import { appendEvents } from '../support/journals.js';

/** Some moment after every event of the scenarios, so that nothing depends on the clock. */
const NOW = Date.parse(at(60));

describe('LiveRun', () => {
  const folder = temporaryFolder('live-run');
  after(() => folder.remove());
  let count = 0;
  let path = '';
  beforeEach(() => {
    path = join(folder.path, `run-${++count}.jsonl`);
  });

  it('gives a page that comes back at any time, to the same server or a restarted one, exactly what it lacks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyEvent, fc.boolean()), { minLength: 2, maxLength: 25 }), async (events) => {
        path = join(folder.path, `run-${++count}.jsonl`);
        writeFileSync(path, '');
        const live = liveRun();
        const stops: { page: TestPage; dirty: Dirty | undefined }[] = [];
        for (const [event, stop] of events) {
          appendEvents(path, event);
          if (!stop) continue;
          const step = await advance(live);
          for (const each of stops) each.dirty = withStep(each.dirty, step);
          stops.push({ page: new TestPage(documentOf(live)), dirty: undefined });
        }
        const last = await advance(live);
        const restarted = liveRun();
        restarted.isOpened = true;
        await advance(restarted);
        const expected = content(documentOf(live));
        assert.deepEqual(content(documentOf(restarted)), expected);
        for (const { page, dirty } of stops) {
          const watching = new TestPage(page.document);
          patch(watching, live, withStep(dirty, last));
          if (watching.resets === 0) assert.deepEqual(content(watching.document), expected, 'watching');
          const returning = new TestPage(page.document);
          patch(returning, restarted, dirtyOf(restarted.since(page.sequence)));
          if (returning.resets === 0) assert.deepEqual(content(returning.document), expected, 'returning');
        }
      }),
      { numRuns: 100 },
    );
  });

  it('does not repeat what did not change', async () => {
    appendEvents(path, init(), roundStart(1, 0), update(1, 'a', 1), roundEnd(1, 2), roundStart(2, 3));
    const live = liveRun();
    await advance(live);
    const before = live.sequence;
    const first = live.frames.rounds[0];
    appendEvents(path, update(2, 'b', 4));
    const step = await advance(live);
    assert.deepEqual(step, { kind: 'changed', clientsFrom: 1, clientsTo: 1, rounds: new Set([2]), logged: false });
    assert.equal(live.frames.rounds[0], first);
    assert.deepEqual(live.since(before), { clientsFrom: 1, clientsTo: 1, rounds: new Set([2]), logged: false });
    assert.deepEqual(await advance(live), { kind: 'same' });
  });

  it('says the new place in the last event of a patch only, so that a broken connection repeats it whole', async () => {
    appendEvents(path, init(), roundStart(1, 0), update(1, 'a', 1));
    const live = liveRun();
    await advance(live);
    const events = eventsOf(patchOf(dirtyOf(live.since(0)), live.frames, live.sequence).toString());
    assert.deepEqual(
      events.map(({ kind, id }) => [kind, id]),
      [
        ['clients', ''],
        ['round', ''],
        ['run', String(live.sequence)],
      ],
    );
  });

  it('takes a line that is still being written when it is whole', async () => {
    appendEvents(path, init(), roundStart(1, 0));
    const live = liveRun();
    await advance(live);
    const line = `${JSON.stringify(update(1, 'a', 1))}\n`;
    writeFileSync(path, line.slice(0, 40), { flag: 'a' });
    assert.deepEqual(await advance(live), { kind: 'same' });
    writeFileSync(path, line.slice(40), { flag: 'a' });
    assert.equal((await advance(live)).kind, 'changed');
    assert.equal(live.frames.rounds[0]?.completed, 1);
  });

  it('makes pages begin again when the journal was replaced, and when a run id is used for another job', async () => {
    appendEvents(path, init({ job: 'one', attempt: 1 } as object), roundStart(1, 0, 1, 1));
    const live = liveRun();
    await advance(live);
    const before = live.sequence;
    appendEvents(path, init({ job: 'two', attempt: 2 } as object), roundStart(2, 9, 1, 2));
    assert.deepEqual(await advance(live), { kind: 'reset' });
    assert.equal(live.since(before), undefined);
    assert.deepEqual(
      live.frames.rounds.map(({ round }) => round),
      [2],
    );
    writeFileSync(path, '');
    appendEvents(path, init(), roundStart(3, 0));
    assert.deepEqual(await advance(live), { kind: 'reset' });
    assert.deepEqual(
      live.frames.rounds.map(({ round }) => round),
      [3],
    );
    assert.equal(live.since(before + 10_000), undefined);
  });

  it('shows the single clients of the newest rounds of a long run, and the results of all', async () => {
    const addRound = (round: number) =>
      appendEvents(
        path,
        roundStart(round, round * 10),
        update(round, `c${round}`, round * 10 + 1, { pad: 'x'.repeat(1000) }),
        roundEnd(round, round * 10 + 2, { global_accuracy: round / 10, num_completed: 1 }),
      );
    const shown = (live: LiveRun) =>
      live.frames.rounds.map(({ results, completed, clients }) => [results.accuracy, completed, clients.client.length]);
    appendEvents(path, init());
    addRound(1);
    const { size } = statSync(path);
    for (const round of [2, 3]) addRound(round);
    const detailBytes = statSync(path).size - size;
    const live = liveRun({ detailBytes });
    await advance(live);
    assert.deepEqual(shown(live), [
      [0.1, 1, 0],
      [0.2, 1, 1],
      [0.3, 1, 1],
    ]);
    const { sequence } = live;
    addRound(4);
    assert.equal((await advance(live)).kind, 'changed', 'there is some room to grow');
    addRound(5);
    assert.equal((await advance(live)).kind, 'reset');
    assert.deepEqual(
      shown(live).map(([, , clients]) => clients),
      [0, 0, 0, 1, 1],
    );
    assert.equal(live.weight, detailBytes);
    assert.equal(live.since(sequence), undefined, 'what a page has of older rounds is gone here');
    const restarted = liveRun({ detailBytes });
    await advance(restarted);
    assert.deepEqual(content(documentOf(restarted)), content(documentOf(live)));
  });

  it('says that a silent run is interrupted, without a datum', async () => {
    let now = NOW;
    appendEvents(path, init(), roundStart(1, 0));
    const live = liveRun({ now: () => now });
    await advance(live);
    assert.deepEqual(live.refresh(), { kind: 'same' });
    assert.equal(live.frames.run.state, 'running');
    now += 16 * 60_000;
    assert.equal(live.refresh().kind, 'changed');
    assert.equal(live.frames.run.state, 'interrupted');
    appendEvents(path, finished(1000));
    await advance(live);
    assert.equal(live.frames.run.state, 'finished');
  });

  it('shows what it showed before, and says so, while it reads on', async () => {
    appendEvents(path, init(), roundStart(1, 0));
    const live = liveRun();
    await advance(live);
    const before = { sequence: live.sequence, frames: live.frames };
    const told: string[] = [];
    live.onStep = ({ kind }) =>
      told.push(`${kind} at ${live.sequence === statSync(path).size ? 'the end' : live.sequence}`);
    for (let part = 0; part < 20; part += 1) {
      appendEvents(
        path,
        ...Array.from({ length: 500 }, (_, index) => update(1, `c${index}`, part, { pad: 'x'.repeat(200) })),
      );
    }
    let looks = 0;
    const step = advance(live);
    let isDone = false;
    step.then(() => {
      isDone = true;
    }, assert.fail);
    for (; !isDone; looks += 1) {
      if (told.length === 0) {
        const isSame = live.frames.rounds[0] === before.frames.rounds[0];
        assert.deepEqual([live.sequence, isSame], [before.sequence, true]);
        assert.deepEqual(live.refresh(), { kind: 'same' });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(looks > 5, `looked ${looks} times`);
    assert.equal((await step).kind, 'changed');
    assert.deepEqual(told, ['changed at the end']);
  });

  it('shows the old journal until the new one in its place is read', async () => {
    appendEvents(path, init(), roundStart(1, 0), roundStart(2, 1));
    const live = liveRun();
    await advance(live);
    writeFileSync(path, '');
    appendEvents(path, init());
    const step = advance(live);
    assert.equal(live.frames.rounds.length, 2);
    assert.equal((await step).kind, 'reset');
    assert.equal(live.frames.rounds.length, 0);
  });

  it('refuses what a newer version wrote', async () => {
    appendEvents(path, { event_type: 'init', run_id: RUN, format: 99 });
    await assert.rejects(advance(liveRun()), JournalFormatError);
  });

  function liveRun(options: { detailBytes?: number; now?: () => number } = {}): LiveRun {
    return new LiveRun({ path, stem: RUN, detailBytes: 1e9, now: () => NOW, ...options });
  }

  function advance(live: LiveRun) {
    const { size, mtimeMs, ino } = statSync(path);
    return live.advance({ stem: RUN, size, changedAt: mtimeMs, inode: ino });
  }
});

function documentOf(live: LiveRun): RunDocument {
  return JSON.parse([...documentPieces(live.frames, live.sequence)].join('')) as RunDocument;
}

/** Without the words of explanations, which compare a round with earlier ones as they were. */
function content({ rounds, ...rest }: RunDocument): unknown {
  return { ...rest, rounds: rounds.map(({ explanation: _, ...round }) => round) };
}

function patch(page: TestPage, live: LiveRun, dirty: Dirty | undefined): void {
  if (dirty === undefined) return;
  for (const event of eventsOf(patchOf(dirty, live.frames, live.sequence).toString())) page.apply(event);
}

function eventsOf(text: string): StreamEvent[] {
  return text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
      return { kind: field('event'), data: field('data'), id: field('id') };
    });
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { createFrames, type FrameSet } from '../../../../exporters/page/frames/index.js';
import { createRunModel, type RoundView } from '../../../../exporters/run-model/index.js';
import { anyEvent } from '../../run-model/support/arbitrary-events.js';
import { at, init, RUN, roundEnd, update } from '../../run-model/support/scenario.js';

const byId = ({ clients }: FrameSet) => new Map(clients.map((entry) => [entry.id, entry]));

/** What frames say that were brought up to date after each part, and what new frames say. */
function bothWays(parts: readonly (readonly JournalEvent[])[]): readonly [FrameSet, FrameSet] {
  const model = createRunModel();
  const followed = createFrames({ stem: RUN });
  for (const events of parts) {
    for (const event of events) model.apply(event);
    followed.update(model.view(), 0);
  }
  return [followed.update(model.view(), 0), createFrames({ stem: RUN }).update(model.view(), 0)];
}

describe('frames of a run that was started again', () => {
  it('name clients as the whole run does, however often they are brought up to date', () => {
    // The end of a round that is said again takes back what the first one said about its clients.
    const events = fc.array(
      anyEvent.filter((event) => event.event_type !== 'round_end'),
      { maxLength: 15 },
    );
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 6 }), (parts) => {
        const [followed, fresh] = bothWays(parts);
        assert.equal(followed.run.clients, fresh.run.clients);
        const entries = byId(followed);
        for (const [id, entry] of byId(fresh)) assert.deepEqual(entries.get(id), entry);
      }),
      { numRuns: 100 },
    );
  });

  it('forget what only the earlier start said of a round', () => {
    const first = Date.parse(at(0));
    const [earlier, later] = [{ attempt: first }, { attempt: first + 10_000 }];
    const named = update(1, 'a', 1, { client_name: 'Ada' }, earlier);
    const [followed] = bothWays([
      [init(earlier), named, init({ ...later, timestamp: at(10) } as object), update(2, 'b', 11, {}, later)],
      [update(1, 'a', 12, {}, later)],
    ]);
    assert.deepEqual(byId(followed).get('a'), { id: 'a' });
  });

  it('look at no other round’s clients when one has something new', () => {
    const first = Date.parse(at(0));
    const later = { attempt: first + 10_000 };
    const model = createRunModel();
    const rounds = [1, 2, 3].flatMap((round) => [
      update(round, 'a', round + 10, {}, later),
      roundEnd(round, round + 11),
    ]);
    for (const event of [
      init({ attempt: first } as object),
      init({ ...later, timestamp: at(10) } as object),
      ...rounds,
    ])
      model.apply(event);
    const frames = createFrames({ stem: RUN });
    const looked: number[] = [];
    const watched = (round: RoundView): RoundView => ({
      ...round,
      get clients() {
        looked.push(round.round);
        return round.clients;
      },
    });
    const before = model.view();
    const views = before.rounds.map(watched);
    frames.update({ ...before, rounds: views }, 0);
    assert.deepEqual(new Set(looked.splice(0)), new Set([1, 2, 3]));
    model.apply(update(3, 'b', 15, {}, later));
    const after = model.view();
    const { changedClients } = frames.update(
      { ...after, rounds: [...views.slice(0, 2), watched(after.rounds[2] ?? assert.fail())] },
      0,
    );
    assert.deepEqual(changedClients, [1]);
    assert.deepEqual(new Set(looked), new Set([3]));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { createRunModel, type RunView } from '../../../exporters/run-model/index.js';
import { createRandom } from '../../support/random.js';
import { readEvents } from '../../support/read-run.js';
import { anyEvent } from './support/arbitrary-events.js';
import { viewOf } from './support/scenario.js';

/** The events in another order, some of them twice. */
function disturbed(events: readonly JournalEvent[], random: () => number): JournalEvent[] {
  const all = [...events, ...events.filter(() => random() < 0.3)];
  for (let index = all.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [all[index], all[other]] = [all[other] as JournalEvent, all[index] as JournalEvent];
  }
  return all;
}

describe('run model: order of events', () => {
  it('gives one view for any order and repetition of any events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), fc.integer(), (events, seed) => {
        const random = createRandom(seed);
        assert.deepEqual(viewOf(...disturbed(events, random)), viewOf(...events));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives one view for any order and repetition of a recorded run', async () => {
    const events = await readEvents('test/fixtures/hivewatch/full.jsonl');
    const expected = viewOf(...events);
    const random = createRandom(7);
    for (let turn = 0; turn < 40; turn++) assert.deepEqual(viewOf(...disturbed(events, random)), expected);
  });

  it('gives the same view whether it was looked at on the way or not', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 15 }), (events) => {
        const model = createRunModel();
        let seen: RunView | undefined;
        for (const event of events) {
          model.apply(event);
          seen = model.view();
        }
        if (seen !== undefined) assert.deepEqual(seen, viewOf(...events));
      }),
      { numRuns: 300 },
    );
  });

  it('builds only the rounds again that changed', async () => {
    const events = await readEvents('test/fixtures/hivewatch/full.jsonl');
    const [last] = events.slice(-2);
    const model = createRunModel();
    for (const event of events) model.apply(event);
    const before = model.view();
    assert.equal(model.view(), before);
    assert.equal(last?.event_type, 'checkpoint');
    if (last !== undefined) model.apply(last);
    const after = model.view();
    assert.deepEqual(after, before);
    assert.deepEqual(
      after.rounds.map((round, index) => round === before.rounds[index]),
      [true, true, true, true, true, false],
    );
  });

  it('does not change the events that it merges', () => {
    const part: JournalEvent = {
      event_type: 'client_update',
      run_id: 'r',
      round: 1,
      timestamp: '2026-03-02T09:00:00.000Z',
      clients: [{ client_id: 'a', f1: 0.5 }],
    };
    const other: JournalEvent = { ...part, clients: [{ client_id: 'a', f2: 0.25 }] };
    const frozen = JSON.stringify([part, other]);
    const fields = viewOf(part, other).rounds[0]?.clients[0]?.fields;
    assert.deepEqual(fields, { f1: 0.5, f2: 0.25 });
    assert.equal(JSON.stringify([part, other]), frozen);
  });
});

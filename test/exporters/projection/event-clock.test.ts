import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalEvent } from '../../../exporters/journal/events.js';
import { EventClock } from '../../../exporters/projection/event-clock.js';
import { millisOf } from '../../../exporters/run-model/index.js';
import { init, RUN } from '../run-model/support/scenario.js';

function eventAt(timestamp: string | undefined, attempt?: number): JournalEvent {
  const times = { ...(timestamp === undefined ? {} : { timestamp }), ...(attempt === undefined ? {} : { attempt }) };
  return { event_type: 'artifact', run_id: RUN, name: 'a', path: 'b', ...times };
}

describe('event clock', () => {
  it('reads times in every spelling of a journal, down to whole milliseconds', () => {
    const times: readonly (readonly [string, number])[] = [
      ['2026-03-02T09:00:00.004Z', 4],
      ['2026-03-02T09:00:00.004999999Z', 4],
      ['2026-03-02T09:00:00.004000+00:00', 4],
      ['2026-03-02T09:00:00Z', 0],
      ['2026-03-02T09:00:00', 0],
      ['2026-03-02T11:00:00.5+02:00', 500],
      ['2026-03-02 09:00:00,25Z', 250],
    ];
    for (const [text, millis] of times) {
      assert.equal(new EventClock().read(eventAt(text)), Date.UTC(2026, 2, 2, 9) + millis, text);
    }
  });

  it('agrees with the reader of the run model on any text that looks like a time', () => {
    const digits = (length: number) =>
      fc.nat({ max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0').slice(0, length));
    const text = fc
      .tuple(
        fc.constantFrom('2026', '1970', '1969', '0001', '9999'),
        fc.tuple(digits(2), digits(2), digits(2), digits(2), digits(2)),
        fc.integer({ min: 0, max: 10 }).chain(digits),
        fc.constantFrom('Z', '+00:00', '', '+01:30', '-00:00', 'z'),
      )
      .map(([year, [month, day, hour, minute, second], fraction, zone]) => {
        return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction === '' ? '' : `.${fraction}`}${zone}`;
      });
    const likely = fc
      .tuple(
        fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 6 }).chain(digits),
      )
      .map(([date, more]) => date.toISOString().replace('Z', `${more}Z`));
    fc.assert(
      fc.property(fc.oneof(text, likely), (timestamp) => {
        const expected = millisOf(timestamp.replace(/([.]\d{3})\d+/, '$1'));
        const usable = expected !== undefined && expected >= 0;
        assert.equal(new EventClock().read(eventAt(timestamp)), usable ? Math.floor(expected) : 0);
      }),
      { numRuns: 400 },
    );
  });

  it('gives an event without a time that of the one before', () => {
    const clock = new EventClock();
    const noon = Date.UTC(2026, 0, 1, 12);
    assert.equal(clock.read(eventAt(new Date(noon).toISOString())), noon);
    for (const text of [undefined, '', 'yesterday', '1969-12-31T23:59:59.000Z', '2026-99-99T00:00:00.000Z']) {
      assert.equal(clock.read(eventAt(text, 5)), noon, text);
    }
  });

  it('falls back on the start of the run, of the attempt, and on 0', () => {
    const start = '2026-03-02T09:00:00.004000+00:00';
    assert.equal(new EventClock().read(init({ started_at: start })), Date.parse(start));
    assert.equal(new EventClock().read(eventAt(undefined, 1234)), 1234);
    assert.equal(new EventClock().read(eventAt(undefined, 0.5)), 0);
    assert.equal(new EventClock().read(eventAt(undefined, -5)), 0);
    assert.equal(new EventClock().read(eventAt(undefined)), 0);
  });
});

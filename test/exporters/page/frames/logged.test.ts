import assert from 'node:assert/strict';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { createFrames } from '../../../../exporters/page/frames/index.js';
import { createRunModel } from '../../../../exporters/run-model/index.js';
import { at, init, RUN, roundStart, update } from '../../run-model/support/scenario.js';

const NOW = Date.parse(at(60));
const event = (fields: { readonly [field: string]: unknown }) =>
  ({ run_id: RUN, attempt: 1, ...fields }) as unknown as JournalEvent;
const scalar = (step: number, value: number, client?: string) =>
  event({ event_type: 'scalar', name: 'loss', step, value, timestamp: at(step), client_id: client });

/** A run that goes on. */
function open() {
  const model = createRunModel();
  const frames = createFrames({ stem: 'r' });
  return (...events: readonly JournalEvent[]) => {
    for (const each of events) model.apply(each);
    return frames.update(model.view(), NOW);
  };
}

describe('what was logged by step, as a frame', () => {
  it('is columns, with clients by their index and numbers as JSON can hold them', () => {
    const { logged, clients } = open()(
      init(),
      roundStart(1, 0),
      update(1, 'a', 1),
      scalar(1, 0.123456789),
      scalar(2, Number.NaN),
      scalar(3, 2, 'late'),
      event({ event_type: 'text', name: 'notes', step: 1, text: '<b>', client_id: 'a', timestamp: at(1.0004) }),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(logged)), {
      numbers: [
        { name: 'loss', steps: [1, 2], times: [Date.parse(at(1)), Date.parse(at(2))], values: [0.1234568, 'NaN'] },
        { name: 'loss', client: 1, steps: [3], times: [Date.parse(at(3))], values: [2] },
      ],
      histograms: [],
      texts: [{ name: 'notes', client: 0, step: 1, time: Date.parse(at(1)), text: '<b>' }],
      left: 0,
    });
    assert.deepEqual(
      clients.map(({ id }) => id),
      ['a', 'late'],
    );
  });

  it('stays the same object until something of it changes', () => {
    const take = open();
    const before = take(init(), scalar(1, 1)).logged;
    assert.equal(take(roundStart(1, 1), update(1, 'a', 2)).logged, before);
    assert.notEqual(take(scalar(2, 1)).logged, before);
  });

  it('has what was measured of clients while no round was known', () => {
    const sample = (seconds: number, resources: object) =>
      event({ event_type: 'resource_sample', client_id: 'a', timestamp: at(seconds), resources });
    const { logged } = open()(
      init(),
      sample(1, { host_energy_joules: 5 }),
      sample(3, { host_energy_joules: 11, process_memory_megabytes: 20 }),
    );
    assert.deepEqual(logged.usage, {
      client: [0],
      columns: { memory_bytes: [20_000_000], joules: [6], measured_seconds: [2] },
    });
  });

  it('counts the series that found no place', () => {
    const { logged } = open()(init(), ...Array.from({ length: 802 }, (_, index) => scalar(1, 1, `c${index}`)));
    assert.deepEqual([logged.numbers.length, logged.left], [800, 2]);
  });
});

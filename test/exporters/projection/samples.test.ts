import assert from 'node:assert/strict';
import type { JsonObject, ResourceSampleEvent } from '../../../exporters/journal/events.js';
import { init, timeAt } from '../journal/support/events.js';
import { fold, only, seriesOf, valuesByKey } from './support/fold.js';

function sample(step: number, resources: JsonObject, client?: string, attempt = 1): ResourceSampleEvent {
  const whose = client === undefined ? {} : { client_id: client };
  return { event_type: 'resource_sample', run_id: 'r', attempt, timestamp: timeAt(step), ...whose, resources };
}

describe('the projection of resource samples', () => {
  it("counts each client's samples, and those of the run's own process", () => {
    const outputs = fold([
      init('r'),
      sample(1, { cpu_utilization_percentage: 10 }, 'a'),
      sample(2, { cpu_utilization_percentage: 20 }, 'b'),
      sample(3, { cpu_utilization_percentage: 30 }, 'a'),
      sample(4, { cpu_utilization_percentage: 40 }),
    ]);
    assert.deepEqual(seriesOf(outputs, 'sys.a.cpu_utilization_percentage'), [
      [0, 10],
      [1, 30],
    ]);
    assert.deepEqual(seriesOf(outputs, 'sys.b.cpu_utilization_percentage'), [[0, 20]]);
    assert.deepEqual(seriesOf(outputs, 'sys/cpu_utilization_percentage'), [[0, 40]]);
    assert.deepEqual([...new Set(only(outputs, 'row').map(({ axis }) => axis))], ['sample']);
  });

  it('counts the parts of one sample once, and a field that comes again is no news', () => {
    const outputs = fold([
      init('r'),
      sample(1, { cpu_utilization_percentage: 10 }, 'a'),
      sample(1, { cpu_utilization_percentage: 10, host_energy_joules: 5 }, 'a'),
      sample(2, { host_energy_joules: 6 }, 'a'),
    ]);
    assert.deepEqual(seriesOf(outputs, 'sys.a.cpu_utilization_percentage'), [[0, 10]]);
    assert.deepEqual(seriesOf(outputs, 'sys.a.host_energy_joules'), [
      [0, 5],
      [1, 6],
    ]);
  });

  it('goes on counting when the run starts again', () => {
    const outputs = fold([
      init('r'),
      sample(1, { host_energy_joules: 5 }, 'a'),
      init('r', { attempt: 2, timestamp: timeAt(8) }),
      sample(9, { host_energy_joules: 1 }, 'a', 2),
    ]);
    assert.deepEqual(seriesOf(outputs, 'sys.a.host_energy_joules'), [
      [0, 5],
      [1, 1],
    ]);
  });

  it('leaves single clients out where the mode does, and the own process never', () => {
    const events = [init('r'), sample(1, { host_energy_joules: 5 }, 'a'), sample(2, { host_energy_joules: 6 })];
    for (const perClient of ['off', 'bands'] as const) {
      assert.deepEqual([...valuesByKey(fold(events, { perClient })).keys()], ['sys/host_energy_joules']);
    }
  });

  it('takes no keys from updates in the mode that has only so many', () => {
    const many = Array.from({ length: 400 }, (_, index) => sample(index, { host_energy_joules: 1 }, `c${index}`));
    const update = {
      event_type: 'client_update',
      run_id: 'r',
      attempt: 1,
      round: 1,
      timestamp: timeAt(500),
      clients: [{ client_id: 'z', local_loss: 0.5 }],
    } as const;
    const keys = [...valuesByKey(fold([init('r'), ...many, update], { perClient: 'auto' })).keys()];
    assert.equal(keys.filter((key) => key.startsWith('sys.')).length, 300);
    assert.ok(keys.includes('client.z.loss'));
  });

  it('ignores what is no number', () => {
    assert.deepEqual([...valuesByKey(fold([init('r'), sample(1, { a: 'x', b: null, c: { d: 1 } }, 'a')])).keys()], []);
  });

  it('keeps a run complete whose end counts events: samples are not among them', () => {
    const outputs = fold([
      init('r'),
      sample(1, { host_energy_joules: 5 }, 'a'),
      { event_type: 'finished', run_id: 'r', attempt: 1, timestamp: timeAt(9), emitted: { events: 2, updates: 0 } },
    ]);
    assert.deepEqual(
      only(outputs, 'state').map(({ complete }) => complete),
      [false],
    );
  });
});

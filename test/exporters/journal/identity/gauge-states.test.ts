import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GaugeStates, isKnownValue } from '../../../../exporters/journal/identity/gauge-states.js';
import { recordProof } from '../../../support/proof-figures.js';

const TIME = '2026-03-02T09:00:00.000000000';

/** What a state means, as a list: the values of the newest time, oldest first. */
interface Model {
  readonly time: string;
  readonly values: readonly number[];
}

function isKnownInModel(model: Model | undefined, time: string, value: number): boolean {
  if (model === undefined || time === model.time) return model?.values.includes(value) ?? false;
  return time < model.time || model.values.at(-1) === value;
}

describe('GaugeStates', () => {
  it('know what a list of all values would, also after batches were taken back', () => {
    const step = fc.record({ time: fc.constantFrom('1', '2', '3'), value: fc.nat(4) });
    const batch = fc.record({ steps: fc.array(step, { maxLength: 8 }), kept: fc.boolean() });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 12 }), (batches) => {
        const states = new GaugeStates();
        let model: Model | undefined;
        for (const { steps, kept } of batches) {
          const first = model;
          const undo: (() => void)[] = [];
          for (const { time, value } of steps) {
            const before = states.of('key')?.get('field');
            const known = isKnownValue(before, time, value);
            assert.equal(known, isKnownInModel(model, time, value));
            if (known) continue;
            undo.push(() => states.takeBack('key', 'field', before));
            states.add('key', 'field', time, value);
            model = { time, values: model?.time === time ? [...model.values, value] : [value] };
          }
          if (!kept) {
            for (const back of undo.reverse()) back();
            model = first;
          }
          assert.equal(states.size, model?.values.length ?? 0);
        }
      }),
    );
  });

  it('count each value of one time, and share what they remember of them', function () {
    const states = new GaugeStates();
    states.add('key', 'field', TIME, 0);
    states.add('key', 'field', TIME, 1);
    const shared = states.of('key')?.get('field')?.older;
    for (let value = 2; value < 1_000; value++) states.add('key', 'field', TIME, value);
    // A copy for each value would be half a million numbers here, and the square of what a sender likes.
    assert.equal(states.of('key')?.get('field')?.older, shared);
    assert.equal(states.size, 1_000);
    states.add('key', 'field', `${TIME}1`, 7);
    assert.equal(states.size, 1);
    recordProof(this.test, { 'values of one time': 1_000, copies: 0 });
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ResourceSample } from '../../../../lib/monitor/types.js';
import { type SampleSheet, SheetReader, SheetWriter } from '../../../../lib/monitor/worker/sample-sheet.js';

/** A writer and a reader, with the sheets that are on their way between them, and those that have arrived. */
function createPair() {
  const underway: SampleSheet[] = [];
  const arrived: SampleSheet[] = [];
  const taken: ResourceSample[] = [];
  const writer = new SheetWriter((sheet) => underway.push(sheet));
  const reader = new SheetReader(
    (sample) => taken.push(sample),
    () => arrived.shift(),
  );
  const arrive = () => {
    arrived.push(...underway.splice(0));
  };
  return { underway, taken, writer, reader, arrive };
}

const sample = (time: number, resources: Record<string, number>): ResourceSample => ({
  time,
  seconds: time / 1000,
  resources,
});

describe('monitor: sheets of samples', () => {
  it('show a sample as soon as it is written, without a message for each', () => {
    const { underway, taken, writer, reader, arrive } = createPair();
    writer.write(sample(1, { a: 1.5, b: -0.1 }));
    assert.equal(underway.length, 1);
    arrive();
    reader.read();
    writer.write(sample(2, { a: 2.5, b: 1e300 }));
    assert.equal(underway.length, 0);
    assert.equal(taken.length, 1);
    reader.read();
    reader.read();
    assert.deepEqual(taken, [sample(1, { a: 1.5, b: -0.1 }), sample(2, { a: 2.5, b: 1e300 })]);
  });

  it('are empty when they are handed over, so that whoever gets one late misses nothing', () => {
    const { taken, writer, reader, arrive } = createPair();
    for (let time = 0; time < 500; time += 1) writer.write(sample(time, { a: time }));
    reader.read();
    assert.equal(taken.length, 0);
    arrive();
    reader.read();
    assert.deepEqual(
      taken.map(({ time }) => time),
      Array.from({ length: 500 }, (_, time) => time),
    );
  });

  it('are few while the fields stay the same, and small while they change all the time', () => {
    const same = createPair();
    for (let time = 0; time < 640; time += 1) same.writer.write(sample(time, { a: 1 }));
    assert.ok(same.underway.length <= 12, String(same.underway.length));
    const changing = createPair();
    for (let time = 0; time < 100; time += 1) changing.writer.write(sample(time, time % 2 ? { a: 1 } : { b: 1 }));
    assert.equal(changing.underway.length, 100);
    const bytes = changing.underway.reduce((sum, { memory }) => sum + memory.byteLength, 0);
    assert.ok(bytes <= 100 * 200, String(bytes));
  });

  it('give every sample once and in order, whatever fields it has and whenever somebody reads', () => {
    const resources = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'gpu_0'), fc.double({ noNaN: true }), {
      noNullPrototype: true,
    });
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ write: resources, times: fc.integer({ min: 1, max: 90 }) }) },
      { weight: 1, arbitrary: fc.constant('read' as const) },
      { weight: 1, arbitrary: fc.constant('arrive' as const) },
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { taken, writer, reader, arrive } = createPair();
        const written: ResourceSample[] = [];
        for (const next of steps) {
          if (next === 'read') reader.read();
          else if (next === 'arrive') arrive();
          else
            for (let count = 0; count < next.times; count += 1) {
              written.push(sample(written.length, next.write));
              writer.write(sample(written.length - 1, next.write));
            }
        }
        arrive();
        reader.read();
        assert.deepEqual(taken, written);
      }),
    );
  });

  it('keep the order of the fields', () => {
    const { taken, writer, reader, arrive } = createPair();
    writer.write(sample(1, { b: 1, a: 2 }));
    writer.write(sample(2, { a: 3, b: 4 }));
    arrive();
    reader.read();
    assert.deepEqual(
      taken.map(({ resources }) => Object.entries(resources)),
      [
        [
          ['b', 1],
          ['a', 2],
        ],
        [
          ['a', 3],
          ['b', 4],
        ],
      ],
    );
  });
});

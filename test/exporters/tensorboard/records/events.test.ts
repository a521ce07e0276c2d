import assert from 'node:assert/strict';
import type { HistogramOutput } from '../../../../exporters/projection/index.js';
import { ByteWriter } from '../../../../exporters/tensorboard/records/byte-writer.js';
import { writeFileVersion, writeScalars, writeSummary } from '../../../../exporters/tensorboard/records/events.js';
import { encodeScalarTag } from '../../../../exporters/tensorboard/records/scalar-tag.js';
import { contentValue, histogramValue, textValue } from '../../../../exporters/tensorboard/records/summary-values.js';
import { readEvents, readRecords } from '../support/event-reader.js';

const TIME = 1_772_442_000_123;

function written(write: (to: ByteWriter) => void): Buffer {
  const to = new ByteWriter();
  write(to);
  return Buffer.from(to.written);
}

describe('writeFileVersion', () => {
  it('begins a file of the version whose steps may go back', () => {
    const { version, records, values } = readEvents(written((to) => writeFileVersion(to, TIME)));
    assert.deepEqual({ version, records, values }, { version: 'brain.Event:2', records: 1, values: [] });
  });
});

describe('writeScalars', () => {
  const value = (tag: string, number: number, description?: string) => {
    return { tag: encodeScalarTag(tag, description), described: description !== undefined, value: number };
  };

  it('writes numbers of one step and time as one record', () => {
    const values = [value('round/loss', 0.1), value('größe', -3), value('x'.repeat(300), 2 ** 31, 'What it means.')];
    const file = readEvents(written((to) => writeScalars(to, TIME, 7, values)));
    assert.equal(file.records, 1);
    const common = { step: 7, wallTime: TIME / 1000 };
    assert.deepEqual(file.values, [
      { ...common, tag: 'round/loss', scalar: Math.fround(0.1) },
      { ...common, tag: 'größe', scalar: -3 },
      { ...common, tag: 'x'.repeat(300), scalar: 2 ** 31, plugin: 'scalars', description: 'What it means.' },
    ]);
  });

  it('keeps NaN and infinities; what a float cannot hold becomes infinite, as everywhere in TensorBoard', () => {
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -0, 2 ** 24 + 1];
    const file = readEvents(
      written((to) =>
        writeScalars(
          to,
          TIME,
          0,
          numbers.map((number) => value('x', number)),
        ),
      ),
    );
    const read = file.values.map(({ scalar }) => scalar);
    assert.deepEqual(read, [Number.NaN, Infinity, -Infinity, Infinity, -0, 2 ** 24]);
  });

  for (const step of [
    0,
    1,
    127,
    128,
    2 ** 31,
    2 ** 40 + 5,
    Number.MAX_SAFE_INTEGER,
    -1,
    -300,
    Number.MIN_SAFE_INTEGER,
  ]) {
    it(`keeps the step ${step}`, () => {
      const file = readEvents(written((to) => writeScalars(to, TIME, step, [value('x', 1)])));
      assert.equal(file.values[0]?.step, step);
    });
  }

  it('puts records behind each other, each with its check sums', () => {
    const bytes = written((to) => {
      for (let step = 0; step < 50; step++) writeScalars(to, TIME + step, step, [value('x', step)]);
    });
    assert.equal(readRecords(bytes).length, 50);
    bytes[bytes.length - 6] = (bytes[bytes.length - 6] ?? 0) ^ 1;
    assert.throws(() => readRecords(bytes), /data at/);
  });
});

describe('writeSummary', () => {
  const read = (value: Uint8Array) => readEvents(written((to) => writeSummary(to, TIME, 3, value))).values[0];

  it('writes a text for the plugin of texts', () => {
    const text = 'line\n**bold** 🐝';
    assert.deepEqual(read(textValue('notes', text)), {
      step: 3,
      wallTime: TIME / 1000,
      tag: 'notes',
      text,
      plugin: 'text',
    });
  });

  it('writes a text of many bytes', () => {
    const text = 'ä'.repeat(100_000);
    assert.equal(read(textValue('notes', text))?.text, text);
  });

  it('writes a histogram with its first edge as an empty bucket', () => {
    const histogram: HistogramOutput = {
      kind: 'histogram',
      key: { group: 'scalar', client: undefined, path: ['weights'] },
      ...{ step: 3, timeMillis: TIME },
      edges: [-1, 0, 0.5, 2],
      counts: [4, 0, 1],
      ...{ min: -1, max: 2, sum: 3.5, sumOfSquares: 9, nonfinite: 0 },
    };
    const value = read(histogramValue('weights', histogram));
    const numbers = { min: -1, max: 2, num: 5, sum: 3.5, sumSquares: 9 };
    assert.deepEqual(value?.histogram, { ...numbers, limits: [-1, 0, 0.5, 2], buckets: [0, 4, 0, 1] });
    assert.equal(value?.tag, 'weights');
  });

  it('writes what a plugin reads from its metadata', () => {
    const value = read(contentValue('_x_', 'hparams', Uint8Array.of(1, 2, 3)));
    assert.equal(value?.plugin, 'hparams');
    assert.deepEqual([...(value?.content ?? [])], [1, 2, 3]);
  });
});

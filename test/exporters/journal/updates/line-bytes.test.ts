import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineBytes } from '../../../../exporters/journal/updates/line-bytes.js';
import { timestampOf } from '../../../../exporters/journal/updates/timestamp.js';

function textOf(write: (bytes: LineBytes) => void, capacity = 1): string {
  const bytes = new LineBytes(capacity);
  write(bytes);
  return Buffer.from(bytes.written()).toString('utf8');
}

describe('LineBytes', () => {
  it('writes any finite number as JSON does', () => {
    const decimals = fc
      .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(12))
      .map(([digits, places]) => digits / 10 ** places);
    const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), decimals);
    fc.assert(
      fc.property(numbers, (value) => {
        assert.equal(
          textOf((bytes) => bytes.number(value)),
          JSON.stringify(value),
        );
      }),
      { numRuns: 5_000 },
    );
  });

  it('writes numbers at the borders of its rules as JSON does', () => {
    const borders = [
      0,
      -0,
      1,
      9,
      10,
      99,
      999_999_999,
      1e9,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      -(2 ** 31) - 1,
      2 ** 53 - 1,
    ];
    const small = [1e-6, 9.99999e-7, 1e-7, 5e-324, 0.000_001_5, 0.1, 0.123456, 0.1234567, 0.1 + 0.2, 1 / 3];
    const large = [999_999_999.999999, 1_000_000_000.000001, 999_999_999.9999999, 123_456_789.5, 1e21, 1.5e300];
    for (const size of [...borders, ...small, ...large]) {
      for (const value of [size, -size]) {
        assert.equal(
          textOf((bytes) => bytes.number(value)),
          JSON.stringify(value),
        );
      }
    }
  });

  it('writes any text as JSON does, and refuses what is no valid Unicode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(
          textOf((bytes) => assert.ok(bytes.text(text))),
          JSON.stringify(text),
        );
      }),
    );
    for (const text of ['', 'plain', 'a"b', 'a\\b', 'a\nb', '\u007f', '\u2028', 'ä', '🐝', '\\ud800']) {
      assert.equal(
        textOf((bytes) => bytes.text(text)),
        JSON.stringify(text),
      );
    }
    for (const text of ['\ud800', 'a\udc00b'])
      assert.equal(
        textOf((bytes) => assert.ok(!bytes.text(text))),
        '',
      );
  });

  it('writes times as the journal has them', () => {
    const millis = fc.integer({ min: 0, max: 253_402_300_799_999 });
    const nanos = fc.oneof(fc.constantFrom(0, 1, 1_000, 999_000, 999_999), fc.nat(999_999));
    const bytes = new LineBytes(8);
    fc.assert(
      fc.property(fc.array(fc.tuple(millis, nanos), { maxLength: 4 }), (times) => {
        for (const [milli, nano] of times) {
          bytes.cutBack(0);
          bytes.time(milli, nano);
          assert.equal(Buffer.from(bytes.written()).toString(), timestampOf(milli, nano));
        }
      }),
    );
  });

  it('grows, keeps what was before, and forgets what is cut back', () => {
    const bytes = new LineBytes(1);
    bytes.constant(Buffer.from('abc'));
    bytes.raw('ü'.repeat(100));
    const { length } = bytes;
    bytes.number(12);
    bytes.cutBack(length);
    bytes.raw('!');
    assert.equal(Buffer.from(bytes.written()).toString(), `abc${'ü'.repeat(100)}!`);
    assert.equal(length, 203);
  });
});

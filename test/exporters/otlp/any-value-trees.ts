import fc from 'fast-check';
import type { AnyValue } from '../../../exporters/otlp/index.js';

/** Text with all that Unicode has, but no half surrogate pairs: those are no text. */
export const text = fc.string({ unit: 'binary' });

/** Integers as the decoder gives them: exact numbers, or bigints where a number would not be exact. */
const integer = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));

/** Random values of every kind, nested. */
export const anyValueTree: fc.Arbitrary<AnyValue> = fc.letrec<{ value: AnyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constant(null),
    text,
    fc.boolean(),
    integer,
    fc.double(),
    fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
})).value;

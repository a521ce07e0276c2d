import type { Warnings } from '../core/warnings.js';
import type { Tally } from './tally.js';

/** Sums and statistics of a round over its clients; absent where too few clients gave a value. */
export interface GroupStatistics {
  readonly samples: number | undefined;
  /** Bytes. */
  readonly bytesUp: number | undefined;
  /** Bytes. */
  readonly bytesDown: number | undefined;
  /** Sample standard deviation of gradient norms. */
  readonly dispersion: number | undefined;
}

/**
 * What a round can say from its clients' values. Each statistic counts the clients that gave its own value: a round of
 * ten in which one client said how many bytes it sent would tell that client's bytes.
 *
 * @param minGroup fewest clients that hide one
 */
export function groupStatistics(tally: Tally, minGroup: number): GroupStatistics {
  const over = (values: readonly number[], statistic: (values: readonly number[]) => number, least = 1) =>
    values.length >= Math.max(least, minGroup) ? statistic(values) : undefined;
  return {
    samples: over(tally.samples(), sum),
    bytesUp: over(tally.bytesUp(), sum),
    bytesDown: over(tally.bytesDown(), sum),
    dispersion: over(tally.gradientNorms(), sampleDeviation, 2),
  };
}

/**
 * Makes the check of statistics that the app gives: over too few clients they are left out like our own, which is said.
 *
 * @param clients clients that completed the round
 * @param minGroup fewest clients that hide one; 1 hides nothing, also where nobody said how many clients there were
 */
export function createGivenStatistics(
  clients: number,
  minGroup: number,
  warnings: Warnings,
): (name: string, value: number | undefined) => number | undefined {
  return (name, value) => {
    if (value === undefined || minGroup <= 1 || clients >= minGroup) {
      return value;
    }
    warnings.warn(
      'FEDOTEL_PRIVACY',
      `round.end: ${name} was left out: it is over ${clients} clients, and privacy.minGroup is ${minGroup}`,
      'minGroup',
    );
    return undefined;
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Sample standard deviation, divisor n − 1. */
function sampleDeviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

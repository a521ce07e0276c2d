/** Clients below which a band has no outer percentiles: of nine values the tenth part is no value. */
const FEW = 10;

/** One number of a band: `p10` and so on. */
export interface BandValue {
  readonly statistic: 'count' | 'min' | 'p10' | 'median' | 'p90' | 'max';
  readonly value: number;
}

/**
 * How a field is spread over clients: count, min, p10, median, p90, max; of under ten clients count, min, median, max.
 * Percentiles lie between neighbours in proportion (Hyndman and Fan's type 7, as in NumPy). NaN has no place in an order:
 * it is not counted. Without any other value nothing is said.
 *
 * @param values one for each client, in any order; sorted in place
 */
export function bandOf(values: Float64Array): readonly BandValue[] {
  values.sort();
  let count = values.length;
  // NaN sorts last.
  while (count > 0 && Number.isNaN(values[count - 1])) count--;
  if (count === 0) return [];
  const at = (share: number) => quantile(values, count, share);
  const band: BandValue[] = [
    { statistic: 'count', value: count },
    { statistic: 'min', value: at(0) },
  ];
  if (count >= FEW) band.push({ statistic: 'p10', value: at(0.1) });
  band.push({ statistic: 'median', value: at(0.5) });
  if (count >= FEW) band.push({ statistic: 'p90', value: at(0.9) });
  band.push({ statistic: 'max', value: at(1) });
  return band;
}

function quantile(sorted: Float64Array, count: number, share: number): number {
  const place = (count - 1) * share;
  const low = Math.floor(place);
  const rest = place - low;
  const below = sorted[low] ?? 0;
  const above = sorted[Math.min(low + 1, count - 1)] ?? 0;
  // The sum of shares, not below + difference, so that infinities stay what they are.
  return rest === 0 || below === above ? below : below * (1 - rest) + above * rest;
}

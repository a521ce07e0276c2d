/** Order of texts by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One text for equal JSON values whatever the order of their keys. `NaN`, `-0` and bigints have texts of their own. */
export function canonicalText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item)}`).join(',')}}`;
}

/**
 * The greater of two values by an order that depends on nothing but the values. It decides where two senders say
 * different things about the same instant, so that the order of arrival does not.
 */
export function greaterValue<T>(a: T, b: T): T {
  if (Object.is(a, b)) return a;
  return compareText(canonicalText(a), canonicalText(b)) >= 0 ? a : b;
}

/** Two lists of text keys in order; the first difference decides. Keys of time come first, ids break ties. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length; index++) {
    const difference = compareText(a[index] ?? '', b[index] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

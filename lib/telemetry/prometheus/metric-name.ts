/**
 * UCUM units and the word that Prometheus uses for each, by the OpenTelemetry specification ("Prometheus and OpenMetrics
 * Compatibility", metric metadata), whose list is that of the Collector's name translator.
 */
const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['%', 'percent'],
]);

/** Units of time after the slash of a rate. */
const PER_WORDS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/** What the name depends on besides the metric's own name. */
export interface MetricKind {
  /** UCUM. */
  readonly unit: string;
  /** `counter` is a monotonic sum, `gauge` a gauge; `other` has no suffix but that of its unit. */
  readonly kind: 'counter' | 'gauge' | 'other';
}

/**
 * The Prometheus name of a metric: words joined by `_`, then the unit unless the name has it already, then `_total` on
 * counters or `_ratio` on gauges of unit `1`. A Collector's Prometheus exporter makes the same one.
 */
export function metricName(name: string, { unit, kind }: MetricKind): string {
  const words = name.split(/[^A-Za-z0-9:]+/).filter((word) => word !== '');
  for (const suffix of unitSuffixes(unit)) {
    if (!words.includes(suffix)) {
      words.push(suffix);
    }
  }
  const last = kind === 'counter' ? 'total' : kind === 'gauge' && unit === '1' ? 'ratio' : undefined;
  const joined = (last === undefined ? words : [...words.filter((word) => word !== last), last]).join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** Annotations in braces count something and have no word. */
function unitSuffixes(unit: string): string[] {
  const [main = '', per] = unit.replaceAll(/\{[^}]*\}/g, '').split('/', 2);
  const word = UNIT_WORDS.get(main.trim());
  const rate = per === undefined ? undefined : PER_WORDS.get(per.trim());
  return [...(word === undefined ? [] : [word]), ...(rate === undefined ? [] : [`per_${rate}`])];
}

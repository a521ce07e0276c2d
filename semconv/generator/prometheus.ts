import type { InstrumentKind } from '../types.js';

/**
 * Units of the registry and the word that the OpenTelemetry-to-Prometheus rules make of each. A model that needs another
 * UCUM unit adds it here. Annotations (`{round}`) have no word; `1` has one on gauges only.
 */
const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['s', 'seconds'],
  ['By', 'bytes'],
  ['J', 'joules'],
  ['W', 'watts'],
]);

/** An annotation in UCUM's sense, which counts things and has no dimension: singular, in braces. */
const ANNOTATION = /^\{[a-z]+(_[a-z]+)*\}$/;

/** Whether the registry may use the unit: known here, `1`, or an annotation. */
export function isKnownUnit(unit: string): boolean {
  return unit === '1' || UNIT_WORDS.has(unit) || ANNOTATION.test(unit);
}

/**
 * The Prometheus name of a metric, by the rules of the OpenTelemetry specification ("Prometheus and OpenMetrics
 * Compatibility", metric metadata): words joined by `_`, then the unit unless the name has it, then `_total` on counters
 * or `_ratio` on gauges of unit `1`.
 */
export function prometheusName(name: string, unit: string, instrument: InstrumentKind): string {
  const words = name.split(/[^A-Za-z0-9:]+/).filter((word) => word !== '');
  const unitWord = UNIT_WORDS.get(unit);
  if (unitWord !== undefined && !words.includes(unitWord)) {
    words.push(unitWord);
  }
  if (instrument === 'counter') {
    return [...words.filter((word) => word !== 'total'), 'total'].join('_');
  }
  if (instrument === 'gauge' && unit === '1') {
    return [...words.filter((word) => word !== 'ratio'), 'ratio'].join('_');
  }
  return words.join('_');
}

import type { FrameNumber } from '../../exporters/page/types.js';

/** What a number counts, and so how it is written. Durations are in seconds, sizes in bytes, ratios 0 to 1. */
export type Unit = 'ratio' | 'bytes' | 'seconds' | 'joules' | 'watts' | 'count' | 'number';

/** Written where there is no value. */
export const NOTHING = '–';

/** Between a number and its unit: a line must not break there. */
const GAP = '\u00a0';

/** A frame's number as a number; the words for what is not finite become what they name, `undefined` is nothing. */
export function numberOf(value: FrameNumber | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'number' ? value : Number(value);
}

/** A finite number, or `undefined`. */
export function finiteOf(value: FrameNumber | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A number with its unit, short enough for a table: `90.8 %`, `1.09 MB`, `3 min 20 s`. */
export function formatValue(value: FrameNumber | undefined, unit: Unit): string {
  const number = numberOf(value);
  if (number === undefined) return NOTHING;
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? '∞' : '−∞';
  switch (unit) {
    case 'ratio':
      return `${percent(number * 100)}${GAP}%`;
    case 'bytes':
      return formatBytes(number);
    case 'seconds':
      return formatDuration(number);
    case 'joules':
      return scaled(number, ['J', 'kJ', 'MJ', 'GJ']);
    case 'watts':
      return scaled(number, ['W', 'kW', 'MW']);
    case 'count':
      return formatCount(number);
    case 'number':
      return aligned(number);
  }
}

/** Bytes with decimal prefixes, as networks and disks count. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']);
}

/** Seconds as people say them: `850 ms`, `12.3 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? '−' : '';
  const size = Math.abs(seconds);
  if (size === 0) return `0${GAP}s`;
  if (size < 0.9995) return `${sign}${threeDigits(size * 1000)}${GAP}ms`;
  if (size < 59.95) return `${sign}${threeDigits(size)}${GAP}s`;
  const minutes = Math.floor(Math.round(size) / 60);
  if (minutes < 60) return `${sign}${pair(minutes, 'min', Math.round(size) % 60, 's')}`;
  const hours = Math.floor(Math.round(size / 60) / 60);
  if (hours < 24) return `${sign}${pair(hours, 'h', Math.round(size / 60) % 60, 'min')}`;
  return `${sign}${pair(Math.floor(Math.round(size / 3600) / 24), 'd', Math.round(size / 3600) % 24, 'h')}`;
}

/** From here on digits are no longer those that were counted (2⁵³ is 9.007e15), and too many to be read. */
const MOST_COUNTED = 1e15;

/** A whole number with groups: `12,345`; one of sixteen digits and more as a power: `1.23e18`. */
export function formatCount(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < MOST_COUNTED
    ? minus(value.toLocaleString('en'))
    : plain(value, 4);
}

/**
 * At most `digits` digits after the leading zeros, no exponent between 10⁻⁴ and 10⁶, no zeros at the end of a fraction.
 */
export function plain(value: number, digits: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4)
    return minus(
      value
        .toExponential(digits - 2)
        .replace(/\.?0+e/, 'e')
        .replace('e+', 'e'),
    );
  const whole = Math.floor(Math.log10(size)) + 1;
  const places = Math.max(0, Math.min(6, digits - Math.max(whole, size < 1 ? 0 : 1)));
  return minus(Number(value.toFixed(places)).toLocaleString('en', { maximumFractionDigits: places }));
}

/** Two places, so that a column of shares is aligned; none for nothing, all, and what is beyond all. */
function percent(value: number): string {
  if (value === 0 || value === 100) return String(value);
  // Of the greatest doubles a hundred times as much is no number.
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return Math.abs(value) < 1000 ? minus(value.toFixed(2)) : plain(value, 4);
}

/** Four digits; zeros at the end are kept so that a column of such numbers is aligned. */
function aligned(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1000 || size < 0.001) return plain(value, 4);
  return minus(value.toFixed(size < 1 ? 4 : 3 - Math.floor(Math.log10(size))));
}

/** The number in the largest of the units of which there is one, each a thousand of the one before. */
function scaled(value: number, units: readonly string[]): string {
  let size = value;
  let step = 0;
  while (Math.abs(size) >= 999.5 && step < units.length - 1) {
    size /= 1000;
    step++;
  }
  return `${step === 0 ? plain(Math.round(size * 10) / 10, 4) : threeDigits(size)}${GAP}${units[step]}`;
}

/** Three digits, zeros at the end kept: a column of such numbers is aligned, and none looks more exact than the others. */
function threeDigits(value: number): string {
  const size = Math.abs(value);
  // Beyond the largest of its units by so much: `1.23e20 PB`.
  if (size >= 1e6) return plain(value, 4);
  return minus(value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3));
}

/** A large and a small unit; the small one is left out when there is none of it. */
function pair(high: number, highUnit: string, low: number, lowUnit: string): string {
  const first = `${formatCount(high)}${GAP}${highUnit}`;
  return low === 0 ? first : `${first}${GAP}${low}${GAP}${lowUnit}`;
}

/** A minus sign is as wide as a digit; a hyphen is not. */
function minus(text: string): string {
  return text.replace('-', '−');
}

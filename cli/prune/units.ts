import { UsageError } from '../errors.js';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Reads an age such as `30d` or `12h`. @returns seconds @throws UsageError naming the option */
export function parseAge(option: string, text: string): number {
  return parse(text, SECONDS) ?? refuse(option, 'an age such as 30d, 12h or 2w', text);
}

/** Reads a size such as `10GB` or `500MB`, decimal. @returns bytes @throws UsageError naming the option */
export function parseSize(option: string, text: string): number {
  return parse(text, BYTES) ?? refuse(option, 'a size such as 10GB or 500MB', text);
}

function parse(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

function refuse(option: string, expected: string, text: string): never {
  throw new UsageError(`${option}: expected ${expected}, got ${JSON.stringify(text)}`);
}

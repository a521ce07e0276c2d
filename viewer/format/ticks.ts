import type { Unit } from './units.js';

/** A unit's steps: the name, and how many of the base make one. */
type Steps = readonly (readonly [name: string, size: number])[];

/** The units of a scale, the largest first. */
const STEPS: Readonly<Record<Unit, Steps>> = {
  bytes: [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
    ['B', 1],
  ],
  seconds: [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
    ['ms', 1e-3],
  ],
  joules: [
    ['MJ', 1e6],
    ['kJ', 1e3],
    ['J', 1],
  ],
  watts: [
    ['MW', 1e6],
    ['kW', 1e3],
    ['W', 1],
  ],
  ratio: [['%', 0.01]],
  count: [
    ['M', 1e6],
    ['', 1],
  ],
  number: [['', 1]],
};

/** A step is taken when the greatest value has this many of it: 90 s stay seconds, 2 000 B are kilobytes. */
const ENOUGH: Readonly<Record<Unit, number>> = {
  bytes: 1,
  seconds: 1,
  joules: 1,
  watts: 1,
  ratio: 0,
  count: 10,
  number: 0,
};

/** From so many of a unit on labels would be wider than the chart: they are powers of ten. */
const MOST_WRITTEN = 1e12;

/**
 * Labels of a scale: all in one unit, and with as many places as tell neighbours apart.
 *
 * @param values in the unit's base, evenly apart by `step`
 */
export function formatTicks(values: readonly number[], step: number, unit: Unit): readonly string[] {
  const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const steps = STEPS[unit];
  const [name, size] = steps.find(([, one]) => greatest >= one * ENOUGH[unit]) ?? steps.at(-1) ?? ['', 1];
  const label = (text: string) => (name === '' ? text : `${text}\u00a0${name}`);
  const tooLong = greatest / size >= MOST_WRITTEN || (unit === 'number' && greatest >= 1e6);
  if (tooLong || (unit === 'number' && greatest > 0 && step < 1e-5)) {
    // As many digits as the greatest needs to differ from its neighbour; a double has no more than 16.
    const digits = Math.max(0, Math.min(15, Math.floor(Math.log10(greatest)) - Math.floor(Math.log10(step) + 1e-9)));
    // Zero is reached by adding steps, and missed by the last of their digits.
    return values.map((value) =>
      label(value === 0 || Math.abs(value) < step / 1e6 ? '0' : power(value / size, digits)),
    );
  }
  const places = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step / size) - 1e-9)));
  // Steps such as 0.25 and 2.5 need one place more than their size says.
  const more = Math.abs((step / size) * 10 ** places - Math.round((step / size) * 10 ** places)) > 1e-6 ? 1 : 0;
  const form = { minimumFractionDigits: places + more, maximumFractionDigits: places + more };
  return values.map((value) => label((value / size).toLocaleString('en', form).replace('-', '−')));
}

/** A number as a power of ten without needless zeros: `1e6`, `1.25e−7`. */
function power(value: number, digits: number): string {
  // A hundred times the greatest double, for shares: there is no such number.
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const [factor = '', exponent = ''] = value.toExponential(digits).split('e');
  const short = factor.includes('.') ? factor.replace(/\.?0+$/, '') : factor;
  return `${short}e${exponent.replace('+', '')}`.replaceAll('-', '−');
}

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

/**
 * Labels of a scale: all in one unit, and with as many places as tell neighbours apart.
 *
 * @param values in the unit's base, evenly apart by `step`
 */
export function formatTicks(values: readonly number[], step: number, unit: Unit): readonly string[] {
  const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const steps = STEPS[unit];
  const [name, size] = steps.find(([, one]) => greatest >= one * ENOUGH[unit]) ?? steps.at(-1) ?? ['', 1];
  if (unit === 'number' && (greatest >= 1e6 || (greatest > 0 && step < 1e-5))) {
    return values.map((value) => (value === 0 ? '0' : value.toExponential(1).replace('.0e', 'e').replace('e+', 'e')));
  }
  const places = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step / size) - 1e-9)));
  // Steps such as 0.25 and 2.5 need one place more than their size says.
  const more = Math.abs((step / size) * 10 ** places - Math.round((step / size) * 10 ** places)) > 1e-6 ? 1 : 0;
  const form = { minimumFractionDigits: places + more, maximumFractionDigits: places + more };
  return values.map((value) => {
    const text = (value / size).toLocaleString('en', form).replace('-', '−');
    return name === '' ? text : `${text}\u00a0${name}`;
  });
}

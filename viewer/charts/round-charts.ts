import type { RoundFrame } from '../../exporters/page/types.js';
import { clientField, type Field, KNOWN_RESULTS, resultField } from '../format/fields.js';
import type { Unit } from '../format/units.js';
import { own } from '../parts/own.js';
import { type Curve, curveOf, curveStyle, hasPoints } from './curves.js';
import { spreadOf } from './statistics.js';

/** A chart over the rounds. */
export interface RoundChart {
  /** Stable while names and languages change: which charts an overview shows is said by it. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly curves: readonly Curve[];
  /** The scale begins at zero: amounts, of which a part of the height is a part of the amount. */
  readonly fromZero: boolean;
}

/** The charts that these rounds have something for, the most asked for first. */
export function roundCharts(rounds: readonly RoundFrame[]): readonly RoundChart[] {
  const results = (id: string, title: string, names: readonly string[], fromZero = false): RoundChart => {
    const curves = names.map((name, place) => {
      const field = resultField(name);
      return curveOf(
        { label: field.label, ...curveStyle(place) },
        field,
        rounds.map((frame) => own(frame.results, name)),
      );
    });
    return { id, title, unit: resultField(names[0] ?? '').unit, curves: curves.filter(hasPoints), fromZero };
  };
  // What an app measures beyond the conventions gets a chart of its own: nobody knows its unit.
  const free = new Set(
    rounds.flatMap((frame) => Object.keys(frame.results)).filter((name) => !KNOWN_RESULTS.includes(name)),
  );
  const charts = [
    results('accuracy', 'Accuracy', ['accuracy']),
    results('loss', 'Loss', ['loss', 'train_loss']),
    participation(rounds),
    results('duration', 'Round duration', ['duration_sec', 'aggregation_sec'], true),
    results('traffic', 'Traffic', ['bytes_up', 'bytes_down'], true),
    results('dispersion', 'Gradient norm dispersion', ['dispersion']),
    staleness(rounds),
    energy(rounds),
    results('samples', 'Training samples', ['samples'], true),
    results('epsilon', 'Privacy budget ε', ['epsilon']),
    ...[...free].sort().map((name) => results(`free-${name}`, name, [name])),
  ];
  return charts.filter(({ curves }) => curves.length > 0);
}

/** Clients of each round by outcome, stacked. */
function participation(rounds: readonly RoundFrame[]): RoundChart {
  const field = { ...resultField('clients'), unit: 'count' as const };
  const parts = [
    ['completed', 'completed-fill', (frame: RoundFrame) => frame.completed],
    ['stragglers', 'straggler', (frame: RoundFrame) => frame.stragglers],
    ['dropped out', 'dropped', (frame: RoundFrame) => frame.dropped],
    ['failed', 'failed', (frame: RoundFrame) => frame.failed],
    ['pending', 'pending-fill', (frame: RoundFrame) => frame.pending],
  ] as const;
  const curves = parts
    .map(([label, color, count]) => curveOf({ label, color, shape: 'bar' }, field, rounds.map(count)))
    .filter(({ values }, place) => place === 0 || values.some((value) => value !== null && value > 0));
  // A run that never says who was selected (one client, or a plain import) needs no chart of nothing.
  const any = rounds.some(({ selected }) => selected > 0);
  return { id: 'participation', title: 'Participation', unit: 'count', curves: any ? curves : [], fromZero: true };
}

/** By how many rounds the models were behind that the clients trained on. */
function staleness(rounds: readonly RoundFrame[]): RoundChart {
  const field = clientField('staleness');
  const of = (label: string, place: number, pick: 'median' | 'max') =>
    curveOf(
      { label, ...curveStyle(place) },
      field,
      rounds.map((frame) => spreadOf(frame, 'staleness')?.[pick]),
    );
  const curves = [of('median', 0, 'median'), of('greatest', 1, 'max')];
  return {
    id: 'staleness',
    title: 'Staleness, rounds',
    unit: field.unit,
    curves: curves.filter(hasPoints),
    fromZero: true,
  };
}

/** What all clients together spent. */
function energy(rounds: readonly RoundFrame[]): RoundChart {
  const field = clientField('energy_joules');
  // Clients that say nothing of their energy are left out, so that the sum is a lower bound.
  const sums = rounds.map((frame) => spreadOf(frame, 'energy_joules')?.sum);
  const curves = [curveOf({ label: 'all clients', ...curveStyle(0) }, field, sums)];
  return { id: 'energy', title: 'Energy', unit: field.unit, curves: curves.filter(hasPoints), fromZero: true };
}

/** Tops of stacked bars: each on those before, so that the last is the sum of all. A bar that adds nothing has none. */
export function stacked(curves: readonly Curve[]): readonly (readonly (number | null)[])[] {
  const sums: number[] = [];
  return curves.map(({ values }) =>
    values.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return value === null || value === 0 ? null : (sums[index] ?? 0);
    }),
  );
}

/** The chart's field, for writing its values. */
export function chartField({ unit, title }: RoundChart): Pick<Field, 'unit' | 'label'> {
  return { unit, label: title };
}

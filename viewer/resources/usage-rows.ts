import type {
  ClientEntry,
  FrameNumber,
  LoggedFrame,
  RoundFrame,
  UsageColumns,
  UsageField,
} from '../../exporters/page/types.js';
import { finiteOf } from '../format/units.js';

/** What was measured of a client over some rounds. */
export interface UsageRow {
  /** Index into the run's list of clients. */
  readonly index: number;
  readonly entry: ClientEntry;
  /** Rounds in which anything was measured. */
  readonly rounds: number;
  /** Means, peaks and totals in base units; what nobody measured is absent. */
  readonly values: { readonly [field in UsageField]?: number };
}

/** How a field of several rounds becomes one number. Means are weighted by the time that was measured. */
const FOLDS: Readonly<Record<UsageField, 'mean' | 'peak' | 'total'>> = {
  cores: 'mean',
  cpu: 'mean',
  memory_bytes: 'peak',
  gpu: 'mean',
  gpu_memory: 'peak',
  host_cpu: 'mean',
  host_memory: 'peak',
  received_bytes: 'total',
  sent_bytes: 'total',
  watts: 'mean',
  joules: 'total',
  measured_seconds: 'total',
};

/** Weight of a round with a single sample, in seconds: it counts, but hardly beside one that was followed for long. */
const LEAST_WEIGHT = 0.001;

/** A field while rounds are added. */
interface Sum {
  /** Sum of values by weight for a mean, the greatest for a peak, the sum for a total. */
  value: number;
  /** Seconds that the mean is over so far. */
  weight: number;
}

/** What is asked for. */
export interface UsageChoice {
  /** Index of the one client that is asked for; all when left out. */
  readonly only?: number | undefined;
  /** What was measured while no round was known, where that belongs to what is asked for. */
  readonly outside?: LoggedFrame['usage'] | undefined;
}

/** A client while rounds are added. */
interface Sums {
  rounds: number;
  /** Of the fields that were measured at all. */
  readonly fields: Map<UsageField, Sum>;
}

/** One row for each client of which anything was measured in the rounds, in the order of the run's list. */
export function usageRows(
  clients: readonly ClientEntry[],
  rounds: readonly RoundFrame[],
  { only, outside }: UsageChoice = {},
): readonly UsageRow[] {
  const sums = new Map<number, Sums>();
  const addAll = (who: readonly number[], usage: UsageColumns, asRound: number) => {
    const fields = Object.entries(usage) as [UsageField, readonly FrameNumber[]][];
    who.forEach((client, place) => {
      if (only !== undefined && client !== only) return;
      const measured = fields.flatMap(([field, column]) => {
        const value = finiteOf(column[place]);
        return value === undefined ? [] : [[field, value] as const];
      });
      if (measured.length === 0) return;
      const known = sums.get(client) ?? { rounds: 0, fields: new Map<UsageField, Sum>() };
      sums.set(client, known);
      known.rounds += asRound;
      const weight = Math.max(finiteOf(usage.measured_seconds?.[place]) ?? 0, LEAST_WEIGHT);
      for (const [field, value] of measured) add(known.fields, field, value, weight);
    });
  };
  for (const { clients: columns } of rounds) if (columns.usage !== undefined) addAll(columns.client, columns.usage, 1);
  if (outside !== undefined) addAll(outside.client, outside.columns, 0);
  return [...sums]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, { rounds: count, fields }]) => {
      const entry = clients[index];
      return entry === undefined ? [] : [{ index, entry, rounds: count, values: valuesOf(fields) }];
    });
}

function add(fields: Map<UsageField, Sum>, field: UsageField, value: number, weight: number): void {
  const known = fields.get(field);
  if (known === undefined) {
    fields.set(field, { value: FOLDS[field] === 'mean' ? value * weight : value, weight });
    return;
  }
  if (FOLDS[field] === 'peak') known.value = Math.max(known.value, value);
  else known.value += FOLDS[field] === 'mean' ? value * weight : value;
  known.weight += weight;
}

function valuesOf(fields: ReadonlyMap<UsageField, Sum>): UsageRow['values'] {
  return Object.fromEntries(
    [...fields].map(([field, { value, weight }]) => [field, FOLDS[field] === 'mean' ? value / weight : value]),
  );
}

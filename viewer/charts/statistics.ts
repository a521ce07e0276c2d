import type { FrameNumber, RoundFrame } from '../../exporters/page/types.js';
import { USAGE, usageFieldOf } from '../format/usage-fields.js';

/** How one number was spread over the clients of a round; the field's own unit. */
export interface Spread {
  /** Clients with a finite value. */
  readonly count: number;
  /** Values that are no finite numbers. */
  readonly odd: number;
  /** Of the finite values; an infinity where they are too large to be added. */
  readonly sum: number;
  readonly min: number;
  readonly p10: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p90: number;
  readonly max: number;
}

/** Frames are replaced when they change, so what was worked out for one holds as long as it exists. */
const spreads = new WeakMap<RoundFrame, Map<string, Spread | undefined>>();

/**
 * A number of the clients: of their training, of another operation as `evaluate/local_loss`, or of their resource
 * monitors as `sys/joules`.
 */
export function clientColumn(frame: RoundFrame, name: string): readonly FrameNumber[] | undefined {
  const { numbers, operations, usage } = frame.clients;
  if (Object.hasOwn(numbers, name)) return numbers[name];
  const measured = usageFieldOf(name);
  if (measured !== undefined && usage?.[measured] !== undefined) return usage[measured];
  const cut = name.indexOf('/');
  if (cut < 0) return undefined;
  const fields = Object.hasOwn(operations, name.slice(0, cut)) ? operations[name.slice(0, cut)] : undefined;
  return fields !== undefined && Object.hasOwn(fields, name.slice(cut + 1)) ? fields[name.slice(cut + 1)] : undefined;
}

/** Names of all numbers of the clients in these rounds, as {@link clientColumn} takes them; in order of first sight. */
export function clientNumberNames(rounds: readonly RoundFrame[]): readonly string[] {
  const names = new Set<string>();
  for (const { clients } of rounds) {
    for (const name of Object.keys(clients.numbers)) names.add(name);
    for (const [operation, fields] of Object.entries(clients.operations)) {
      for (const name of Object.keys(fields)) names.add(`${operation}/${name}`);
    }
    for (const field of Object.keys(clients.usage ?? {})) names.add(`${USAGE}${field}`);
  }
  return [...names];
}

/** The spread of a number in a round, `undefined` when no client has it. */
export function spreadOf(frame: RoundFrame, name: string): Spread | undefined {
  let known = spreads.get(frame);
  if (known === undefined) {
    known = new Map();
    spreads.set(frame, known);
  }
  if (!known.has(name)) known.set(name, spread(clientColumn(frame, name) ?? []));
  return known.get(name);
}

/** A client's number in a round; `undefined` when it has none. */
export function valueOfClient(frame: RoundFrame, client: number, name: string): FrameNumber | undefined {
  const place = frame.clients.client.indexOf(client);
  return place < 0 ? undefined : clientColumn(frame, name)?.[place];
}

/** Sorts once; everything else is a look-up. */
function spread(values: readonly FrameNumber[]): Spread | undefined {
  const finite = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const odd = values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? 1 : 0), 0);
  if (finite.length === 0) return undefined;
  return {
    count: finite.length,
    odd,
    sum: finite.reduce((sum, value) => sum + value, 0),
    min: quantile(finite, 0),
    p10: quantile(finite, 0.1),
    p25: quantile(finite, 0.25),
    median: quantile(finite, 0.5),
    p75: quantile(finite, 0.75),
    p90: quantile(finite, 0.9),
    max: quantile(finite, 1),
  };
}

/** Quantile of sorted values, linear between neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  const a = sorted[low] ?? Number.NaN;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] ?? a;
  return a + (b - a) * (place - low);
}

import type { RoundFrame } from '../../exporters/page/types.js';
import { clientField, type Field, KNOWN_CLIENT_FIELDS } from '../format/fields.js';
import { USAGE_FIELDS, usageField, usageFieldOf } from '../format/usage-fields.js';
import { clientNumberNames } from './statistics.js';

/** A number of the clients that can be chosen. */
export interface ClientMetric {
  /** `local_loss`, or with its operation `evaluate/local_loss`. */
  readonly name: string;
  /** The field alone. */
  readonly field: string;
  readonly label: string;
}

/**
 * The numbers that clients of these rounds have: known training fields first, then free ones, then other operations, and
 * what monitors measured.
 */
export function clientMetrics(rounds: readonly RoundFrame[]): readonly ClientMetric[] {
  const names = clientNumberNames(rounds);
  // Groups are far apart, so that no number of fields makes one run into the next.
  const rank = (name: string) => {
    const measured = usageFieldOf(name);
    if (measured !== undefined) return 20_000 + USAGE_FIELDS.indexOf(measured);
    const place = KNOWN_CLIENT_FIELDS.indexOf(name);
    return place >= 0 ? place : name.includes('/') ? 10_000 : 1000;
  };
  return names
    .map((name) => {
      const measured = usageFieldOf(name);
      if (measured !== undefined) return { name, field: name, label: `${usageField(measured).label} (monitor)` };
      // An app may call a field of its own `a/b`: then the slash is part of the name and divides nothing.
      const cut = rounds.some(({ clients }) => Object.hasOwn(clients.numbers, name)) ? -1 : name.indexOf('/');
      const field = name.slice(cut + 1);
      const { label } = clientField(field);
      return { name, field, label: cut < 0 ? label : `${label} (${name.slice(0, cut)})` };
    })
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

/** The field of such a name: the operation's, under its full name. */
export function clientFieldOf(name: string): Field {
  const measured = usageFieldOf(name);
  if (measured !== undefined) return usageField(measured);
  const field = clientField(name.slice(name.indexOf('/') + 1));
  return { ...field, name };
}

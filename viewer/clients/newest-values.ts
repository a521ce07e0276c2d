import type { RoundFrame } from '../../exporters/page/types.js';

/** The newest value of each field of each client, in columns: a table of many clients asks for few of them. */
export interface NewestValues<T> {
  /** Names of the fields, in order of first sight. */
  readonly fields: readonly string[];
  /** A client's newest value, `undefined` when it has none. */
  of(client: number, field: string): T | undefined;
}

/**
 * Collects the newest values. Goes from the newest round back, and leaves a field alone as soon as every client has it,
 * which for most fields is after a few rounds.
 *
 * @param rounds ascending
 * @param size number of clients of the run
 * @param columnsOf the columns of a round, by field
 */
export function newestValues<T>(
  rounds: readonly RoundFrame[],
  size: number,
  columnsOf: (frame: RoundFrame) => Iterable<readonly [field: string, values: readonly (T | null)[]]>,
): NewestValues<T> {
  const found = new Map<string, { readonly values: (T | undefined)[]; missing: number }>();
  for (const frame of rounds) {
    for (const [field] of columnsOf(frame)) {
      if (!found.has(field)) found.set(field, { values: [], missing: size });
    }
  }
  for (let place = rounds.length - 1; place >= 0; place--) {
    const frame = rounds[place];
    if (frame === undefined) continue;
    const { client } = frame.clients;
    for (const [field, values] of columnsOf(frame)) {
      const column = found.get(field);
      if (column === undefined || column.missing === 0) continue;
      for (let index = 0; index < client.length; index++) {
        const value = values[index];
        const who = client[index];
        if (who === undefined || value === null || value === undefined || column.values[who] !== undefined) continue;
        column.values[who] = value;
        column.missing--;
      }
    }
  }
  return { fields: [...found.keys()], of: (client, field) => found.get(field)?.values[client] };
}

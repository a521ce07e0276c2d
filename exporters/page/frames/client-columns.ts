import type { JsonObject } from '../../journal/events.js';
import { type ClientView, millisOf } from '../../run-model/index.js';
import { mapSteps, STEP, STEP_SIZE, type Steps } from '../../steps/index.js';
import type { ClientColumns, FrameNumber } from '../types.js';
import { PLACE_FIELDS } from './places.js';
import { frameNumber, frameText } from './values.js';

/** Columns of one kind of value, by field. */
class Columns<T> {
  readonly #columns = new Map<string, (T | null)[]>();

  constructor(readonly length: number) {}

  set(field: string, row: number, value: T): void {
    let column = this.#columns.get(field);
    if (column === undefined) {
      column = new Array<T | null>(this.length).fill(null);
      this.#columns.set(field, column);
    }
    column[row] = value;
  }

  /** As an object; field names of any spelling become own keys. */
  toObject(): { readonly [field: string]: readonly (T | null)[] } {
    return Object.fromEntries(this.#columns);
  }
}

/** The clients of a round as columns. @param indexOf index of a client in the run's list */
export function* clientColumns(clients: readonly ClientView[], indexOf: (id: string) => number): Steps<ClientColumns> {
  const numbers = new Columns<FrameNumber>(clients.length);
  const texts = new Columns<string>(clients.length);
  const operations = new Map<string, Columns<FrameNumber>>();
  for (const [row, client] of clients.entries()) {
    if (row % STEP_SIZE === 0) yield STEP;
    fill(client.fields, row, numbers, texts);
    for (const [name, { fields }] of Object.entries(client.operations)) {
      let columns = operations.get(name);
      if (columns === undefined) {
        columns = new Columns(clients.length);
        operations.set(name, columns);
      }
      fill(fields, row, columns);
    }
  }
  return {
    client: yield* mapSteps(clients, ({ clientId }) => indexOf(clientId)),
    outcome: yield* mapSteps(clients, ({ outcome }) => outcome ?? null),
    status: yield* mapSteps(clients, ({ status }) => status ?? null),
    time: yield* mapSteps(clients, ({ updates }) => millisOf(updates.at(-1)?.timestamp) ?? null),
    reason: yield* mapSteps(clients, ({ dropout, failure }) => dropout?.reason ?? failure?.reason ?? null),
    late: yield* mapSteps(clients, ({ late }) => late),
    numbers: numbers.toObject(),
    texts: texts.toObject(),
    operations: Object.fromEntries([...operations].map(([name, columns]) => [name, columns.toObject()])),
  };
}

/** Puts a client's fields into its row. Where one client gives a number and another a text, the field is in both. */
function fill(fields: JsonObject, row: number, numbers: Columns<FrameNumber>, texts?: Columns<string>): void {
  for (const [field, value] of Object.entries(fields)) {
    if (PLACE_FIELDS.has(field)) continue;
    const number = frameNumber(value);
    if (number !== undefined) {
      numbers.set(field, row, number);
      continue;
    }
    const text = frameText(value);
    if (text !== undefined) texts?.set(field, row, text);
  }
}

import { clientFields, scaleValue, unscaleValue } from '../../semconv/index.js';

/** A number field of a client's record as destinations know it. */
export interface ClientField {
  /** Small integer, the same for the same field within one projection; -1 for free fields beyond a bound. */
  readonly id: number;
  /** Last part of the key: `bytes_sent_mb`. */
  readonly name: string;
  readonly group: 'client' | 'sys';
  /** From the journal's unit into the key's; `undefined` where both are the same. */
  readonly scale: { readonly journal: number; readonly key: number } | undefined;
}

/** Fields of a record that are no measurements: identity, texts, place, and the texts of accuracies that are no numbers. */
const NO_METRICS: readonly string[] = [
  'client_id',
  'client_name',
  'round',
  'status',
  'result',
  'base_round',
  'lat',
  'lng',
  'city',
  'country',
  'local_accuracy_text',
  'accuracy_text',
];

/** Distinct free fields of one run that are kept in bands and looked up without making anything new. */
const MAX_FREE_FIELDS = 10_000;

const KNOWN: readonly (readonly [string, ClientField])[] = clientFields.map((field, id) => [
  field.journal,
  {
    id,
    name: field.key,
    group: field.system ? 'sys' : 'client',
    scale: field.journalScale === field.keyScale ? undefined : { journal: field.journalScale, key: field.keyScale },
  },
]);

/** Last parts of keys that are taken: a free field called like one of them is `extra.<name>`, as in the journal. */
const TAKEN: ReadonlySet<string> = new Set([...KNOWN.map(([, { name }]) => name), 'status']);

/** The number fields of one run's clients: those of the registry, and free ones as they come. */
export class ClientFieldTable {
  readonly #fields = new Map<string, ClientField | undefined>([
    ...KNOWN,
    ...NO_METRICS.map((name) => [name, undefined] as const),
  ]);
  #next = KNOWN.length;

  /** The field of a journal's name; `undefined` when it is no measurement. */
  find(journalName: string): ClientField | undefined {
    const known = this.#fields.get(journalName);
    return known !== undefined || this.#fields.has(journalName) ? known : this.#addFree(journalName);
  }

  #addFree(journalName: string): ClientField {
    const name = TAKEN.has(journalName) ? `extra.${journalName}` : journalName;
    if (this.#next >= KNOWN.length + MAX_FREE_FIELDS) return { id: -1, name, group: 'client', scale: undefined };
    const field: ClientField = { id: this.#next++, name, group: 'client', scale: undefined };
    this.#fields.set(journalName, field);
    return field;
  }
}

/** A journal's value in the unit of the field's key. */
export function inKeyUnit({ scale }: ClientField, value: number | bigint): number | bigint {
  return scale === undefined ? value : scaleValue(unscaleValue(Number(value), scale.journal), scale.key);
}

/** The field of staleness, which may have to be worked out. */
export const STALENESS: ClientField = KNOWN.find(([, { name }]) => name === 'staleness')?.[1] ?? {
  id: -1,
  name: 'staleness',
  group: 'client',
  scale: undefined,
};

/** Number of a client's status, as HiveWatch has it; what it does not know is 0 there too. */
export function statusCode(status: string): number {
  return status === 'idle' ? 1 : status === 'dropped' ? 2 : status === 'failed' ? 3 : 0;
}

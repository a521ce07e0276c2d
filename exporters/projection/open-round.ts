import type { ClientRecord, JsonValue, RoundMetrics } from '../journal/events.js';
import { ClientColumns } from './client-columns.js';
import { TRAIN } from './operations.js';
import type { RoundResults } from './round-points.js';
import { RoundTally } from './round-tally.js';
import type { PointKey } from './types.js';

/** Said end of a round: by its event, or by its span where there is no event. */
interface RoundEnd {
  readonly timeMillis: number;
  readonly results: RoundMetrics;
}

/** One round while its data come in. */
export class OpenRound {
  readonly tally = new RoundTally();
  /** What of its results was told, so that nothing is told twice. */
  readonly told = new Map<PointKey, number | bigint>();
  readonly #columns = new Map<string, ClientColumns>();
  /** Records of clients as they came, where a foreign round's end may repeat them. */
  readonly records = new Map<string, ClientRecord[]>();
  /** Number of selected clients that its start said. */
  planned: number | undefined;
  end: RoundEnd | undefined;
  span: RoundEnd | undefined;
  /** Only its span has said how it ended: its event may still come. */
  isUnsaid = false;
  /** Time of the last thing that belongs to it. */
  lastMillis: number;
  /** The events of the server have passed its end and {@link GRACE_MILLIS}. */
  graceOver = false;
  /** An update of a later round has come since its end: the stream of updates has passed it, too. */
  overtaken = false;
  countedClients = 0;
  /** Its training updates are told: later ones are late. */
  settled = false;

  /** @param expectedClients as many as an earlier round had */
  constructor(
    readonly number: number,
    timeMillis: number,
    readonly expectedClients: number,
  ) {
    this.lastMillis = timeMillis;
  }

  get ended(): boolean {
    return this.end !== undefined;
  }

  /** When it ended; of a round that never did, the last sign of it. */
  get endMillis(): number {
    return this.end?.timeMillis ?? this.span?.timeMillis ?? this.lastMillis;
  }

  /** Clients that came since the last call; with {@link countedClients} the book keeps its sum. */
  uncountedClients(): number {
    let clients = this.tally.clients;
    for (const columns of this.#columns.values()) clients += columns.clients;
    const more = Math.max(0, clients - this.countedClients);
    this.countedClients += more;
    return more;
  }

  /** What its end says; gaps are filled from its span, because the event is the record. */
  get results(): RoundResults {
    const results = new Map<string, JsonValue | undefined>(Object.entries(this.end?.results ?? {}));
    for (const [field, value] of Object.entries(this.span?.results ?? {})) {
      if ((results.get(field) ?? undefined) === undefined) results.set(field, value);
    }
    return results;
  }

  columns(operation: string): ClientColumns {
    let columns = this.#columns.get(operation);
    if (columns === undefined) {
      columns = new ClientColumns(this.expectedClients);
      this.#columns.set(operation, columns);
    }
    return columns;
  }

  /** Takes the columns of training, or of all other operations, out of the round. */
  takeColumns(which: 'train' | 'others'): readonly (readonly [operation: string, columns: ClientColumns])[] {
    const taken = [...this.#columns].filter(([operation]) => (operation === TRAIN) === (which === 'train'));
    for (const [operation] of taken) this.#columns.delete(operation);
    return taken;
  }

  /** Whether everybody who completed is in, as far as somebody said how many those are. */
  get isWhole(): boolean {
    const completed = this.results.get('num_completed');
    return typeof completed === 'number' && this.tally.arrived >= completed;
  }
}

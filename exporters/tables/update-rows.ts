import type { ClientRecord, JournalEvent, RoundEndEvent } from '../journal/events.js';
import { OpenUpdate, type UpdateEvent, type UpdateRow } from './update-row.js';

/** Updates that are held until they are whole; of more, the oldest is given as far as it has come. */
const MAX_HELD = 50_000;

/** Rounds whose clients are remembered until the end of the round repeats them. */
const MAX_ROUNDS = 64;

/**
 * Gives the client updates of a journal, one row each, in the order in which they became whole. Parts of an update are
 * held until there are as many numbers as its marker counts. Values of ordinary gauges are held until the client goes on
 * to another round: what comes before that is a correction.
 */
export class UpdateRows {
  readonly #held = new Map<string, OpenUpdate>();
  /** Clients with updates by round, in a log whose ends of rounds repeat them. */
  readonly #clients = new Map<number, Set<string>>();
  #repeats = false;

  /** Takes the next event and gives the updates that are whole by it. */
  *take(event: JournalEvent): Generator<UpdateRow> {
    switch (event.event_type) {
      case 'init':
        this.#repeats = event.format === undefined && event.attempt === undefined;
        break;
      case 'client_update':
        for (const record of event.clients) yield* this.#add(event, record);
        break;
      case 'evaluation':
        if (event.client !== undefined) yield* this.#add(event, event.client);
        break;
      case 'round_end':
        if (this.#repeats) yield* this.#addUnseen(event);
        break;
    }
  }

  /** Gives what is still held: updates of which parts are missing, and the last ones of gauges. */
  *rest(): Generator<UpdateRow> {
    for (const [id, update] of this.#held) yield update.row(isGauge(id));
    this.#held.clear();
  }

  *#add(event: UpdateEvent, record: ClientRecord): Generator<UpdateRow> {
    if (this.#repeats && typeof event.round === 'number') this.#see(event.round, record.client_id);
    const id = idOf(event, record.client_id);
    let update = this.#held.get(id);
    if (update !== undefined && isGauge(id) && update.round !== event.round) {
      this.#held.delete(id);
      yield update.row(true);
      update = undefined;
    }
    update ??= new OpenUpdate(event);
    update.add(event, record);
    if (!isGauge(id) && update.isWhole) {
      this.#held.delete(id);
      yield update.row(true);
      return;
    }
    this.#held.set(id, update);
    if (this.#held.size > MAX_HELD) yield* this.#giveOldest();
  }

  /** The end of a round may name a client that has sent no update: then this is its update. */
  *#addUnseen(event: RoundEndEvent): Generator<UpdateRow> {
    const seen = this.#clients.get(event.round);
    this.#clients.delete(event.round);
    for (const record of event.clients ?? []) {
      if ((record.round ?? event.round) !== event.round || seen?.has(record.client_id) === true) continue;
      const update = { ...event, event_type: 'client_update', clients: [record] } as const;
      const open = new OpenUpdate(update);
      open.add(update, record);
      yield open.row(true);
    }
  }

  *#giveOldest(): Generator<UpdateRow> {
    const oldest = this.#held.entries().next();
    if (oldest.done) return;
    const [id, update] = oldest.value;
    this.#held.delete(id);
    yield update.row(isGauge(id));
  }

  #see(round: number, client: string): void {
    let clients = this.#clients.get(round);
    if (clients === undefined) {
      clients = new Set();
      this.#clients.set(round, clients);
      const oldest = this.#clients.keys().next();
      if (this.#clients.size > MAX_ROUNDS && !oldest.done) this.#clients.delete(oldest.value);
    }
    clients.add(client);
  }
}

const GAUGE = 'gauge ';

/** Parts of one update have the same; updates by an ordinary gauge have no identity but client and operation. */
function idOf({ attempt, round, operation, timestamp, source }: UpdateEvent, client: string): string {
  return source === 'gauge'
    ? GAUGE + JSON.stringify([operation, client])
    : JSON.stringify([attempt, round, operation, timestamp, client]);
}

function isGauge(id: string): boolean {
  return id.startsWith(GAUGE);
}

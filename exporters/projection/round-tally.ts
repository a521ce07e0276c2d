import type { JsonValue } from '../journal/events.js';
import { numberIn } from './numbers.js';
import type { RoundResults } from './round-points.js';

/** What a client's part in a round has come to, by the last thing that was said about it. */
type Outcome = 'completed' | 'failed' | 'dropped' | 'open';

interface ClientTally {
  outcome: Outcome;
  /** An update with its marker has come. */
  marked: boolean;
  /** Numbers that its updates still lack, as far as is known. */
  owed: number;
  /** Bytes by an ordinary gauge of the client's, whose later values replace the earlier ones. */
  gaugeUp: number;
  gaugeDown: number;
}

/** What the projection has read of one update, or of a part of one. */
export interface UpdatePart {
  readonly client: string;
  readonly bytesSent: JsonValue | undefined;
  readonly bytesReceived: JsonValue | undefined;
  /** Status as the update says it; `undefined` in a part without the update's marker. */
  readonly status: string | undefined;
  /** Number fields in this part. */
  readonly numbers: number;
  /** Numbers that the whole update has, plus one for its marker. */
  readonly fieldCount: number | undefined;
  readonly gauge: boolean;
}

/** Clients of an open round: who has done what, and how much was sent. */
export class RoundTally {
  readonly #clients = new Map<string, ClientTally>();
  #up: number | undefined;
  #down: number | undefined;
  /** Clients that completed, and whose updates are whole. */
  arrived = 0;

  get clients(): number {
    return this.#clients.size;
  }

  update(part: UpdatePart): void {
    const client = this.#client(part.client);
    const had = hasArrived(client);
    if (part.status !== undefined || part.gauge) {
      client.outcome = outcomeOf(part.status ?? 'active');
      client.marked = true;
      if (part.fieldCount !== undefined) client.owed += part.fieldCount - 1 - part.numbers;
    } else {
      client.owed -= part.numbers;
    }
    this.arrived += Number(hasArrived(client)) - Number(had);
    this.#addBytes(client, part);
  }

  /** A client was given a task. */
  start(client: string): void {
    this.#client(client);
  }

  mishap(client: string, outcome: 'dropped' | 'failed'): void {
    const tally = this.#client(client);
    const had = hasArrived(tally);
    tally.outcome = outcome;
    this.arrived += Number(hasArrived(tally)) - Number(had);
  }

  has(client: string): boolean {
    return this.#clients.has(client);
  }

  /** A round's results with what was not said filled in from the clients. */
  complete(results: RoundResults, planned: number | undefined): RoundResults {
    const counts = { completed: 0, failed: 0, dropped: 0, open: 0 };
    for (const { outcome } of this.#clients.values()) counts[outcome]++;
    const all = new Map(results);
    const fill = (field: string, value: number | undefined) => {
      if ((all.get(field) ?? undefined) === undefined && value !== undefined) all.set(field, value);
      return all.get(field);
    };
    if (this.#clients.size > 0) {
      const completed = fill('num_completed', counts.completed);
      const failed = fill('num_failures', counts.failed);
      const dropped = fill('num_dropped', counts.dropped);
      const delivered = Number(completed) + Number(failed) + Number(dropped);
      const selected = fill('num_selected', Math.max(planned ?? 0, delivered + counts.open));
      fill('num_stragglers', Math.max(0, Number(selected) - delivered));
    }
    fill('total_bytes_up', this.#up);
    fill('total_bytes_down', this.#down);
    return all;
  }

  #client(id: string): ClientTally {
    let client = this.#clients.get(id);
    if (client === undefined) {
      client = { outcome: 'open', marked: false, owed: 0, gaugeUp: 0, gaugeDown: 0 };
      this.#clients.set(id, client);
    }
    return client;
  }

  #addBytes(client: ClientTally, { bytesSent, bytesReceived, gauge }: UpdatePart): void {
    const up = numberIn(bytesSent);
    if (up !== undefined) {
      this.#up = (this.#up ?? 0) + Number(up) - client.gaugeUp;
      client.gaugeUp = gauge ? Number(up) : 0;
    }
    const down = numberIn(bytesReceived);
    if (down !== undefined) {
      this.#down = (this.#down ?? 0) + Number(down) - client.gaugeDown;
      client.gaugeDown = gauge ? Number(down) : 0;
    }
  }
}

function hasArrived({ outcome, marked, owed }: ClientTally): boolean {
  return marked && owed <= 0 && outcome === 'completed';
}

/** `active` completes; other statuses than drop-out and failure (idle, unknown ones) bring nothing that counts. */
function outcomeOf(status: string): Outcome {
  return status === 'active' ? 'completed' : status === 'dropped' || status === 'failed' ? status : 'open';
}

/** What became of a client in a round, by its training. */
type Outcome = 'open' | 'completed' | 'failed' | 'dropped';

interface Participant {
  outcome: Outcome;
  samples: number | undefined;
  gradientNorm: number | undefined;
  bytesUp: number | undefined;
  bytesDown: number | undefined;
}

/** Clients that a round keeps apart; far above any real round, but not without end. */
const MAX_PARTICIPANTS = 1_000_000;

/** Distinct clients of a round by outcome. */
export interface TallyCounts {
  readonly completed: number;
  readonly failed: number;
  readonly dropped: number;
  /** Clients with a task and no outcome. */
  readonly open: number;
}

/** Who takes part in a round. Training only: other operations never count. */
export class Tally {
  readonly #participants = new Map<string, Participant>();

  /** Distinct clients that were given a task or did anything. */
  get size(): number {
    return this.#participants.size;
  }

  /** Whether a client was given a task or did anything. */
  has(client: string): boolean {
    return this.#participants.has(client);
  }

  /** A client was given a task. */
  task(client: string): void {
    this.#of(client);
  }

  /** A client's update. Its latest samples and norm count; bytes add up, as each update did travel. */
  update(
    client: string,
    outcome: 'completed' | 'failed' | 'dropped' | 'open',
    values: {
      readonly samples: number | undefined;
      readonly gradientNorm: number | undefined;
      readonly bytesSent: number | undefined;
      readonly bytesReceived: number | undefined;
    },
  ): void {
    const participant = this.#of(client);
    settle(participant, outcome);
    participant.samples = values.samples ?? participant.samples;
    participant.gradientNorm = values.gradientNorm ?? participant.gradientNorm;
    participant.bytesUp = add(participant.bytesUp, values.bytesSent);
    participant.bytesDown = add(participant.bytesDown, values.bytesReceived);
  }

  /** A client dropped out or failed. One that has delivered, before or after, counts as completed. */
  loss(client: string, outcome: 'failed' | 'dropped'): void {
    settle(this.#of(client), outcome);
  }

  counts(): TallyCounts {
    const counts = { completed: 0, failed: 0, dropped: 0, open: 0 };
    for (const { outcome } of this.#participants.values()) {
      counts[outcome] += 1;
    }
    return counts;
  }

  /** The numbers of examples that clients named. */
  samples(): number[] {
    return this.#collect((participant) => participant.samples);
  }

  /** Bytes that each client sent, of those whose updates said so. */
  bytesUp(): number[] {
    return this.#collect((participant) => participant.bytesUp);
  }

  /** Bytes that each client received, of those whose updates said so. */
  bytesDown(): number[] {
    return this.#collect((participant) => participant.bytesDown);
  }

  /** The finite gradient norms that clients named. */
  gradientNorms(): number[] {
    return this.#collect((participant) => participant.gradientNorm).filter(Number.isFinite);
  }

  #collect(pick: (participant: Participant) => number | undefined): number[] {
    return [...this.#participants.values()].map(pick).filter((value) => value !== undefined);
  }

  #of(client: string): Participant {
    let participant = this.#participants.get(client);
    if (participant === undefined) {
      participant = {
        outcome: 'open',
        samples: undefined,
        gradientNorm: undefined,
        bytesUp: undefined,
        bytesDown: undefined,
      };
      if (this.#participants.size < MAX_PARTICIPANTS) {
        this.#participants.set(client, participant);
      }
    }
    return participant;
  }
}

/** Delivering is final; of two losses the later one counts. */
function settle(participant: Participant, outcome: Outcome): void {
  if (outcome !== 'open' && participant.outcome !== 'completed') {
    participant.outcome = outcome;
  }
}

function add(sum: number | undefined, value: number | undefined): number | undefined {
  return value === undefined ? sum : (sum ?? 0) + value;
}

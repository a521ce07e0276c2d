/** The server's training loop: federated averaging with deadlines. Everything about rounds is recorded here. */

import type { Round, Run } from 'fedotel';

import type { ClientProfile } from './clients.js';
import type { Digits } from './data.js';
import type { Arrival, Hub } from './hub.js';
import { ROUNDS_AWAY, SLOW_DEADLINES } from './incidents.js';
import type { TrainReply } from './messages.js';
import { evaluate, fedAvg, initialWeights, type Weights } from './model.js';
import type { DigitsResult, RoundNote, UpdateNote } from './notes.js';

/** Seconds that the processes may take to start, and the first round to end: nothing is measured yet. */
const FIRST_SECONDS = 60;

/** Later deadlines, in median client times. */
const DEADLINE_MEDIANS = 2;

/** How many client times the median looks back on, in rounds. */
const MEDIAN_ROUNDS = 3;

/** What the loop needs. */
export interface FederationOptions {
  run: Run;
  hub: Hub;
  clients: readonly ClientProfile[];
  /** Number of rounds. */
  rounds: number;
  /** Digits that no client has: the server tests each new model with them. */
  heldOut: Digits;
  seed: number;
  /** Starts a client again whose process died. */
  restart: (client: string) => void;
  /** Called when something happened, with the current round's notes so far. */
  onProgress: (note: RoundNote) => void;
}

/** Notes of a whole run, without the names that only its starter knows. */
export type FederationNotes = Pick<DigitsResult, 'rounds' | 'late' | 'dropouts' | 'failures'>;

/** Trains for all rounds. Throws when clients do not come. */
export async function trainFederation(options: FederationOptions): Promise<FederationNotes> {
  const federation = new Federation(options);
  await federation.untilIdle(options.clients.length);
  for (let number = 1; number <= options.rounds; number++) {
    await federation.bringBack(number);
    await federation.untilIdle(Math.ceil(options.clients.length / 2));
    await federation.trainRound(number);
  }
  await federation.lastAnswers();
  return federation.notes;
}

class Federation {
  readonly notes: FederationNotes = { rounds: [], late: [], dropouts: [], failures: [] };
  private weights: Weights;
  /** Tasks without an answer, by client; also those of earlier rounds. */
  private readonly tasks = new Map<string, { round: number; sentAt: number; bytes: number }>();
  /** Clients whose connection broke, with the round in which it did. */
  private readonly away = new Map<string, number>();
  /** Seconds from task to answer, the latest last. */
  private readonly clientTimes: number[] = [];

  constructor(private readonly options: FederationOptions) {
    this.weights = initialWeights(options.seed);
  }

  /** One round of federated averaging. */
  async trainRound(number: number): Promise<void> {
    const { run, hub, heldOut, onProgress } = this.options;
    const selected = this.idle();
    const deadlineSeconds = this.deadlineSeconds();
    const note: RoundNote = { round: number, selected, deadlineSeconds, updates: [], stragglers: [], finished: false };
    this.notes.rounds.push(note);
    onProgress(note);

    const round = run.startRound({ number, selected: selected.length });
    for (const client of selected) {
      const task = round.startTask({ client });
      const trace = task.carrier(); // goes inside our own message, so that the client knows what it works on
      const bytes = hub.send(client, { round: number, deadlineSeconds, weights: this.weights, trace });
      this.tasks.set(client, { round: number, sentAt: performance.now(), bytes });
    }

    const updates: ModelUpdate[] = [];
    const deadline = performance.now() + deadlineSeconds * 1000;
    while (this.busyWith(number).length > 0) {
      const arrival = await hub.next((deadline - performance.now()) / 1000);
      if (arrival === undefined) break;
      const update = this.take(arrival, { round, note });
      if (update !== undefined) updates.push(update);
      onProgress(note);
    }
    note.stragglers = this.busyWith(number);

    if (updates.length === 0) {
      round.end({ error: 'no update in time' }); // the model stays as it is
    } else {
      this.weights = round.aggregate(() => fedAvg(updates));
      const { accuracy, loss } = round.evaluate(() => evaluate(this.weights, heldOut));
      const trainLoss = meanLoss(note.updates);
      Object.assign(note, { accuracy, loss, trainLoss });
      // Who was selected and has not answered is a straggler: the library counts them by itself.
      round.end({ accuracy, loss, trainLoss, metrics: { deadline: deadlineSeconds } });
    }
    note.finished = true;
    onProgress(note);
  }

  /** Waits until so many clients are connected and idle. Throws when they do not come. */
  async untilIdle(count: number): Promise<void> {
    const until = performance.now() + FIRST_SECONDS * 1000;
    while (this.idle().length < count) {
      const arrival = await this.options.hub.next((until - performance.now()) / 1000);
      if (arrival === undefined) {
        throw new Error(`clients: expected ${count} within ${FIRST_SECONDS} s, got ${this.idle().length}`);
      }
      this.take(arrival);
    }
  }

  /** Starts those clients again that have been away long enough by now, and waits for them. */
  async bringBack(number: number): Promise<void> {
    const back = [...this.away].filter(([, left]) => left + ROUNDS_AWAY <= number).map(([client]) => client);
    for (const client of back) this.options.restart(client);
    while (back.some((client) => this.away.has(client))) {
      const arrival = await this.options.hub.next(FIRST_SECONDS);
      if (arrival === undefined) throw new Error(`clients: expected ${back.join(', ')} to return, got nothing`);
      this.take(arrival);
    }
  }

  /** After the last round: hears out those who still work, as long as a slow client may take. */
  async lastAnswers(): Promise<void> {
    while (this.tasks.size > 0) {
      const arrival = await this.options.hub.next(2 * SLOW_DEADLINES * this.deadlineSeconds());
      if (arrival === undefined) return;
      this.take(arrival);
    }
  }

  /** Handles what came over the wire, during a round or between rounds. Returns an update that is to be averaged. */
  private take(arrival: Arrival, current?: CurrentRound): ModelUpdate | undefined {
    const { client } = arrival;
    switch (arrival.kind) {
      case 'joined':
        this.away.delete(client);
        return undefined;
      case 'left':
        this.left(client);
        return undefined;
      case 'broken-upload': {
        const failure = { round: arrival.round, client, reason: arrival.reason };
        this.options.run.communicationFailure(failure); // the client tries again: its update is still to come
        this.notes.failures.push(failure);
        return undefined;
      }
      case 'reply':
        return this.answered(client, arrival.reply, arrival.bytes, current);
    }
  }

  private left(client: string): void {
    const task = this.tasks.get(client);
    this.tasks.delete(client);
    this.away.set(client, task?.round ?? this.notes.rounds.length);
    if (task === undefined) return;
    const dropout = { round: task.round, client, reason: 'disconnected' };
    this.options.run.dropout(dropout);
    this.notes.dropouts.push(dropout);
  }

  private answered(client: string, reply: TrainReply, bytes: number, current?: CurrentRound): ModelUpdate | undefined {
    const task = this.tasks.get(client);
    if (task?.round !== reply.round) return undefined; // sent twice: the first one counts
    this.tasks.delete(client);
    this.clientTimes.push((performance.now() - task.sentAt) / 1000);

    const { loss, accuracy, samples, gradientNorm, trainSeconds, report } = reply;
    const values: UpdateNote = {
      ...{ client, loss, accuracy, samples, gradientNorm, trainDuration: trainSeconds },
      ...{ bytesSent: bytes, bytesReceived: task.bytes },
    };
    const profile = this.options.clients.find(({ id }) => id === client);
    const about = { name: profile?.name, location: profile?.location, report };
    if (current?.note.round === task.round) {
      current.round.clientUpdate({ ...values, ...about });
      current.note.updates.push(values);
      return { weights: reply.weights, samples };
    }
    // Late: the round is over and the model has moved on. FedAvg has no use for it, the record has: which round and
    // whose model it belongs to, and how far behind it is.
    const staleness = this.notes.rounds.length - task.round;
    this.options.run.clientUpdate({ ...values, ...about, round: task.round, baseRound: task.round, staleness });
    this.notes.late.push({ ...values, round: task.round, baseRound: task.round, staleness });
    return undefined;
  }

  /** Clients that a round can select. */
  private idle(): string[] {
    const { clients, hub } = this.options;
    return clients.map(({ id }) => id).filter((id) => hub.connected(id) && !this.tasks.has(id));
  }

  private busyWith(round: number): string[] {
    return [...this.tasks].filter(([, task]) => task.round === round).map(([client]) => client);
  }

  /** Twice the median time of the latest answers: late ones count too, so that deadlines follow a slow machine. */
  private deadlineSeconds(): number {
    const latest = this.clientTimes.slice(-MEDIAN_ROUNDS * this.options.clients.length).sort((a, b) => a - b);
    const median = latest[Math.floor(latest.length / 2)];
    return median === undefined ? FIRST_SECONDS : DEADLINE_MEDIANS * median;
  }
}

/** A round that is under way, for fedotel and for our own notes. */
interface CurrentRound {
  round: Round;
  note: RoundNote;
}

/** What FedAvg needs of an update. */
interface ModelUpdate {
  weights: Weights;
  samples: number;
}

function meanLoss(updates: readonly UpdateNote[]): number {
  const samples = updates.reduce((sum, update) => sum + update.samples, 0);
  return updates.reduce((sum, update) => sum + update.loss * update.samples, 0) / samples;
}

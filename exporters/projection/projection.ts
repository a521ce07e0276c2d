import type {
  ClientDropoutEvent,
  CommFailureEvent,
  JournalEvent,
  RoundEndEvent,
  TaskEvent,
} from '../journal/events.js';
import type { BestRound, Objective } from '../run-model/index.js';
import { Attempts } from './attempts.js';
import { BestTracker } from './best-tracker.js';
import { isByServer } from './by-server.js';
import { evaluationPoints } from './evaluations.js';
import { EventClock, epochMillis } from './event-clock.js';
import { artifactFile, checkpointFile } from './files.js';
import { LoggedValues } from './logged-values.js';
import { TRAIN, underOperation } from './operations.js';
import { policyOf } from './per-client.js';
import { PointKeys } from './point-keys.js';
import { RoundBook } from './round-book.js';
import { RoundCounters } from './round-counters.js';
import { RoundsSeen } from './rounds-seen.js';
import { RunDescription } from './run-description.js';
import { RunEnd } from './run-end.js';
import { SampleRows } from './samples.js';
import type { PerClientMode, ProjectedPoint, Projection, ProjectionOutput } from './types.js';
import { type Standing, UpdateReader } from './update-reader.js';

/** Options of {@link createProjection}. */
export interface ProjectionOptions {
  /** How single clients are shown. */
  readonly perClient: PerClientMode;
  /** What makes one round better than another; by default what the run says, else the highest accuracy. */
  readonly objective?: Objective | undefined;
}

/** `error.type` of a round's span that was closed because its run ended: it is no end of the round. */
const UNFINISHED = 'unfinished';

class JournalProjection implements Projection {
  readonly perClient: PerClientMode;
  readonly #clock = new EventClock();
  readonly #attempts = new Attempts();
  #description = new RunDescription();
  readonly #end = new RunEnd();
  readonly #seen = new RoundsSeen();
  readonly #counters = new RoundCounters();
  readonly #keys: PointKeys;
  readonly #rounds: RoundBook;
  readonly #updates: UpdateReader;
  readonly #best: BestTracker;
  readonly #samples: SampleRows;
  readonly #logged: LoggedValues;
  #runId: string | undefined;
  /** Written by HiveWatch: in order and by one writer, and the ends of rounds repeat their clients. */
  #isHiveWatch = false;

  constructor({ perClient, objective }: ProjectionOptions) {
    const policy = policyOf(perClient);
    this.perClient = perClient;
    this.#keys = new PointKeys(policy.maxClientKeys);
    this.#samples = new SampleRows(policy.maxClientKeys);
    this.#best = new BestTracker(objective);
    this.#rounds = new RoundBook(this.#keys, (round, results, time, into) =>
      this.#tellBest(this.#best.set(round, results), time, into),
    );
    this.#updates = new UpdateReader({
      keys: this.#keys,
      policy,
      rounds: this.#rounds,
      seen: this.#seen,
      counters: this.#counters,
      end: this.#end,
    });
    this.#logged = new LoggedValues(this.#keys, this.#updates.rows);
  }

  apply(event: JournalEvent, into: ProjectionOutput[]): void {
    const time = this.#clock.read(event);
    const { newest } = this.#attempts;
    const relation = this.#attempts.see(event);
    if (this.#runId === undefined) this.#begin(event, into);
    if (relation === 'newer') this.#restart(newest, time, into);
    const standing = { time, old: relation === 'older', repeats: this.#isHiveWatch };
    if ('round' in event && typeof event.round === 'number') this.#seen.see(event.round);
    if (!standing.old) {
      this.#end.count(event);
      if (isByServer(event)) this.#pass(time, into);
    }
    this.#take(event, standing, into);
    if (this.#end.completes()) {
      this.#rounds.closeAll(into);
      into.push(this.#end.output());
    }
  }

  settle(into: ProjectionOutput[]): void {
    this.#rounds.closeAll(into);
  }

  #begin(event: JournalEvent, into: ProjectionOutput[]): void {
    this.#runId = event.run_id;
    this.#isHiveWatch = event.event_type === 'init' && event.format === undefined && event.attempt === undefined;
    if (event.event_type !== 'init') this.#describe(into);
  }

  #restart(attempt: number | undefined, time: number, into: ProjectionOutput[]): void {
    this.#rounds.restart(attempt, into);
    this.#counters.clear();
    const state = this.#end.restart(time);
    if (state !== undefined) into.push(state);
  }

  /** The run's id was used again for another job: what was said of the older one does not describe it, nor is it its best. */
  #forgetJob(): void {
    this.#description = new RunDescription();
    this.#best.clear();
  }

  /** The server was at work at this time. */
  #pass(time: number, into: ProjectionOutput[]): void {
    this.#rounds.pass(time, into);
    const state = this.#end.work(time);
    if (state !== undefined) into.push(state);
  }

  #take(event: JournalEvent, standing: Standing, into: ProjectionOutput[]): void {
    const { time, old } = standing;
    switch (event.event_type) {
      case 'init':
      case 'run_update':
        if (old) break;
        if (this.#description.isOtherJob(event)) this.#forgetJob();
        this.#description.update(event);
        this.#describe(into);
        this.#tellBest(this.#best.setObjective(this.#description.objective), time, into);
        break;
      case 'server_metadata':
        this.#description.setServer(event.server);
        this.#describe(into);
        break;
      case 'round_start':
        if (!old) this.#rounds.start(event.round, event.num_selected, time, into);
        break;
      case 'client_update':
        for (const record of event.clients) this.#updates.read(event, record, standing, into);
        break;
      case 'evaluation':
        if (event.client !== undefined) this.#updates.read(event, event.client, standing, into);
        else this.#row(event.round ?? this.#seen.step, time, evaluationPoints(event, this.#keys), into);
        break;
      case 'round_end':
        this.#endRound(event, standing, into);
        break;
      case 'task':
        if (!old) this.#takeTask(event, time, into);
        break;
      case 'client_dropout':
        for (const { client_id: client } of event.clients) this.#takeMishap(event, client, standing, into);
        break;
      case 'comm_failure':
        this.#takeMishap(event, event.client_id, standing, into);
        break;
      case 'checkpoint':
        this.#count('checkpoint', TRAIN, event.round ?? this.#seen.step, time, [], into);
        into.push(checkpointFile(event));
        break;
      case 'artifact':
        into.push(artifactFile(event));
        break;
      case 'scalar':
      case 'histogram':
      case 'text':
        this.#logged.read(event, time, into);
        break;
      case 'resource_sample':
        this.#samples.read(event, time, into);
        break;
      case 'finished':
        if (old) break;
        this.#end.finish(event, time);
        if (this.#end.isComplete) this.#rounds.closeAll(into);
        into.push(this.#end.output());
        break;
    }
  }

  #endRound(event: RoundEndEvent, standing: Standing, into: ProjectionOutput[]): void {
    const { round: number, round_metrics: results } = event;
    const { time, old, repeats } = standing;
    if (old) {
      this.#rounds.tellOld(event.attempt, number, results, time, into);
      return;
    }
    const round = this.#rounds.find(number, time, into);
    if (round !== undefined && !round.settled && repeats) this.#updates.readRepeated(event, round, standing, into);
    this.#rounds.end(number, results, time, this.#isHiveWatch, into);
  }

  #takeTask(event: TaskEvent, time: number, into: ProjectionOutput[]): void {
    const { round: number } = event;
    if (number === undefined) return;
    if (event.phase === 'started') {
      const isTraining = (event.operation ?? TRAIN) === TRAIN;
      if (event.client_id !== undefined && isTraining)
        this.#rounds.find(number, time, into)?.tally.start(event.client_id);
    } else if (event.kind === 'round' && event.error !== UNFINISHED && event.round_metrics !== undefined) {
      const said = event.error === undefined ? {} : { error: event.error };
      const results = { ...said, ...event.round_metrics };
      this.#rounds.endSpan(number, results, epochMillis(event.end) ?? time, into);
    }
  }

  #takeMishap(
    event: ClientDropoutEvent | CommFailureEvent,
    client: string,
    { time, old }: Standing,
    into: ProjectionOutput[],
  ): void {
    const { event_type: what, round, reason } = event;
    const operation = event.event_type === 'client_dropout' ? (event.operation ?? TRAIN) : TRAIN;
    const outcome = what === 'client_dropout' ? 'dropped' : 'failed';
    if (!old && operation === TRAIN) this.#rounds.find(round, time, into)?.tally.mishap(client, outcome);
    const status = this.#updates.rows.status(client, operation, outcome);
    this.#count(what, operation, round, time, status === undefined ? [] : [status], into);
    into.push({ kind: 'incident', what, round, client, operation, reason, timeMillis: time });
  }

  /** Tells of something that may happen several times in a round: how often it has by now. */
  #count(
    what: string,
    operation: string,
    round: number,
    time: number,
    others: readonly ProjectedPoint[],
    into: ProjectionOutput[],
  ): void {
    const path = underOperation(operation, what);
    const key = this.#keys.shared('event', ...path);
    this.#row(round, time, [{ key, value: this.#counters.next(path.join(' '), round) }, ...others], into);
  }

  #row(step: number, timeMillis: number, points: readonly ProjectedPoint[], into: ProjectionOutput[]): void {
    if (points.length > 0) into.push({ kind: 'row', axis: 'round', step, timeMillis, points });
  }

  #describe(into: ProjectionOutput[]): void {
    into.push(this.#description.output(this.#runId ?? '', this.#attempts.newest));
  }

  #tellBest(best: BestRound | undefined, timeMillis: number, into: ProjectionOutput[]): void {
    if (best !== undefined) into.push({ kind: 'best', best, timeMillis });
  }
}

/**
 * Makes the fold that turns a journal into keys, values and steps.
 *
 * It is pure: equal events in equal order give equal outputs, whenever and wherever. Memory: a key for every field of
 * every client that has keys, the values of open rounds (9 bytes each, only where bands are wanted), and at most some
 * 12,000 rounds' results.
 */
export function createProjection(options: ProjectionOptions): Projection {
  return new JournalProjection(options);
}

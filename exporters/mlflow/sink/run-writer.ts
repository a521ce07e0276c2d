import type { RunReference, SequencedEvent } from '../../bridge/sink.js';
import { reasonOf } from '../../sink-parts/index.js';
import type { MlflowRun } from '../api/index.js';
import type { PointBatch } from './batches.js';
import { ChildRuns } from './child-runs.js';
import { type CompletionTools, type RunStanding, standingOf, tellStanding, uploadFiles } from './completion.js';
import type { Destination } from './destination.js';
import { DocumentMaker } from './document-maker.js';
import { FactsWriter } from './facts-writer.js';
import { DONE, type Failure, type Outcome } from './outcome.js';
import { PlaceFile } from './place-file.js';
import { sendPoints } from './point-sender.js';
import { PointStream } from './point-stream.js';
import type { RefusedPoints } from './refused-points.js';
import type { RunCreation } from './run-creation.js';
import { paramsOf, tagsOf } from './run-facts.js';
import { RunFold } from './run-fold.js';
import type { OpenedRun } from './run-opening.js';
import type { RunPlace } from './run-state.js';
import { isStored, StoredPoints } from './stored-points.js';

/** What a writer needs beside its run. */
export interface RunWriterTools extends CompletionTools {
  readonly destination: Destination;
  readonly refused: RefusedPoints;
  readonly creation: RunCreation;
  readonly placeFile: string;
  progress(text: string): void;
  /** Waits for its turn among all runs, then makes requests. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** How much is to be done now. */
export interface Urgency {
  /** Also points that do not fill a request. */
  readonly all: boolean;
  /** Whether the run may be completed now if its end has come: always, when its counts match, never. */
  readonly complete: 'always' | 'matching' | 'never';
  /** Waits for points that had better be cut into requests with those that are there. */
  readonly gather?: () => Promise<void>;
}

/**
 * Writes one run to MLflow: folds its journal, and brings what comes out there, one request at a time. Everything is in
 * one order, and the place in it is kept, so that it can stop at any instant and go on.
 */
export class RunWriter {
  readonly fold: RunFold;
  readonly stream: PointStream;
  /** Byte offset of the last event that was folded. */
  sequence = 0;
  readonly #run: RunReference;
  readonly #tools: RunWriterTools;
  readonly #remote: MlflowRun;
  readonly #nanApart: boolean;
  readonly #facts: FactsWriter;
  readonly #children: ChildRuns;
  readonly #file: PlaceFile;
  readonly #documents: DocumentMaker;
  #place: RunPlace;
  /** What the run had when we came; `undefined` once everything that comes is new. */
  #stored: StoredPoints | undefined;
  /** Requests, from the next one on, that may have been carried out already; it ends with the first that was not. */
  #doubtful: number;
  #changesSent = -1;
  /** The run's files may be made, as soon as MLflow is busy. */
  #mayPrepare = false;
  /** MLflow shows the run below its parent. */
  #nested = false;
  #standing: RunStanding;
  #closed = false;

  constructor(run: RunReference, opened: OpenedRun, tools: RunWriterTools) {
    const { remote, place, resumed, foreign, nanApart } = opened;
    this.#run = run;
    this.#tools = tools;
    this.#remote = remote;
    this.#nanApart = nanApart;
    this.#place = place;
    this.#doubtful = resumed && place.plan !== undefined ? Number.POSITIVE_INFINITY : 0;
    this.#standing = { status: remote.status as RunStanding['status'], endTime: remote.endTime };
    this.fold = new RunFold(place.perClient);
    this.stream = new PointStream(place.place, place.plan, place.uncertainUntil);
    this.#facts = new FactsWriter(tools.api, remote, tools.warn);
    this.#children = new ChildRuns(tools.api, tools.destination, remote, tools.creation);
    this.#file = new PlaceFile(tools.placeFile);
    this.#documents = new DocumentMaker(run.journal, tools.stateDir);
    if (foreign) this.#askStored();
  }

  /** Takes the events that were not taken before. */
  take(events: Iterable<SequencedEvent>): void {
    for (const { event, sequence } of events) {
      if (sequence <= this.sequence) continue;
      this.fold.apply(event, (point) => this.stream.push(point));
      this.sequence = sequence;
      if (this.#place.settledAt.includes(sequence)) this.fold.settle((point) => this.stream.push(point));
    }
  }

  /** There is something that MLflow does not have. */
  get hasNews(): boolean {
    return this.stream.waiting > 0 || this.fold.changes !== this.#changesSent;
  }

  /** The run's end has come, and MLflow does not have all that belongs to it. */
  get isToComplete(): boolean {
    const { state } = this.fold;
    if (state === undefined || state.state === 'running') return this.#standing.status !== 'RUNNING';
    return (this.#place.completedAt ?? -1) < this.sequence;
  }

  /**
   * Brings to MLflow what is due. Not to be called again before it has returned.
   *
   * @param onSent called after each request of points
   */
  async bring({ all, complete, gather }: Urgency, onSent: () => void): Promise<Outcome<undefined>> {
    const { state } = this.fold;
    if (all && complete === 'always' && state !== undefined && state.state !== 'running' && !state.complete) {
      this.#settle();
    }
    for (;;) {
      if (this.#closed) return { kind: 'retry', reason: 'the bridge stops' };
      const facts = await this.#tools.inTurn(() => this.#sendFacts());
      if (facts.kind !== 'ok') return facts;
      if (this.stream.plan === undefined) await gather?.();
      const sent = await this.#sendNext(all);
      if (sent.kind !== 'ok') return sent;
      if (!sent.value) break;
      onSent();
    }
    if (!all) return DONE;
    if (this.stream.place >= this.stream.uncertainUntil) {
      this.#stored = undefined;
      this.#children.forgetStored();
    }
    return this.#tools.inTurn(() => this.#complete(complete));
  }

  /** Has the run's files made while the next request of points is under way, if its end has come: not before, which would hold it up. */
  prepare(): void {
    const { state } = this.fold;
    this.#mayPrepare = state !== undefined && state.state !== 'running' && this.isToComplete;
  }

  /** Keeps the place for the last time. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#documents.forget();
    await this.#file.save(this.#placeNow()).catch(() => undefined);
  }

  /** Nothing more is expected: what was held back is told without it, and told in the same way after a restart. */
  #settle(): void {
    if (this.#place.settledAt.includes(this.sequence)) return;
    const before = this.stream.waiting;
    this.fold.settle((point) => this.stream.push(point));
    if (this.stream.waiting === before) return;
    this.#place = { ...this.#place, settledAt: [...this.#place.settledAt, this.sequence] };
  }

  /** From now on each point is looked for before it is sent, until all that may be there has been. */
  #askStored(): void {
    if (this.#stored !== undefined) return;
    const keys = this.#remote.metrics.map(({ key }) => key);
    this.#stored = new StoredPoints(this.#tools.api, this.#remote.runId, keys);
    this.#doubtful = 0;
  }

  async #sendFacts(): Promise<Outcome<undefined>> {
    const { changes, describe, happenings, tokenTags, perClient } = this.fold;
    if (changes === this.#changesSent || describe === undefined) return DONE;
    const tags = new Map([...tagsOf(describe, perClient), ...happenings.tags, ...tokenTags]);
    if (happenings.untold > 0) tags.set('fl.incidents.untold', String(happenings.untold));
    const sent = await this.#facts.send(paramsOf(describe), tags);
    const nested = sent.kind === 'ok' ? await this.#nest() : sent;
    if (nested.kind === 'ok') this.#changesSent = changes;
    return nested;
  }

  /** Puts the run below its parent's (an edge aggregator's below the server's), as soon as that is there. */
  async #nest(): Promise<Outcome<undefined>> {
    const parentId = this.fold.describe?.parentRunId;
    if (parentId === undefined || this.#nested) return DONE;
    const parent = await this.#tools.destination.findRun(this.#remote.experimentId, parentId);
    if (parent.kind !== 'ok' || parent.value === undefined) return parent.kind === 'ok' ? DONE : parent;
    const tagged = await this.#facts.send(new Map(), new Map([['mlflow.parentRunId', parent.value.runId]]));
    this.#nested = tagged.kind === 'ok';
    return tagged;
  }

  /** Sends the next request. @returns whether there was one */
  async #sendNext(all: boolean): Promise<Outcome<boolean>> {
    const before = this.stream.plan;
    const plan = this.stream.next(all, this.#nanApart);
    if (this.stream.place < this.stream.uncertainUntil) this.#askStored();
    const batch = plan?.batches[plan.done];
    if (plan === undefined || batch === undefined) return { kind: 'ok', value: false };
    if (before === undefined) {
      const failure = await this.#savePlace();
      if (failure !== undefined) return failure;
    }
    const sent = await this.#tools.inTurn(() => this.#sendBatch(batch, plan.divided));
    if (sent.kind !== 'ok') return sent;
    const divided = this.stream.plan?.divided === true;
    this.stream.advance();
    // A new plan has never been sent in these requests.
    if (this.stream.plan === undefined) this.#doubtful = 0;
    // That a plan is done, the next one says, or the end: until then it costs a look, which a divided one cannot have.
    if (this.stream.plan !== undefined || divided) this.#file.note(this.#placeNow());
    const left = this.stream.waiting;
    if (left > 0) this.#tools.progress(`${this.#run.runId}: ${left} points to go`);
    return { kind: 'ok', value: true };
  }

  async #sendBatch(batch: PointBatch, divided: boolean): Promise<Outcome<undefined>> {
    const { api, refused } = this.#tools;
    const run: Outcome<MlflowRun> =
      batch.child === undefined ? { kind: 'ok', value: this.#remote } : await this.#children.of(batch.child);
    if (run.kind !== 'ok') return run;
    const { runId } = run.value;
    let points = batch.points;
    if (this.#stored !== undefined) {
      const stored = batch.child === undefined ? this.#stored : this.#children.storedOf(run.value);
      const missing = await stored.missing(points);
      if (missing.kind !== 'ok') return missing;
      points = missing.value;
    }
    if (points.length === 0) return DONE;
    if (this.#doubtful > 0 && !divided) {
      const found = await isStored(api, runId, points);
      if (found.kind !== 'ok') return found;
      this.#doubtful = found.value ? this.#doubtful - 1 : 0;
      if (found.value) return DONE;
    }
    this.#doubtful = 0;
    const sending = sendPoints(api, {
      runId,
      points,
      onDivide: () => {
        this.stream.markDivided();
        return this.#savePlace();
      },
      onRefused: (point, reason) => refused.add(this.#run, point, reason),
    });
    if (this.#mayPrepare && !this.#closed) void this.#documents.begin(this.fold, this.sequence);
    this.#mayPrepare = false;
    const outcome = await sending;
    if (outcome.kind !== 'ok' && outcome.unsure === true) this.#doubtful = 1;
    return outcome;
  }

  async #complete(when: Urgency['complete']): Promise<Outcome<undefined>> {
    const { state } = this.fold;
    const standing = standingOf(this.fold, when === 'always');
    const ended = state !== undefined && state.state !== 'running';
    if (ended && (when === 'never' || (when === 'matching' && !state.complete))) return DONE;
    const nested = await this.#nest();
    if (nested.kind !== 'ok') return nested;
    const told = await tellStanding(this.#tools.api, this.#remote.runId, standing, this.#standing);
    if (told.kind !== 'ok') return told;
    this.#standing = told.value;
    const children = await this.#children.tell(standing);
    if (children.kind !== 'ok') return children;
    if (!ended || !this.isToComplete) return DONE;
    const { sequence } = this;
    const uploaded = await uploadFiles(this.#tools, this.#remote, this.fold, () =>
      this.#documents.take(this.fold, sequence),
    );
    if (uploaded.kind !== 'ok') return uploaded;
    this.#place = { ...this.#place, completedAt: sequence };
    return (await this.#savePlace()) ?? DONE;
  }

  async #savePlace(): Promise<Failure | undefined> {
    try {
      await this.#file.save(this.#placeNow());
      return undefined;
    } catch (error) {
      return { kind: 'retry', reason: reasonOf(error) };
    }
  }

  #placeNow(): RunPlace {
    const { place, plan, uncertainUntil } = this.stream;
    const frozen =
      plan === undefined
        ? undefined
        : { size: plan.size, nanApart: plan.nanApart, done: plan.done, divided: plan.divided };
    return {
      ...this.#place,
      place,
      plan: frozen,
      uncertainUntil: place < uncertainUntil ? uncertainUntil : undefined,
      sequence: this.sequence,
    };
  }
}

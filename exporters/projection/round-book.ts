import type { RoundMetrics } from '../journal/events.js';
import { type BandValue, bandOf } from './bands.js';
import { ClosedRounds } from './closed-rounds.js';
import { OpenRound } from './open-round.js';
import { underOperation } from './operations.js';
import type { PointKeys } from './point-keys.js';
import { type RoundResults, roundPoints } from './round-points.js';
import type { PointKey, ProjectedPoint, ProjectionOutput } from './types.js';

/** Time of events after a round's end in which its last updates are waited for. */
const GRACE_MILLIS = 10_000;

/** Rounds that may be open at a time, and clients in all of them; of more, the oldest is closed. */
const MAX_OPEN = 1024;
const MAX_OPEN_CLIENTS = 500_000;

/** A round that never ends is closed when there are updates of a round so much later. */
const NEVER_ENDS = 16;

/** Rounds whose told results are remembered after they have closed, for spans that come then. */
const MAX_TOLD = 64;

/**
 * Rounds that only their span has ended, whose told results are remembered. The event is still on the way, and an outage
 * may have put it behind any number of later rounds: a Collector that was killed sends what was under way last.
 */
const MAX_UNSAID = 4096;

/**
 * Rounds of older attempts, of all together, whose told results are remembered: their events may still be on the way, behind
 * any number of newer attempts where app and Collector are killed in turn.
 */
const MAX_TOLD_BEFORE = 8192;

/** What has been told of rounds. */
type ToldRounds = Map<number, Map<PointKey, number | bigint>>;

/** Hears the results of a round. */
export type ResultsListener = (
  round: number,
  results: RoundResults,
  timeMillis: number,
  into: ProjectionOutput[],
) => void;

/**
 * The rounds of a run's newest attempt that are not yet told in full.
 *
 * A journal has two streams: events (ends of rounds) and updates. Either may be ahead of the other, by much after an
 * outage. So a round's end is told at once, but what depends on its updates (bands, sums that the end does not say) only
 * when everybody who completed is in; else when both streams have passed it: an event of the server's more than
 * {@link GRACE_MILLIS} after its end, and an update of a later round.
 */
export class RoundBook {
  readonly #keys: PointKeys;
  readonly #onResults: ResultsListener;
  readonly #open = new Map<number, OpenRound>();
  readonly #closed = new ClosedRounds();
  #told: ToldRounds = new Map();
  /** Of rounds that only their span has ended. */
  #unsaid: ToldRounds = new Map();
  /** By older attempt. */
  readonly #toldBefore = new Map<number | undefined, ToldRounds>();
  /** Rounds that have ended and wait for updates. */
  readonly #waiting = new Set<OpenRound>();
  /** Clients in all open rounds, and in the one that was closed last. */
  #clients = 0;
  #usualClients = 0;

  /** @param onResults hears all results of a round each time that some of them are told */
  constructor(keys: PointKeys, onResults: ResultsListener) {
    this.#keys = keys;
    this.#onResults = onResults;
  }

  /** The round to which something new belongs; `undefined` once it is over, so that an update of it is late. */
  find(number: number, timeMillis: number, into: ProjectionOutput[]): OpenRound | undefined {
    const known = this.#open.get(number);
    if (known !== undefined) {
      known.lastMillis = timeMillis;
      return known;
    }
    if (this.#closed.has(number)) return undefined;
    const round = new OpenRound(number, timeMillis, this.#usualClients);
    for (const other of this.#open.values()) {
      if (other.number < number - NEVER_ENDS && !other.ended && other.span === undefined) this.#close(other, into);
    }
    this.#open.set(number, round);
    if (this.#open.size > MAX_OPEN) this.#closeOldest(into);
    return round;
  }

  /** A round starts. One that was over begins again. */
  start(number: number, planned: number | undefined, timeMillis: number, into: ProjectionOutput[]): void {
    this.#closed.delete(number);
    const round = this.find(number, timeMillis, into);
    if (round !== undefined) round.planned = planned ?? round.planned;
  }

  /**
   * A round has ended.
   *
   * @param sequential the journal's writer writes everything in order, so that nothing of the round is still to come
   */
  end(number: number, results: RoundMetrics, timeMillis: number, sequential: boolean, into: ProjectionOutput[]): void {
    const round = this.find(number, timeMillis, into);
    if (round === undefined) {
      const told = this.#told.get(number) ?? this.#unsaid.get(number) ?? new Map<PointKey, number | bigint>();
      this.#unsaid.delete(number);
      keep(this.#told, MAX_TOLD, number, told);
      this.#tell(number, new Map(Object.entries(results)), timeMillis, told, into);
      return;
    }
    round.end = { timeMillis, results };
    round.isUnsaid = false;
    if (!round.settled) this.#waiting.add(round);
    if (!this.#settleIf(round, sequential || round.isWhole, into)) this.#tellResults(round, round.results, into);
    for (const other of this.#open.values()) {
      if (other === round) continue;
      if (other.number > number) continue;
      if (other.span !== undefined && !other.ended) this.#endBySpan(other, into);
      if (other.settled) this.#close(other, into);
    }
  }

  /** A round's span says how it ended: it fills gaps, and stands in for an end that nobody says. */
  endSpan(number: number, results: RoundMetrics, timeMillis: number, into: ProjectionOutput[]): void {
    const round = this.find(number, timeMillis, into);
    if (round === undefined) {
      this.#fillClosed(number, results, timeMillis, into);
      return;
    }
    round.span = { timeMillis, results };
    if (round.ended) this.#tellResults(round, round.results, into);
    else this.#waiting.add(round);
    for (const other of this.#waiting) {
      if (other.number < number && !other.ended) this.#endBySpan(other, into);
    }
  }

  /** An update has been added to a round: it may have been the last one. */
  updated(round: OpenRound, into: ProjectionOutput[]): void {
    this.#clients += round.uncountedClients();
    if (this.#clients > MAX_OPEN_CLIENTS && this.#open.size > 1) this.#closeOldest(into);
    for (const other of this.#waiting) {
      if (other.number < round.number) other.overtaken = true;
      const isNow = other === round ? other.isWhole : other.graceOver && other.overtaken;
      if (other.ended) this.#settleIf(other, isNow, into);
    }
  }

  /** An event of the server's shows how far time has come. */
  pass(timeMillis: number, into: ProjectionOutput[]): void {
    for (const round of this.#waiting) {
      if (timeMillis <= round.endMillis + GRACE_MILLIS) continue;
      if (!round.ended) this.#endBySpan(round, into);
      round.graceOver = true;
      this.#settleIf(round, round.overtaken, into);
    }
  }

  /** Nothing more will come: tells all that is held back. */
  closeAll(into: ProjectionOutput[]): void {
    for (const round of this.#open.values()) this.#close(round, into);
  }

  /** A newer attempt begins, whose rounds replace those of the older ones. @param attempt the one that is over */
  restart(attempt: number | undefined, into: ProjectionOutput[]): void {
    this.closeAll(into);
    this.#closed.clear();
    this.#toldBefore.set(attempt, new Map([...this.#unsaid, ...this.#told]));
    this.#told = new Map();
    this.#unsaid = new Map();
    let rounds = 0;
    for (const told of this.#toldBefore.values()) rounds += told.size;
    for (const [oldest, told] of this.#toldBefore) {
      if (rounds <= MAX_TOLD_BEFORE) break;
      this.#toldBefore.delete(oldest);
      rounds -= told.size;
    }
  }

  /**
   * Tells the end of a round of an older attempt, as far as the round's span has not told it when the attempt was over. It
   * changes nothing about the rounds of the newest one.
   */
  tellOld(
    attempt: number | undefined,
    number: number,
    results: RoundMetrics,
    timeMillis: number,
    into: ProjectionOutput[],
  ): void {
    const told = this.#toldBefore.get(attempt)?.get(number);
    const points = roundPoints(new Map(Object.entries(results)), this.#keys).filter(
      ({ key, value }) => !(told?.has(key) && Object.is(told.get(key), value)),
    );
    for (const { key, value } of points) told?.set(key, value);
    if (points.length > 0) into.push({ kind: 'row', axis: 'round', step: number, timeMillis, points });
  }

  #endBySpan(round: OpenRound, into: ProjectionOutput[]): void {
    if (round.span === undefined) return;
    round.end = { timeMillis: round.span.timeMillis, results: round.span.results };
    round.isUnsaid = true;
    if (!this.#settleIf(round, round.isWhole, into)) this.#tellResults(round, round.results, into);
  }

  #settleIf(round: OpenRound, condition: boolean, into: ProjectionOutput[]): boolean {
    if (!condition || round.settled) return false;
    round.settled = true;
    this.#waiting.delete(round);
    if (round.ended) this.#tellResults(round, round.tally.complete(round.results, round.planned), into);
    this.#tellBands(round, 'train', into);
    round.records.clear();
    return true;
  }

  #close(round: OpenRound, into: ProjectionOutput[]): void {
    if (!round.ended && round.span !== undefined) this.#endBySpan(round, into);
    this.#settleIf(round, true, into);
    this.#tellBands(round, 'others', into);
    this.#waiting.delete(round);
    this.#open.delete(round.number);
    keep(this.#told, MAX_TOLD, round.number, round.told);
    if (round.isUnsaid) keep(this.#unsaid, MAX_UNSAID, round.number, round.told);
    this.#clients -= round.countedClients;
    this.#usualClients = round.countedClients;
    this.#closed.add(round.number);
  }

  #closeOldest(into: ProjectionOutput[]): void {
    const oldest = this.#open.values().next();
    if (!oldest.done) this.#close(oldest.value, into);
  }

  #tellResults(round: OpenRound, results: RoundResults, into: ProjectionOutput[]): void {
    this.#tell(round.number, results, round.endMillis, round.told, into);
  }

  /** A span that comes after its round has closed still fills gaps. What was told stands: the event is the record. */
  #fillClosed(number: number, results: RoundMetrics, timeMillis: number, into: ProjectionOutput[]): void {
    const told = this.#told.get(number);
    if (told === undefined) return;
    const points = roundPoints(new Map(Object.entries(results)), this.#keys).filter(({ key }) => !told.has(key));
    for (const { key, value } of points) told.set(key, value);
    if (points.length > 0) into.push({ kind: 'row', axis: 'round', step: number, timeMillis, points });
  }

  /** Tells results that are new or have changed: ends are repeated, gaps are filled later. */
  #tell(
    number: number,
    results: RoundResults,
    timeMillis: number,
    told: Map<PointKey, number | bigint>,
    into: ProjectionOutput[],
  ): void {
    const points: ProjectedPoint[] = [];
    for (const point of roundPoints(results, this.#keys)) {
      if (told.has(point.key) && Object.is(told.get(point.key), point.value)) continue;
      told.set(point.key, point.value);
      points.push(point);
    }
    if (points.length === 0) return;
    into.push({ kind: 'row', axis: 'round', step: number, timeMillis, points });
    this.#onResults(number, results, timeMillis, into);
  }

  #tellBands(round: OpenRound, which: 'train' | 'others', into: ProjectionOutput[]): void {
    const points: ProjectedPoint[] = [];
    for (const [operation, columns] of round.takeColumns(which)) {
      for (const { field, values } of columns.fields()) {
        for (const { statistic, value } of bandOf(values)) {
          points.push({ key: this.#bandKey(operation, field.name, statistic), value });
        }
      }
    }
    if (points.length > 0)
      into.push({ kind: 'row', axis: 'round', step: round.number, timeMillis: round.endMillis, points });
  }

  #bandKey(operation: string, field: string, statistic: BandValue['statistic']): PointKey {
    return this.#keys.shared('clients', ...underOperation(operation, field, statistic));
  }
}

/** Remembers what was told of a round, and forgets the oldest of too many. */
function keep(rounds: ToldRounds, most: number, number: number, told: Map<PointKey, number | bigint>): void {
  rounds.set(number, told);
  const oldest = rounds.keys().next();
  if (rounds.size > most && !oldest.done) rounds.delete(oldest.value);
}

import type { LoggedFrame, RoundFrame, RunDocument, RunFrame } from '../../exporters/page/types.js';
import { loggedAsOf } from '../logged/logged-as-of.js';
import { own } from '../parts/own.js';
import { endOfRun } from './pace.js';
import { type NextChange, roundAsOf } from './round-as-of.js';

/** Gives a run as it was known at a moment. */
export interface PastReader {
  /** The same document again as long as nothing happened between two moments. */
  at(document: RunDocument, time: number): RunDocument;
}

/** Something of a run as of a moment, and from when to when it is that. */
interface Known<T> {
  /** What it was worked out from; another object is another state of the run. */
  readonly of: unknown;
  /** First moment that it is true for, epoch milliseconds. */
  readonly from: number;
  /** First moment that it is no longer true for. */
  readonly until: number;
  readonly past: T;
}

/**
 * Creates a reader that remembers its last answer. What was logged by step changes far more often than the rest, which
 * is not worked out again for it.
 */
export function createPastReader(): PastReader {
  const rounds = remembering(documentAsOf);
  const logged = remembering(pastLogged);
  let last: RunDocument | undefined;
  return {
    at(document, time) {
      const past = rounds(document, time);
      const shown = document.logged === undefined ? undefined : logged(document.logged, time);
      // The same object again: a moment later in which nothing happened is drawn by nobody.
      if (last?.rounds === past.rounds && last.run === past.run && last.logged === shown) return last;
      last = shown === undefined ? past : { ...past, logged: shown };
      return last;
    },
  };
}

/** Works out again only when something happened between the last moment and this one. */
function remembering<T, U>(asOf: (whole: T, time: number, next: NextChange) => U): (whole: T, time: number) => U {
  let last: Known<U> | undefined;
  return (whole, time) => {
    if (last?.of === whole && time >= last.from && time < last.until) return last.past;
    const next: NextChange = { at: Number.POSITIVE_INFINITY };
    const past = asOf(whole, time, next);
    last = { of: whole, from: time, until: next.at, past };
    return past;
  };
}

/** Rounds of which everything had happened stay the same objects, so that views need not work them out again. */
function documentAsOf(document: RunDocument, time: number, next: NextChange): RunDocument {
  const rounds: RoundFrame[] = [];
  for (const frame of document.rounds) {
    const past = roundAsOf(frame, time, next);
    if (past !== undefined) rounds.push(past);
  }
  return { ...document, run: runAsOf(document, time, rounds, next), rounds };
}

/** Moves on when anything is logged; until then it is the same. */
function pastLogged(logged: LoggedFrame, time: number, next: NextChange): LoggedFrame {
  const columns = [...logged.numbers, ...logged.histograms].map(({ times }) => times);
  for (const times of [...columns, logged.texts.map((text) => text.time)]) {
    for (const at of times) if (typeof at === 'number' && at > time) next.at = Math.min(next.at, at);
  }
  return loggedAsOf(logged, time);
}

/** The run without what happened later: its end, its error, a better round. */
function runAsOf(document: RunDocument, time: number, rounds: readonly RoundFrame[], next: NextChange): RunFrame {
  const { run } = document;
  // A run that never said when it ended was over with the last that came of it.
  const over = run.finishedAt ?? (run.state === 'running' ? Number.POSITIVE_INFINITY : endOfRun(document));
  if (over > time) next.at = Math.min(next.at, over);
  const events = run.events.filter((event) => {
    const at = event.time ?? over;
    if (at > time) next.at = Math.min(next.at, at);
    return at <= time;
  });
  const best = bestOf(run, rounds);
  const { finishedAt: _finished, error: _error, best: _best, ...rest } = run;
  const ended = over <= time;
  return {
    ...rest,
    ...(ended ? endOf(run) : { state: 'running' as const }),
    ...(best === undefined ? {} : { best }),
    // As it was then: the newest that was known is of the moment itself.
    lastDataAt: time,
    rounds: rounds.length,
    clients: seenBy(document, time),
    events,
  };
}

/** How a run ended, for moments after its end. */
function endOf({ state, finishedAt, error }: RunFrame) {
  return { state, ...(finishedAt === undefined ? {} : { finishedAt }), ...(error === undefined ? {} : { error }) };
}

/** The best of the rounds that had ended; the objective is that of the run's best, so nothing has to be guessed. */
function bestOf(run: RunFrame, rounds: readonly RoundFrame[]): RunFrame['best'] {
  if (run.best === undefined) return undefined;
  const { metric, goal } = run.best;
  const name = metric.replace(/^global_/, '');
  let best: RunFrame['best'];
  for (const { round, results } of rounds) {
    const value = own(results, name) ?? own(results, metric);
    if (typeof value !== 'number') continue;
    if (best === undefined || (goal === 'max' ? value > best.value : value < best.value))
      best = { metric, goal, round, value };
  }
  return best;
}

/** When each client was first seen, in order; of the document that was asked for last. */
const firstSights = new WeakMap<RunDocument, readonly number[]>();

/** Number of clients that had been seen by a moment. */
function seenBy(document: RunDocument, time: number): number {
  let sights = firstSights.get(document);
  if (sights === undefined) {
    const first = new Map<number, number>();
    for (const frame of document.rounds) {
      // A round without any time was there from the beginning, and so were its clients.
      const start = frame.startedAt ?? frame.endedAt ?? Number.NEGATIVE_INFINITY;
      for (const client of frame.clients.client) {
        if (start < (first.get(client) ?? Number.POSITIVE_INFINITY)) first.set(client, start);
      }
    }
    sights = [...first.values()].sort((a, b) => a - b);
    firstSights.set(document, sights);
  }
  let count = 0;
  while (count < sights.length && (sights[count] ?? 0) <= time) count++;
  return count;
}

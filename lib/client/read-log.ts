import { fromMillis, isAfter, nextNano } from '../core/clock.js';
import { asObject } from '../core/read.js';
import type { EpochTime } from '../core/records.js';
import { toNumber } from '../core/values.js';
import { evenEdges } from '../tracking/even-edges.js';
import { readHistogram } from '../tracking/histogram.js';
import type { Logged } from '../tracking/log-target.js';
import { fromReportNumber } from './report-number.js';

/** What a report says that its client logged, checked: it comes from outside. */
export interface ReadLog {
  /** In order of time. */
  readonly logged: readonly Logged[];
  /** Values that the client keeps for its next report. */
  readonly waiting: number;
  /** Values that found no room in the client. */
  readonly lost: number;
}

const FACT_KINDS: ReadonlyMap<unknown, 'params' | 'tags' | 'artifact'> = new Map([
  ['p', 'params'],
  ['g', 'tags'],
  ['a', 'artifact'],
]);

/** Reads a report's log. Entries that are none are passed over. `undefined` when there is no log. */
export function readLog(given: unknown, startMillis: number): ReadLog | undefined {
  if (typeof given !== 'object' || given === null) {
    return undefined;
  }
  const { s, e, f, waiting, lost } = asObject(given);
  const reader = new LogReader(startMillis);
  for (const column of listOf(s)) reader.column(listOf(column));
  for (const entry of listOf(e)) reader.entry(listOf(entry));
  for (const fact of listOf(f)) reader.fact(listOf(fact));
  return { logged: reader.inOrder(), waiting: countOf(waiting), lost: countOf(lost) };
}

class LogReader {
  readonly #start: number;
  readonly #logged: Logged[] = [];
  /** Last time by kind and tag: values of one millisecond are a nanosecond apart, so that all of them are kept. */
  readonly #last = new Map<string, EpochTime>();

  constructor(startMillis: number) {
    this.#start = startMillis;
  }

  column([tag, steps, times, values]: readonly unknown[]): void {
    if (!isTag(tag)) {
      return;
    }
    const offsets = listOf(times);
    let offset = 0;
    listOf(values).forEach((given, index) => {
      offset += toNumber(offsets[index]) ?? 0;
      const value = toNumber(fromReportNumber(given));
      const time = this.#time('s', tag, offset);
      if (value !== undefined && time !== undefined) {
        this.#logged.push({ kind: 'scalar', name: tag, step: stepAt(steps, index), time, value });
      }
    });
  }

  entry([kind, tag, given, offset, ...content]: readonly unknown[]): void {
    if (!isTag(tag) || (kind !== 'h' && kind !== 't')) {
      return;
    }
    const time = this.#time(kind, tag, toNumber(offset) ?? 0);
    const step = stepAt([given], 0);
    if (time === undefined) {
      return;
    }
    const [first, counts, facts] = content;
    if (kind === 't' && typeof first === 'string') {
      this.#logged.push({ kind: 'text', name: tag, step, time, text: first });
    } else if (kind === 'h') {
      const histogram = readHistogram(histogramOf(listOf(first), listOf(counts), listOf(facts)));
      if (histogram !== undefined) {
        const nonfinite = countOf(listOf(facts)[4]);
        this.#logged.push({ kind: 'histogram', name: tag, step, time, histogram: { ...histogram, nonfinite } });
      }
    }
  }

  fact([kind, offset, given]: readonly unknown[]): void {
    const found = FACT_KINDS.get(kind);
    const time = this.#time('f', '', toNumber(offset) ?? 0);
    if (found !== undefined && time !== undefined) {
      this.#logged.push({ kind: found, given, time });
    }
  }

  inOrder(): Logged[] {
    return this.#logged.sort((a, b) => (isAfter(a.time, b.time) ? 1 : isAfter(b.time, a.time) ? -1 : 0));
  }

  #time(kind: string, tag: string, offset: number): EpochTime | undefined {
    const millis = this.#start + offset;
    if (!(millis > 0 && millis < 8.64e15)) {
      return undefined;
    }
    const key = `${kind} ${tag}`;
    const last = this.#last.get(key);
    const time = fromMillis(millis);
    const increasing = last === undefined || isAfter(time, last) ? time : nextNano(last);
    this.#last.set(key, increasing);
    return increasing;
  }
}

function histogramOf(edges: readonly unknown[], counts: readonly unknown[], facts: readonly unknown[]): object {
  const [min, max, sum, sumOfSquares] = facts.map(fromReportNumber);
  const [first, last] = [toNumber(edges[0]), toNumber(edges[1])];
  const even = edges.length === 2 && first !== undefined && last !== undefined;
  return { edges: even ? evenEdges(first, last, counts.length) : edges, counts, min, max, sum, sumOfSquares };
}

function stepAt(steps: unknown, index: number): number | undefined {
  const step = Array.isArray(steps) ? steps[index] : typeof steps === 'number' ? steps + index : undefined;
  return Number.isSafeInteger(step) && step >= 0 ? step : undefined;
}

function isTag(given: unknown): given is string {
  return typeof given === 'string' && given !== '';
}

function listOf(given: unknown): readonly unknown[] {
  return Array.isArray(given) ? given : [];
}

function countOf(given: unknown): number {
  return Number.isSafeInteger(given) && Number(given) > 0 ? Number(given) : 0;
}

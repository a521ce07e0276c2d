import type { RoundFrame, RunDocument } from '../../exporters/page/types.js';

/** A round takes this long at most at speed 1, seconds. */
export const LONGEST_ROUND_SECONDS = 10;
/** So long at least, so that rounds of a few milliseconds can be seen. */
export const SHORTEST_ROUND_SECONDS = 0.2;
/** A pause in which no round runs takes this long at most. */
export const LONGEST_PAUSE_SECONDS = 0.5;

/** When a round was running, epoch milliseconds. */
export interface RoundSpan {
  readonly round: number;
  readonly start: number;
  /** `undefined` while it runs. */
  readonly end: number | undefined;
}

/**
 * The relation between the time of a run and the time of its replay: real durations, but long rounds and pauses are
 * pressed together and very short rounds are stretched. Piecewise linear and increasing.
 */
export interface Pace {
  /** Replay seconds of the whole run at speed 1. */
  readonly length: number;
  readonly start: number;
  /** Newest moment of the run. */
  readonly end: number;
  readonly spans: readonly RoundSpan[];
  /** Replay second of a moment. */
  toPlay(time: number): number;
  /** Moment of a replay second. */
  toTime(play: number): number;
}

/** Frames are replaced when they change, so what was worked out for one holds as long as it exists. */
const known = new WeakMap<RoundFrame, { readonly span: RoundSpan | undefined }>();

/** When a round was running: as it says, else by the earliest and latest times of its tasks and updates. */
export function spanOf(frame: RoundFrame): RoundSpan | undefined {
  let entry = known.get(frame);
  if (entry === undefined) {
    entry = { span: workOut(frame) };
    known.set(frame, entry);
  }
  return entry.span;
}

/** A round that does not say when it was is as long as what is known of it. */
function workOut(frame: RoundFrame): RoundSpan | undefined {
  if (frame.startedAt !== undefined && frame.endedAt !== undefined) {
    return { round: frame.round, start: frame.startedAt, end: Math.max(frame.startedAt, frame.endedAt) };
  }
  const times = frame.clients.time.filter((time) => typeof time === 'number');
  const starts = frame.tasks.map(({ start }) => start);
  const start = frame.startedAt ?? least([...starts, ...times]) ?? frame.endedAt;
  if (start === undefined) return undefined;
  const over = frame.state !== 'running';
  const ends = frame.tasks.map(({ end }) => end).filter((end) => end !== undefined);
  const end = frame.endedAt ?? (over ? (greatest([...ends, ...times]) ?? start) : undefined);
  return { round: frame.round, start, end: end === undefined ? undefined : Math.max(start, end) };
}

/** The newest moment that a document tells of. */
export function endOfRun({ run, rounds }: RunDocument): number {
  const last = rounds.at(-1);
  const span = last === undefined ? undefined : spanOf(last);
  return (
    greatest(
      [run.startedAt, run.finishedAt, run.lastDataAt, span?.end, span?.start].filter((time) => time !== undefined),
    ) ?? 0
  );
}

/** Works out the pace of a run. */
export function createPace(document: RunDocument): Pace {
  const spans = document.rounds.map(spanOf).filter((span) => span !== undefined);
  const end = Math.max(endOfRun(document), ...spans.map((span) => span.end ?? span.start));
  const start = Math.min(document.run.startedAt ?? end, ...spans.map((span) => span.start));
  const { times, plays } = anchorsOf(spans, start, end);
  return {
    length: plays.at(-1) ?? 0,
    start,
    end,
    spans,
    toPlay: (time) => interpolate(times, plays, time),
    toTime: (play) => interpolate(plays, times, play),
  };
}

/** The moments where a round begins or ends, and their replay seconds. */
function anchorsOf(spans: readonly RoundSpan[], start: number, end: number) {
  const bounds = [...spans.flatMap((span) => [span.start, span.end ?? end]), start, end];
  const times = [...new Set(bounds)].sort((a, b) => a - b);
  const starts = spans.map((span) => span.start).sort((a, b) => a - b);
  const ends = spans.map((span) => span.end ?? end).sort((a, b) => a - b);
  const plays: number[] = [0];
  let begun = 0;
  let done = 0;
  for (let index = 1; index < times.length; index++) {
    const from = times[index - 1] ?? start;
    const seconds = ((times[index] ?? end) - from) / 1000;
    while (begun < starts.length && (starts[begun] ?? 0) <= from) begun++;
    while (done < ends.length && (ends[done] ?? 0) <= from) done++;
    const running = begun > done;
    const played = running
      ? Math.min(LONGEST_ROUND_SECONDS, Math.max(SHORTEST_ROUND_SECONDS, seconds))
      : Math.min(LONGEST_PAUSE_SECONDS, seconds);
    plays.push((plays[index - 1] ?? 0) + played);
  }
  return { times, plays };
}

/** Value on a line through points, by bisection; beyond the ends it is that of the end. */
function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  let low = 0;
  let high = from.length - 1;
  const first = from[0] ?? 0;
  const last = from[high] ?? 0;
  if (value <= first) return to[0] ?? 0;
  if (value >= last) return to[high] ?? 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  const [a, b, c, d] = [from[low] ?? 0, from[high] ?? 0, to[low] ?? 0, to[high] ?? 0];
  return b === a ? c : c + ((value - a) / (b - a)) * (d - c);
}

/** Without spreading into arguments: a round may have more tasks than a call may have arguments. */
function least(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}

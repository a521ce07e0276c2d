/** One answered request of a program. */
export interface RecordedRequest {
  readonly path: string;
  /** Of its body. */
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
}

/** Where the time of a program went that brought a run to MLflow: shares of it from its start to its end, together 1. */
export interface TimeShares {
  /** Until it made its first request. */
  readonly start: number;
  /** MLflow had points to take. */
  readonly points: number;
  /** MLflow had another request, and no points. */
  readonly others: number;
  /** After the first request: MLflow had nothing to do. */
  readonly between: number;
}

/** What the requests of a program show. */
export interface RequestTimes {
  readonly shares: TimeShares;
  /** Requests with points, and other ones. */
  readonly pointRequests: number;
  readonly otherRequests: number;
}

/** Params and tags of a benchmark's run are shorter than this, a request of points is not. */
const MIN_POINTS_BYTES = 4000;

/**
 * Divides a program's time by what its requests were.
 *
 * @param from when the program was started, epoch milliseconds; @param to when it had ended
 * @throws Error without requests
 */
export function divideTime(requests: readonly RecordedRequest[], from: number, to: number): RequestTimes {
  const points = requests.filter(({ path, bytes }) => path.endsWith('/log-batch') && bytes >= MIN_POINTS_BYTES);
  const first = Math.min(...requests.map(({ start }) => start));
  if (!Number.isFinite(first)) throw new Error('a program that made no request');
  const busy = covered(requests);
  const takingPoints = covered(points);
  const share = (millis: number) => millis / (to - from);
  return {
    shares: {
      start: share(first - from),
      points: share(takingPoints),
      others: share(busy - takingPoints),
      between: share(to - first - busy),
    },
    pointRequests: points.length,
    otherRequests: requests.length - points.length,
  };
}

/** Milliseconds in which at least one of them was under way. */
function covered(requests: readonly RecordedRequest[]): number {
  let sum = 0;
  let until = 0;
  for (const { start, end } of [...requests].sort((a, b) => a.start - b.start)) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return sum;
}

import { flatMapSteps, STEP, type Steps, sortSteps } from '../../steps/index.js';
import { TRAIN } from '../client-facts.js';
import type { RoundView } from '../round-types.js';
import { detailsOf } from '../round-view.js';
import { millisOf } from '../time.js';
import { insideOf, type Piece, segmentOf } from './inside.js';
import type { PathSegment } from './types.js';
import type { Work } from './work.js';

/** What the server did itself, or a client did for it. */
interface Node {
  readonly start: number;
  readonly end: number;
  readonly work: Work | undefined;
  readonly server: Piece | undefined;
}

/** Ends and starts this close are the same moment: clocks of two processes, or rounding to milliseconds. */
const SAME_MOMENT_MILLIS = 2;

/** A task that begins so soon after another's end may have waited for its place; in parts of the round's duration. */
const QUEUE_SHARE = 0.02;

/**
 * What the round's end had to wait for: walks back from it, always to what ended last before.
 *
 * @param works what the clients did
 * @param start epoch milliseconds of the round's beginning
 * @param end epoch milliseconds of its end
 * @returns pieces in order of time that fill the round
 */
export function* criticalPath(
  round: RoundView,
  works: readonly Work[],
  start: number,
  end: number,
): Steps<PathSegment[]> {
  const worked = yield* flatMapSteps(works, (work) =>
    work.end > start && (work.ended === 'answer' || work.ended === 'gone')
      ? [{ start: Math.max(work.start, start), end: Math.min(work.end, end), work, server: undefined }]
      : [],
  );
  const nodes = yield* sortSteps<Node>(
    [...(yield* serverNodes(round, works, start, end)), ...worked],
    (a, b) => b.end - a.end || b.start - a.start,
  );
  const queueMillis = Math.max(SAME_MOMENT_MILLIS, QUEUE_SHARE * (end - start));
  const reversed: PathSegment[] = [];
  let time = end;
  let after: Node | undefined;
  let next = 0;
  while (time > start) {
    yield STEP;
    // The list is in order of ends, so that what was passed over once is never the one that ended last before.
    let node = nodes[next++];
    while (node !== undefined && !isBefore(node, time, after, queueMillis)) node = nodes[next++];
    const gapStart = node === undefined ? start : Math.min(node.end, time);
    if (time - gapStart > 0) reversed.push(gapBetween(node, after, works, gapStart, time));
    if (node === undefined) break;
    reversed.push(...insideNode(node, gapStart).reverse());
    time = Math.max(node.start, start);
    after = node;
  }
  return reversed.reverse();
}

/** Whether `node` can be what the moment `time` had to wait for. */
function isBefore(node: Node, time: number, after: Node | undefined, queueMillis: number): boolean {
  if (node.end > time + SAME_MOMENT_MILLIS || node.start >= time) return false;
  // Who left brought nothing that anybody could go on with, unless it came back: the round waited for it in vain.
  if (node.work?.ended === 'gone') return after?.work?.clientId === node.work.clientId;
  if (after?.work === undefined || node.work === undefined) return true;
  // A client's task waits for another client's only where both share a place to run.
  return node.work.clientId === after.work.clientId || time - node.end <= queueMillis;
}

/** What lies between two nodes: waiting for who left or never answered, or something that no span tells. */
function gapBetween(
  before: Node | undefined,
  after: Node | undefined,
  works: readonly Work[],
  start: number,
  end: number,
): PathSegment {
  const gap = { start, end, measured: false, task: undefined };
  if (after?.work !== undefined) return segmentOf({ ...gap, kind: before === undefined ? 'selection' : 'other' });
  const silent = works.filter((work) => {
    if (work.ended === 'answer' || work.ended === 'unrelated') return false;
    if (work.start >= end - SAME_MOMENT_MILLIS || work.end <= start) return false;
    if (before?.work !== undefined) return work.operation === before.work.operation;
    return before === undefined || work.start >= before.end - SAME_MOMENT_MILLIS;
  });
  const names = [...new Set(silent.map(({ clientId }) => clientId))];
  return segmentOf({ ...gap, kind: names.length > 0 ? 'waiting' : 'other' }, undefined, names);
}

/** The node's own pieces up to `end`. */
function insideNode({ work, server, start }: Node, end: number): PathSegment[] {
  const all = work === undefined ? (server === undefined ? [] : [server]) : insideOf(work);
  return all
    .map((piece) => ({ ...piece, start: Math.max(piece.start, start), end: Math.min(piece.end, end) }))
    .filter((piece) => piece.end > piece.start)
    .map((piece) => segmentOf(piece, work?.clientId, piece.kind === 'waiting' && work ? [work.clientId] : []));
}

/** Aggregations and central evaluations. An aggregation of which only the length is known is put before the end. */
function* serverNodes(round: RoundView, works: readonly Work[], start: number, end: number): Steps<Node[]> {
  const nodes: Node[] = [];
  const { tasks } = yield* detailsOf(round);
  for (const [task, { kind, start: startText, end: endText, measured }] of tasks.entries()) {
    if (kind !== 'aggregation' && kind !== 'evaluation') continue;
    yield STEP;
    const [from, to] = [millisOf(startText), millisOf(endText) ?? end];
    if (from === undefined || from >= end || to <= start) continue;
    const times = { start: Math.max(from, start), end: Math.min(to, end) };
    // An aggregation that takes each answer as it comes waits for the last one like everybody else.
    if (kind === 'aggregation') times.start = lastAnswer(works, times.start, times.end);
    nodes.push({ ...times, work: undefined, server: { ...times, kind, measured, task } });
  }
  const seconds = round.aggregationSeconds;
  if (nodes.some(({ server }) => server?.kind === 'aggregation') || seconds === undefined || !(seconds > 0)) {
    return nodes;
  }
  const to = nodes.reduce((first, node) => Math.min(first, node.start), end);
  const begun = Math.max(start, to - seconds * 1000);
  const times = { start: lastAnswer(works, begun, to), end: to };
  if (times.end <= times.start) return nodes;
  const server: Piece = { ...times, kind: 'aggregation', measured: false, task: undefined };
  return [...nodes, { ...times, work: undefined, server }];
}

/** The end of the last training answer within a stretch of time; the stretch's start when there is none. */
function lastAnswer(works: readonly Work[], start: number, end: number): number {
  return works.reduce((last, work) => {
    const counts = work.ended === 'answer' && work.operation === TRAIN && work.end <= end;
    return counts ? Math.max(last, work.end) : last;
  }, start);
}

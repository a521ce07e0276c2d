import type { CheckpointEvent, EvaluationEvent, JsonValue } from '../../journal/events.js';
import type { ClientMishap, ClientView, RoundView, RunView } from '../../run-model/index.js';
import { flatMapSteps, mapSteps, type Steps, sortSteps } from '../../steps/index.js';
import type { EventEntry } from '../types.js';
import { frameNumber, timeOf } from './values.js';

/** Most events of one round, or of the run outside of its rounds, that a frame has. */
export const MAX_EVENTS = 2000;

type IndexOf = (id: string) => number;

/** What happened in a round, in order of time. @param clients of the round */
export function* roundEvents(
  round: RoundView,
  clients: readonly ClientView[],
  indexOf: IndexOf,
): Steps<readonly EventEntry[]> {
  const failed: EventEntry[] =
    round.state === 'failed'
      ? [{ ...timeOf(round.endedAt), kind: 'round_failed', text: round.error ?? 'the round failed' }]
      : [];
  const late = yield* flatMapSteps(clients, ({ clientId, updates }) =>
    updates
      .filter((update) => update.late)
      .map(
        ({ timestamp }): EventEntry => ({
          ...timeOf(timestamp),
          kind: 'late_update',
          client: indexOf(clientId),
          text: 'update came after the round had ended',
        }),
      ),
  );
  return yield* inOrder([
    ...(yield* mapSteps(round.dropouts, (mishap) => mishapEntry('dropout', mishap, indexOf))),
    ...(yield* mapSteps(round.commFailures, (mishap) => mishapEntry('failure', mishap, indexOf))),
    ...round.checkpoints.map(checkpointEntry),
    ...round.evaluations.map(evaluationEntry),
    ...late,
    ...failed,
  ]);
}

/** What happened outside of any round, in order of time. */
export function* runEvents(view: RunView, indexOf: IndexOf): Steps<readonly EventEntry[]> {
  const outside = ({ round }: { readonly round?: number }) => round === undefined || round < 0;
  const roundless = yield* flatMapSteps(view.roundless, ({ clientId, updates }) =>
    updates.map(
      ({ timestamp }): EventEntry => ({
        ...timeOf(timestamp),
        kind: 'note',
        client: indexOf(clientId),
        text: 'update that names no round',
      }),
    ),
  );
  return yield* inOrder([
    ...attemptEntries(view),
    ...view.dropouts.filter(outside).map((mishap) => mishapEntry('dropout', mishap, indexOf)),
    ...view.commFailures.filter(outside).map((mishap) => mishapEntry('failure', mishap, indexOf)),
    ...view.checkpoints.filter(outside).map(checkpointEntry),
    ...view.evaluations.filter(outside).map(evaluationEntry),
    ...view.artifacts.map(
      ({ name, path, timestamp }): EventEntry => ({
        ...timeOf(timestamp),
        kind: 'artifact',
        text: name === path ? path : `${name}: ${path}`,
      }),
    ),
    ...roundless,
  ]);
}

/** A run that was started again says so; under another job nothing of that start is shown. */
function attemptEntries(view: RunView): EventEntry[] {
  return view.attempts.flatMap(({ startedAt, job }, index): EventEntry[] => {
    if (index === 0) return [];
    const text = job === view.job ? 'the run was started again' : `started again as another job: ${job ?? 'unnamed'}`;
    return [{ ...timeOf(startedAt), kind: 'note', text }];
  });
}

function mishapEntry(kind: 'dropout' | 'failure', mishap: ClientMishap, indexOf: IndexOf): EventEntry {
  const { clientId, operation, reason, timestamp, late } = mishap;
  const details = [...(operation === 'train' ? [] : [operation]), ...(late ? ['after the round’s end'] : [])];
  const text = details.length === 0 ? reason : `${reason} (${details.join(', ')})`;
  return { ...timeOf(timestamp), kind, client: indexOf(clientId), text };
}

function checkpointEntry({ timestamp, path, size_bytes: size }: CheckpointEvent): EventEntry {
  return { ...timeOf(timestamp), kind: 'checkpoint', text: size === undefined ? path : `${path} (${size} bytes)` };
}

function evaluationEntry({
  timestamp,
  scope,
  split,
  loss,
  accuracy,
  num_samples,
  metrics,
}: EvaluationEvent): EventEntry {
  const values: readonly (readonly [string, JsonValue | undefined])[] = [
    ['loss', loss],
    ['accuracy', accuracy],
    ['samples', num_samples],
    ...Object.entries(metrics ?? {}),
  ];
  const results = values.flatMap(([name, value]) => {
    const number = frameNumber(value);
    return number === undefined ? [] : [`${name} ${number}`];
  });
  const where = [scope, split].filter((name) => name !== undefined).join(', ');
  const head = where === '' ? 'evaluation' : `evaluation (${where})`;
  return {
    ...timeOf(timestamp),
    kind: 'evaluation',
    text: results.length === 0 ? head : `${head}: ${results.join(', ')}`,
  };
}

/** By time, those without one first; the newest where there are too many. */
function* inOrder(entries: readonly EventEntry[]): Steps<readonly EventEntry[]> {
  const timed = (entry: EventEntry) => entry.time ?? Number.NEGATIVE_INFINITY;
  const sorted = yield* sortSteps(entries, (a, b) => Number(timed(a) > timed(b)) - Number(timed(a) < timed(b)));
  if (sorted.length <= MAX_EVENTS) return sorted;
  const left = sorted.length - MAX_EVENTS;
  return [{ kind: 'note', text: `${left} earlier event(s) are not shown` }, ...sorted.slice(left)];
}

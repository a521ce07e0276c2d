import type { JsonObject, JsonValue, RunFields } from '../journal/events.js';
import { flatMapSteps, mapSteps, type Steps } from '../steps/index.js';
import { bestRound } from './best.js';
import { buildClients } from './client-view.js';
import { compareKeys } from './order.js';
import type { RoundFacts } from './round-facts.js';
import type { RoundView } from './round-types.js';
import { mishapsOf, sortEvents, sortMishaps } from './round-view.js';
import { endOf } from './run-end.js';
import { NO_ATTEMPT, type RunFacts } from './run-facts.js';
import { type RunKnowledge, valuesOf } from './run-knowledge.js';
import { millisOf, timeKey } from './time.js';
import type { ArtifactView, AttemptView, Objective, RunView } from './types.js';
import { textOf } from './update-view.js';

/** What a run's view is put together from. */
export interface RunParts {
  readonly runId: string;
  readonly run: RunFacts;
  /** What the attempts that are shown say about the run. */
  readonly knowledge: RunKnowledge;
  readonly rounds: readonly RoundView[];
  /** Facts of events that name no round. */
  readonly roundless: RoundFacts;
  readonly scalars: RunView['scalars'];
  readonly logged: RunView['logged'];
  readonly resources: RunView['resources'];
}

/** Puts the view of a run together. */
export function* buildRunView(parts: RunParts): Steps<RunView> {
  const { runId, run, knowledge, rounds, roundless, scalars, logged, resources } = parts;
  const field = (name: keyof RunFields) => knowledge.fields.get(name)?.value;
  const attempts = attemptsOf(run);
  const newest = Math.max(NO_ATTEMPT, ...run.attempts.keys());
  const objective = objectiveOf(field('objective'));
  const planned = field('planned_rounds');
  const drifters = yield* buildClients(roundless.clients, {
    round: -1,
    endKey: '',
    over: false,
    withoutStragglers: false,
  });
  const outside = yield* mishapsOf(drifters);
  const dropouts = yield* flatMapSteps([outside, ...rounds], (part) => part.dropouts);
  const commFailures = yield* flatMapSteps([outside, ...rounds], (part) => part.commFailures);
  return {
    runId,
    attempt: newest === NO_ATTEMPT ? undefined : newest,
    attempts,
    job: textOf(field('job')),
    algorithm: textOf(field('algorithm')),
    config: objectOf(field('config')),
    startedAt:
      attempts.find(({ attempt, startedAt }) => startedAt !== undefined && run.isShown(attempt))?.startedAt ??
      run.first?.timestamp,
    ...endOf(run, knowledge),
    lastDataAt: run.last?.timestamp,
    plannedRounds: typeof planned === 'number' ? planned : undefined,
    mode: textOf(field('aggregation_mode')),
    objective,
    parentRunId: textOf(field('parent_run_id')),
    system: textOf(field('system')),
    instance: textOf(field('instance')),
    server: knowledge.server?.value.server,
    params: valuesOf(knowledge.params),
    tags: valuesOf(knowledge.tags),
    text: valuesOf(knowledge.text),
    rounds,
    roundless: yield* mapSteps(drifters, ({ view }) => ({ ...view, outcome: undefined })),
    checkpoints: sortEvents([...roundless.checkpoints.values(), ...rounds.flatMap(({ checkpoints }) => checkpoints)]),
    evaluations: sortEvents([...roundless.evaluations.values(), ...rounds.flatMap(({ evaluations }) => evaluations)]),
    dropouts: yield* sortMishaps(dropouts),
    commFailures: yield* sortMishaps(commFailures),
    artifacts: artifactsOf(knowledge),
    scalars,
    resources,
    logged,
    best: bestRound(rounds, objective),
  };
}

function attemptsOf(run: RunFacts): AttemptView[] {
  const named = [...run.attempts].map(([attempt, { startedAt }]) => ({
    attempt,
    startedAt: startedAt === '' ? undefined : startedAt,
    job: run.jobs.get(attempt),
  }));
  const bare = [...run.bareStarts.values()].map((startedAt) => ({
    attempt: Math.floor(millisOf(startedAt) ?? NO_ATTEMPT),
    startedAt,
    job: run.jobs.get(NO_ATTEMPT),
  }));
  return [...named, ...bare].sort(
    (a, b) => a.attempt - b.attempt || compareKeys([timeKey(a.startedAt)], [timeKey(b.startedAt)]),
  );
}

/** One view of each file: registered again, the last time stamp counts. */
function artifactsOf({ artifacts }: RunKnowledge): ArtifactView[] {
  const views = new Map<string, ArtifactView>();
  for (const { name, path, type, client_id: clientId, timestamp } of sortEvents([...artifacts.values()])) {
    const id = `${name.length}:${name}${path.length}:${path}${clientId ?? ''}`;
    views.set(id, { name, path, type, clientId, timestamp });
  }
  return [...views.values()].sort((a, b) =>
    compareKeys([a.name, a.path, a.clientId ?? ''], [b.name, b.path, b.clientId ?? '']),
  );
}

function objectiveOf(value: JsonValue | undefined): Objective | undefined {
  const { metric, goal } = objectOf(value) ?? {};
  return typeof metric === 'string' ? { metric, goal: goal === 'min' ? 'min' : 'max' } : undefined;
}

function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

import { optionalInteger, optionalMember, optionalObject, optionalText, requireText } from '../core/options.js';
import { type PrivacySettings, resolvePrivacy } from '../privacy/settings.js';
import type { AggregationMode, Objective, RunOptions } from '../types.js';

/** Names of the options, for hints on misspelt ones. */
export const RUN_OPTIONS = [
  'job',
  'runId',
  'algorithm',
  'config',
  'rounds',
  'mode',
  'objective',
  'parentRunId',
  'system',
  'totalClients',
  'modelParameters',
  'privacy',
  'secureAggregation',
] as const satisfies readonly (keyof RunOptions)[];

/** Letters of the job in a run id that nobody gave. */
const MAX_JOB_IN_ID = 40;
const MAX_JOB = 256;
const MAX_ID = 512;
const MAX_NAME = 256;

/** Options of a run, checked and with nothing left open. */
export interface RunSettings {
  readonly job: string;
  readonly runId: string;
  readonly algorithm: string | undefined;
  readonly config: object | undefined;
  readonly rounds: number | undefined;
  readonly mode: AggregationMode;
  readonly objective: Objective;
  readonly parentRunId: string | undefined;
  readonly system: string | undefined;
  readonly totalClients: number | undefined;
  readonly modelParameters: number | undefined;
  readonly privacy: PrivacySettings;
}

/** @throws TypeError when an option is unusable */
export function resolveRunOptions(given: unknown): RunSettings {
  const options = new Map(Object.entries(optionalObject('startRun', given ?? null) ?? {}));
  const job = requireText('job', options.get('job'), MAX_JOB);
  return {
    job,
    runId: optionalText('runId', options.get('runId'), MAX_ID) ?? newRunId(job),
    algorithm: optionalText('algorithm', options.get('algorithm'), MAX_NAME),
    config: optionalObject('config', options.get('config')),
    rounds: optionalInteger('rounds', options.get('rounds'), 0),
    mode: optionalMember('mode', options.get('mode'), ['sync', 'semi_sync', 'async']) ?? 'sync',
    objective: readObjective(options.get('objective')),
    parentRunId: optionalText('parentRunId', options.get('parentRunId'), MAX_ID),
    system: optionalText('system', options.get('system'), MAX_NAME),
    totalClients: optionalInteger('totalClients', options.get('totalClients'), 0),
    modelParameters: optionalInteger('modelParameters', options.get('modelParameters'), 0),
    privacy: resolvePrivacy(options.get('privacy'), options.get('secureAggregation')),
  };
}

function readObjective(given: unknown): Objective {
  if (given === undefined) {
    return { metric: 'accuracy', goal: 'max' };
  }
  const objective = new Map(Object.entries(optionalObject('objective', given) ?? {}));
  const metric = requireText('objective.metric', objective.get('metric'), MAX_NAME);
  const goal = requireText('objective.goal', objective.get('goal'), MAX_NAME);
  return { metric, goal: optionalMember('objective.goal', goal, ['max', 'min']) ?? 'max' };
}

/** The job in the letters of file names, time and random digits: tells what it is, sorts by start, never repeats. */
function newRunId(job: string): string {
  const [date, time] = new Date().toISOString().replace(/[-:]/g, '').split(/[T.]/);
  const random = Math.floor(Math.random() * 2 ** 24);
  const name = job
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .replace(/^-/, '')
    .slice(0, MAX_JOB_IN_ID);
  return [name || 'run', date, time, random.toString(16).padStart(6, '0')].join('-');
}

import type { JsonObject, JsonValue } from '../../journal/events.js';
import type { DescribeOutput, PerClientMode } from '../../projection/types.js';
import type { RunOutput } from '../types.js';

/** What a user has chosen about runs; what is `undefined` comes from the run. */
export interface RunChoices {
  readonly group: string | undefined;
  readonly jobType: string | undefined;
  readonly tags: readonly string[];
  readonly displayName: string | undefined;
  readonly notes: string | undefined;
}

/** Text of a run that stands in its notes; the whole is in its files. */
const MAX_TEXT = 1000;

/**
 * What a run is called and began with. The group is the run itself unless the user named one, so that runs of its
 * clients, late data and edge aggregators below it stand together.
 */
export function runOutput(describe: DescribeOutput, choices: RunChoices, perClient: PerClientMode): RunOutput {
  const { runId, parentRunId, startMillis } = describe;
  return {
    kind: 'run',
    displayName: choices.displayName ?? runId,
    group: choices.group ?? parentRunId ?? runId,
    jobType: choices.jobType ?? 'server',
    notes: choices.notes ?? noteOf(describe),
    tags: choices.tags,
    config: configOf(describe, perClient),
    startMillis,
  };
}

/** The run of one client of `describe`'s run. */
export function clientRunOutput(describe: DescribeOutput, choices: RunChoices, client: string): RunOutput {
  const run = runOutput(describe, choices, 'runs');
  return {
    ...run,
    displayName: client || '(no id)',
    jobType: 'client',
    notes: undefined,
    config: { 'fl/client_id': client, ...run.config },
  };
}

/**
 * Configuration as the app gave it, nested; params that were logged; facts about the run under `fl/`, and HiveWatch's
 * two names. What the app called like W&B's own (`_wandb`) gets another name.
 */
function configOf(describe: DescribeOutput, perClient: PerClientMode): JsonObject {
  const { runId, algorithm, config, params } = describe;
  const facts: Readonly<Record<string, JsonValue | undefined>> = {
    'hivewatch/run_id': runId,
    'hivewatch/algorithm': algorithm,
    'fl/run_id': runId,
    'fl/attempt': describe.attempt,
    'fl/job': describe.job,
    'fl/algorithm': algorithm,
    'fl/planned_rounds': describe.plannedRounds,
    'fl/aggregation_mode': describe.mode,
    'fl/system': describe.system,
    'fl/parent_run_id': describe.parentRunId,
    'fl/per_client': perClient,
    'fl/tags': unlessEmpty(describe.tags),
    'fl/server': unlessEmpty(describe.server),
  };
  const entries = [...Object.entries(facts), ...Object.entries(params), ...Object.entries(config)];
  const known = entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([key, value]) => [key.startsWith('_') ? `%5F${key.slice(1)}` : key, value]));
}

function unlessEmpty(values: JsonObject): JsonObject | undefined {
  return Object.keys(values).length === 0 ? undefined : values;
}

function noteOf({ runId, algorithm, plannedRounds, mode, text }: DescribeOutput): string {
  const rounds = plannedRounds === undefined ? '' : `, ${plannedRounds} rounds planned`;
  const how = mode === undefined ? '' : ` (${mode})`;
  const texts = Object.entries(text).map(([name, value]) => `\n\n${name}\n\n${String(value).slice(0, MAX_TEXT)}`);
  return `Federated run ${runId}: ${algorithm ?? 'unknown algorithm'}${how}${rounds}${texts.join('')}`;
}

import {
  ATTR_ERROR_TYPE,
  ATTR_FL_AGGREGATION_MODE,
  ATTR_FL_AGGREGATION_STRATEGY,
  ATTR_FL_OBJECTIVE_GOAL,
  ATTR_FL_OBJECTIVE_METRIC,
  ATTR_FL_RUN_CONFIG,
  ATTR_FL_RUN_EMITTED_DROPPED,
  ATTR_FL_RUN_EMITTED_EVENTS,
  ATTR_FL_RUN_EMITTED_ROUNDS,
  ATTR_FL_RUN_EMITTED_UPDATES,
  ATTR_FL_RUN_PARENT_ID,
  ATTR_FL_RUN_PLANNED_ROUNDS,
  ATTR_FL_RUN_STATE,
  ATTR_FL_SYSTEM_NAME,
  ATTR_SERVICE_INSTANCE_ID,
  FL_OBJECTIVE_GOAL_VALUE_MAX,
  FL_OBJECTIVE_GOAL_VALUE_MIN,
  FL_RUN_STATE_VALUE_FAILED,
  FL_RUN_STATE_VALUE_FINISHED,
  FL_RUN_STATE_VALUE_INTERRUPTED,
} from '../../semconv/index.js';
import { type FinishedEvent, type InitEvent, JOURNAL_FORMAT, type RunFields } from '../journal/events.js';
import { type EventInput, head } from './event-input.js';
import { formatInstant } from './time.js';
import { compact, toJsonObject } from './values.js';

const GOALS = [FL_OBJECTIVE_GOAL_VALUE_MIN, FL_OBJECTIVE_GOAL_VALUE_MAX] as const;
const STATES = [FL_RUN_STATE_VALUE_FINISHED, FL_RUN_STATE_VALUE_FAILED, FL_RUN_STATE_VALUE_INTERRUPTED] as const;

/** The start of a run, and all that it says of the run. */
export function readRunStarted(input: EventInput): InitEvent {
  return { event_type: 'init', format: JOURNAL_FORMAT, ...head(input), ...readRunFields(input) };
}

function readRunFields({ attributes, run, time, instance, reader }: EventInput): RunFields {
  const config = reader.map(attributes, ATTR_FL_RUN_CONFIG);
  const metric = reader.text(attributes, ATTR_FL_OBJECTIVE_METRIC);
  const goal = reader.oneOf(attributes, ATTR_FL_OBJECTIVE_GOAL, GOALS);
  return compact({
    job: run.job,
    algorithm: reader.text(attributes, ATTR_FL_AGGREGATION_STRATEGY) ?? 'unknown',
    config: config === undefined ? {} : toJsonObject(config),
    planned_rounds: reader.count(attributes, ATTR_FL_RUN_PLANNED_ROUNDS),
    started_at: formatInstant(time),
    aggregation_mode: reader.text(attributes, ATTR_FL_AGGREGATION_MODE),
    objective: metric === undefined ? undefined : { metric, goal: goal ?? FL_OBJECTIVE_GOAL_VALUE_MAX },
    parent_run_id: reader.text(attributes, ATTR_FL_RUN_PARENT_ID),
    system: reader.text(attributes, ATTR_FL_SYSTEM_NAME),
    instance: reader.id(attributes, ATTR_SERVICE_INSTANCE_ID, instance),
  });
}

/** The end of a run; one that does not say how it ended has finished. */
export function readRunFinished(input: EventInput): FinishedEvent {
  const { attributes, reader } = input;
  return {
    event_type: 'finished',
    ...head(input),
    state: reader.oneOf(attributes, ATTR_FL_RUN_STATE, STATES) ?? FL_RUN_STATE_VALUE_FINISHED,
    ...compact({ error: reader.text(attributes, ATTR_ERROR_TYPE) }),
    emitted: compact({
      updates: reader.count(attributes, ATTR_FL_RUN_EMITTED_UPDATES),
      rounds: reader.count(attributes, ATTR_FL_RUN_EMITTED_ROUNDS),
      events: reader.count(attributes, ATTR_FL_RUN_EMITTED_EVENTS),
      dropped: reader.count(attributes, ATTR_FL_RUN_EMITTED_DROPPED),
    }),
  };
}

import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_HISTOGRAM_COUNTS,
  ATTR_FL_HISTOGRAM_EDGES,
  ATTR_FL_HISTOGRAM_MAX,
  ATTR_FL_HISTOGRAM_MIN,
  ATTR_FL_HISTOGRAM_NONFINITE,
  ATTR_FL_HISTOGRAM_SQUARES,
  ATTR_FL_HISTOGRAM_SUM,
  ATTR_FL_LOGGED_TEXT,
  ATTR_FL_METRIC_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_STEP,
  EVENT_FL_HISTOGRAM_LOGGED,
  EVENT_FL_TEXT_LOGGED,
} from '../../semconv/index.js';
import type { Emitter } from '../core/emitter.js';
import type { RunIdentity } from '../core/records.js';
import { numberAttribute } from '../core/values.js';
import type { LoggedValue } from '../tracking/log-target.js';

/** Whose a logged value is. */
export interface LogOwner {
  readonly run: RunIdentity;
  /** Already a pseudonym where privacy asks for one; `undefined` for the server's own. */
  readonly client: string | undefined;
  readonly round: number | undefined;
}

/** Serialised bytes of a scalar besides its names. */
const SCALAR_BYTES = 120;

/** Puts a logged value into the outbox: numbers as points, the rest as events that the run's end does not count. */
export function emitLogged(emitter: Emitter, owner: LogOwner, value: LoggedValue, step: number): void {
  const { name, time } = value;
  const { run, client, round } = owner;
  if (value.kind === 'scalar') {
    const record = { kind: 'scalar', run, time, name, step, value: value.value, client, round } as const;
    emitter.point(record, SCALAR_BYTES + name.length + (client?.length ?? 0));
    return;
  }
  const identity = {
    [ATTR_FL_METRIC_NAME]: name,
    [ATTR_FL_STEP]: step,
    [ATTR_FL_CLIENT_ID]: client,
    [ATTR_FL_ROUND_NUMBER]: round,
  };
  if (value.kind === 'text') {
    emitter.extra(EVENT_FL_TEXT_LOGGED, { ...identity, [ATTR_FL_LOGGED_TEXT]: value.text }, time);
    return;
  }
  const { edges, counts, min, max, sum, sumOfSquares, nonfinite } = value.histogram;
  const attributes = {
    ...identity,
    [ATTR_FL_HISTOGRAM_EDGES]: edges.map(numberAttribute),
    [ATTR_FL_HISTOGRAM_COUNTS]: counts.map(numberAttribute),
    [ATTR_FL_HISTOGRAM_MIN]: min,
    [ATTR_FL_HISTOGRAM_MAX]: max,
    [ATTR_FL_HISTOGRAM_SUM]: sum,
    [ATTR_FL_HISTOGRAM_SQUARES]: sumOfSquares,
    [ATTR_FL_HISTOGRAM_NONFINITE]: nonfinite === 0 ? undefined : nonfinite,
  };
  emitter.extra(EVENT_FL_HISTOGRAM_LOGGED, attributes, time);
}

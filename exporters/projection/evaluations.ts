import type { EvaluationEvent } from '../journal/events.js';
import { numberIn } from './numbers.js';
import type { PointKeys } from './point-keys.js';
import { entriesOf } from './round-points.js';
import type { ProjectedPoint } from './types.js';

/** Name that stands in the keys of evaluations which name no operation. */
const EVALUATE = 'evaluate';

/** Where an evaluation is understood to be when it does not say. */
const CENTRAL = 'central';

/** Numbers of an evaluation that is no client's, by the event's field and the name in the key. */
const FIELDS = ['loss', 'accuracy', 'num_samples', 'duration_sec'] as const;

/**
 * The points of an evaluation that is no client's: `round/evaluate/loss`; the scope stands before the name unless it is
 * `central`, then the split (`round/evaluate/federated/test/loss`).
 */
export function evaluationPoints(event: EvaluationEvent, keys: PointKeys): ProjectedPoint[] {
  const { scope = CENTRAL, split, operation = EVALUATE } = event;
  const path = [operation, ...(scope === CENTRAL ? [] : [scope]), ...(split === undefined ? [] : [split])];
  const points: ProjectedPoint[] = [];
  for (const field of FIELDS) {
    const value = numberIn(event[field]);
    if (value !== undefined) points.push({ key: keys.shared('round', ...path, field), value });
  }
  for (const [name, metric] of entriesOf(event.metrics)) {
    const value = numberIn(metric);
    const isTaken = FIELDS.some((field) => field === name);
    if (value !== undefined)
      points.push({ key: keys.shared('round', ...path, isTaken ? `extra.${name}` : name), value });
  }
  return points;
}

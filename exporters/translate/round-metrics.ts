import {
  ATTR_ERROR_TYPE,
  ATTR_FL_PRIVACY_DELTA,
  ATTR_FL_PRIVACY_EPSILON,
  ATTR_FL_ROUND_ACCURACY,
  ATTR_FL_ROUND_AGGREGATION_DURATION,
  ATTR_FL_ROUND_BYTES_DOWN,
  ATTR_FL_ROUND_BYTES_UP,
  ATTR_FL_ROUND_CLIENTS_COMPLETED,
  ATTR_FL_ROUND_CLIENTS_DROPPED,
  ATTR_FL_ROUND_CLIENTS_FAILED,
  ATTR_FL_ROUND_CLIENTS_SELECTED,
  ATTR_FL_ROUND_CLIENTS_STRAGGLERS,
  ATTR_FL_ROUND_DURATION,
  ATTR_FL_ROUND_EVAL_LOSS,
  ATTR_FL_ROUND_GRADIENT_NORM_DISPERSION,
  ATTR_FL_ROUND_METADATA,
  ATTR_FL_ROUND_METRIC,
  ATTR_FL_ROUND_RESULT,
  ATTR_FL_ROUND_SAMPLES,
  ATTR_FL_ROUND_TRAIN_LOSS,
  FL_ROUND_RESULT_VALUE_FAILED,
} from '../../semconv/index.js';
import type { RoundMetrics } from '../journal/events.js';
import type { AttributeMap } from '../otlp/visitor.js';
import { compact, countOf, numberOf, stringOf, templateValues } from './values.js';

const METRIC_PREFIX = ATTR_FL_ROUND_METRIC('');
const METADATA_PREFIX = ATTR_FL_ROUND_METADATA('');

/** Results of a round from the attributes that its event and its span share. */
export function readRoundMetrics(attributes: AttributeMap): RoundMetrics {
  const number = (key: string) => numberOf(attributes.get(key));
  const count = (key: string) => countOf(attributes.get(key));
  const failed = attributes.get(ATTR_FL_ROUND_RESULT) === FL_ROUND_RESULT_VALUE_FAILED;
  return compact({
    global_accuracy: number(ATTR_FL_ROUND_ACCURACY),
    global_loss: number(ATTR_FL_ROUND_EVAL_LOSS),
    train_loss: number(ATTR_FL_ROUND_TRAIN_LOSS),
    num_selected: count(ATTR_FL_ROUND_CLIENTS_SELECTED),
    num_completed: count(ATTR_FL_ROUND_CLIENTS_COMPLETED),
    num_stragglers: count(ATTR_FL_ROUND_CLIENTS_STRAGGLERS),
    num_failures: count(ATTR_FL_ROUND_CLIENTS_FAILED),
    num_dropped: count(ATTR_FL_ROUND_CLIENTS_DROPPED),
    num_samples: count(ATTR_FL_ROUND_SAMPLES),
    total_bytes_up: count(ATTR_FL_ROUND_BYTES_UP),
    total_bytes_down: count(ATTR_FL_ROUND_BYTES_DOWN),
    round_duration_sec: number(ATTR_FL_ROUND_DURATION),
    aggregation_time_sec: number(ATTR_FL_ROUND_AGGREGATION_DURATION),
    gradient_norm_dispersion: number(ATTR_FL_ROUND_GRADIENT_NORM_DISPERSION),
    privacy_epsilon: number(ATTR_FL_PRIVACY_EPSILON),
    privacy_delta: number(ATTR_FL_PRIVACY_DELTA),
    metrics: templateValues(attributes, METRIC_PREFIX),
    algorithm_metadata: templateValues(attributes, METADATA_PREFIX),
    error: stringOf(attributes.get(ATTR_ERROR_TYPE)) ?? (failed ? 'failed' : undefined),
  });
}

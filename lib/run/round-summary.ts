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
  FL_ROUND_RESULT_VALUE_COMPLETED,
  FL_ROUND_RESULT_VALUE_FAILED,
} from '../../semconv/index.js';
import type { EventAttributes } from '../core/emitter.js';
import { ArgumentReader } from '../core/read.js';
import { redactSecrets } from '../core/secrets.js';
import { copyEntries } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';
import type { PrivacyPolicy } from '../privacy/policy.js';
import { type ClientCounts, countClients } from './client-counts.js';
import { errorTypeUnder } from './failure.js';
import { freeNumbers } from './free-numbers.js';
import { createGivenStatistics, groupStatistics } from './group-statistics.js';
import { readResults } from './round-keys.js';
import type { Tally } from './tally.js';

/** What a round knows about itself when it ends. */
export interface RoundFacts {
  /** `selected` of `startRound`. */
  readonly planned: number | undefined;
  readonly tally: Tally;
  /** Seconds since the start. */
  readonly durationSeconds: number;
  /** Seconds inside `aggregate`; `undefined` when it was not called. */
  readonly aggregationSeconds: number | undefined;
  readonly hasStragglers: boolean;
  /** What may be shown. */
  readonly policy: Pick<PrivacyPolicy, 'minGroup' | 'errorKindsOnly'>;
}

/** A round's results, complete and consistent. */
export interface RoundSummary {
  readonly failed: boolean;
  /** `error.type` of a failed round. */
  readonly errorType: string | undefined;
  readonly counts: ClientCounts;
  readonly durationSeconds: number;
  readonly accuracy: number | undefined;
  readonly evalLoss: number | undefined;
  readonly trainLoss: number | undefined;
  readonly samples: number | undefined;
  /** All of the above and the rest as attributes of the round's event and span, without the round's number. */
  readonly attributes: EventAttributes;
}

/** Joins what the app gives to `end` with what the round saw. */
export function summarise(given: unknown, facts: RoundFacts, warnings: Warnings): RoundSummary {
  const results = readResults(given, warnings);
  const read = new ArgumentReader('round.end', warnings);
  const count = (name: string): number | undefined => read.count(name, results[name]);
  const number = (name: string): number | undefined => read.number(name, results[name]);
  const named = { completed: count('completed'), failed: count('failed'), dropped: count('dropped') };
  const counts = countClients(
    { ...named, selected: count('selected'), stragglers: count('stragglers') },
    facts.planned,
    facts.tally.counts(),
    facts.hasStragglers,
    warnings,
  );
  const failed =
    (read.member('result', results.result, ['completed', 'failed']) ?? (hasError(results) ? 'failed' : '')) ===
    'failed';
  const error = failed ? errorTypeUnder(facts.policy, results.error) : undefined;
  const statistics = groupStatistics(facts.tally, facts.policy.minGroup);
  const checked = createGivenStatistics(counts.completed, facts.policy.minGroup, warnings);
  const durationSeconds = number('duration') ?? facts.durationSeconds;
  const samples = checked('samples', count('samples')) ?? statistics.samples;
  const accuracy = number('accuracy');
  const evalLoss = number('loss');
  const trainLoss = checked('trainLoss', number('trainLoss'));
  const dispersion = checked('gradientNormDispersion', number('gradientNormDispersion')) ?? statistics.dispersion;
  const privacy = new Map(Object.entries(results.privacy ?? {}));
  const attributes: EventAttributes = {
    [ATTR_FL_ROUND_RESULT]: failed ? FL_ROUND_RESULT_VALUE_FAILED : FL_ROUND_RESULT_VALUE_COMPLETED,
    [ATTR_ERROR_TYPE]: error,
    [ATTR_FL_ROUND_CLIENTS_SELECTED]: counts.selected,
    [ATTR_FL_ROUND_CLIENTS_COMPLETED]: counts.completed,
    [ATTR_FL_ROUND_CLIENTS_FAILED]: counts.failed,
    [ATTR_FL_ROUND_CLIENTS_DROPPED]: counts.dropped,
    [ATTR_FL_ROUND_CLIENTS_STRAGGLERS]: counts.stragglers,
    [ATTR_FL_ROUND_TRAIN_LOSS]: trainLoss,
    [ATTR_FL_ROUND_EVAL_LOSS]: evalLoss,
    [ATTR_FL_ROUND_ACCURACY]: accuracy,
    [ATTR_FL_ROUND_SAMPLES]: samples,
    [ATTR_FL_ROUND_BYTES_UP]: checked('bytesUp', count('bytesUp')) ?? statistics.bytesUp,
    [ATTR_FL_ROUND_BYTES_DOWN]: checked('bytesDown', count('bytesDown')) ?? statistics.bytesDown,
    [ATTR_FL_ROUND_GRADIENT_NORM_DISPERSION]: dispersion,
    [ATTR_FL_ROUND_DURATION]: durationSeconds,
    [ATTR_FL_ROUND_AGGREGATION_DURATION]: number('aggregationDuration') ?? facts.aggregationSeconds,
    [ATTR_FL_PRIVACY_EPSILON]: read.number('privacy.epsilon', privacy.get('epsilon')),
    [ATTR_FL_PRIVACY_DELTA]: read.number('privacy.delta', privacy.get('delta')),
    ...freeNumbers(read, results.metrics, ATTR_FL_ROUND_METRIC),
    ...copyEntries(results.algorithmMetadata, ATTR_FL_ROUND_METADATA, redactSecrets),
  };
  return { failed, errorType: error, counts, durationSeconds, accuracy, evalLoss, trainLoss, samples, attributes };
}

function hasError(results: Readonly<Record<string, unknown>>): boolean {
  return results.error !== undefined && results.error !== null && results.error !== false;
}

import type { RoundView } from './round-types.js';
import type { BestRound, Objective } from './types.js';

/** What is best in a run that does not say. */
export const DEFAULT_OBJECTIVE: Objective = { metric: 'accuracy', goal: 'max' };

/**
 * A round's value by the name that objectives use, `undefined` when there is none; NaN and infinities are values.
 * `accuracy` and `loss` are the round's results, `train_loss` its training loss (the journal's names `global_accuracy`
 * and `global_loss` are taken too); any other name is one of the round's free metrics. A free metric called like a
 * result does not hide it.
 */
export function roundValue(round: RoundView, metric: string): number | undefined {
  const results: Readonly<Record<string, number | null | undefined>> = {
    accuracy: round.globalAccuracy,
    global_accuracy: round.globalAccuracy,
    loss: round.globalLoss,
    global_loss: round.globalLoss,
    train_loss: round.trainLoss,
  };
  const value = Object.hasOwn(results, metric) ? results[metric] : undefined;
  const found = value ?? (Object.hasOwn(round.metrics, metric) ? round.metrics[metric] : undefined);
  return typeof found === 'number' ? found : undefined;
}

/** A round's value for an objective (see {@link roundValue}), `undefined` when there is none or it is not finite. */
export function objectiveValue(round: RoundView, metric: string): number | undefined {
  const value = roundValue(round, metric);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** The best of the rounds; the earliest where several are equally good. */
export function bestRound(rounds: readonly RoundView[], objective: Objective | undefined): BestRound | undefined {
  const { metric, goal } = objective ?? DEFAULT_OBJECTIVE;
  let best: BestRound | undefined;
  for (const round of rounds) {
    const value = objectiveValue(round, metric);
    if (value === undefined) continue;
    const better = best === undefined || (goal === 'max' ? value > best.value : value < best.value);
    if (better) best = { metric, goal, round: round.round, value };
  }
  return best;
}

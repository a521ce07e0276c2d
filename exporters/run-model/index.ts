export { bestRound, DEFAULT_OBJECTIVE, objectiveValue } from './best.js';
export {
  type ComparedRun,
  comparedRun,
  type ResultSummary,
  type RoundResult,
  summarizeResult,
  sumOf,
} from './compared-run.js';
export {
  bestOf,
  commonObjective,
  type DifferingParam,
  differingParams,
  type RankedRun,
  rankRuns,
} from './comparison.js';
export { isDetail } from './detail.js';
export {
  type Explanation,
  type ExplanationBasis,
  explainRound,
  explainSteps,
  type HeldUpBy,
  type PathParts,
  type PathSegment,
  type ReasonGroup,
  type SegmentKind,
  type ShiftedTask,
  type SlowRound,
  slowestRounds,
} from './explain/index.js';
export type { RoundCounts, RoundState, RoundView, TaskView, WaitingClient } from './round-types.js';
export { detailsOf, type RoundDetails } from './round-view.js';
export { createRunModel } from './run-model.js';
export { runState, SILENCE_SECONDS } from './state.js';
export {
  type RoundSummary,
  type RunSummary,
  summarizeRounds,
  summarizeRun,
  type WaitingSummary,
} from './summary.js';
export { millisOf, secondsBetween } from './time.js';
export type {
  ArtifactView,
  AttemptView,
  BestRound,
  CheckpointView,
  ClientMishap,
  ClientOutcome,
  ClientView,
  DistributionPoint,
  DistributionSeries,
  EvaluationView,
  LoggedText,
  Objective,
  OperationView,
  ResourceView,
  RunModel,
  RunState,
  RunView,
  ScalarSeries,
  UpdateView,
} from './types.js';

export { explainRound, explainSteps } from './explain-round.js';
export { type ClockedTask, clockShifts, serverTaskOf } from './shift.js';
export { slowestRounds } from './slowest.js';
export type {
  Explanation,
  ExplanationBasis,
  HeldUpBy,
  PathParts,
  PathSegment,
  ReasonGroup,
  SegmentKind,
  ShiftedTask,
  SlowRound,
} from './types.js';

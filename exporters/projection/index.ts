/**
 * Turns a journal into what destinations know: keys, values, steps. Every sink that writes numbers uses it, and adds
 * separators and escaping only.
 */
export { AUTO_CLIENT_KEYS, PER_CLIENT_MODES } from './per-client.js';
export { createProjection, type ProjectionOptions } from './projection.js';
export { quantilesOf } from './quantiles.js';
export type {
  BestOutput,
  DescribeOutput,
  FileOutput,
  HistogramOutput,
  IncidentOutput,
  LocationOutput,
  PerClientMode,
  PointKey,
  ProjectedPoint,
  Projection,
  ProjectionOutput,
  RowOutput,
  StateOutput,
  TextOutput,
} from './types.js';

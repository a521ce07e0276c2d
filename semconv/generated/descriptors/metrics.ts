// Generated from semconv/model by semconv/generator: change the model, not this file.

import type { MetricDescriptor } from '../../types.js';
import { clientFieldsMetrics } from './metrics-client-fields.js';
import { clientPointsMetrics } from './metrics-client-points.js';
import { roundMetrics } from './metrics-round.js';
import { runMetrics } from './metrics-run.js';
import { trafficMetrics } from './metrics-traffic.js';

const descriptors = {
  ...clientFieldsMetrics,
  ...clientPointsMetrics,
  ...roundMetrics,
  ...runMetrics,
  ...trafficMetrics,
};

/** Every registered name of the kind. */
export type MetricName = keyof typeof descriptors;

/** Every registered metric by its name, those of both scopes. */
export const metricDescriptors: Readonly<Record<MetricName, MetricDescriptor>> = descriptors;

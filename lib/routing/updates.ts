import {
  ATTR_FL_JOB_NAME,
  ATTR_FL_RUN_ATTEMPT,
  ATTR_FL_RUN_ID,
  SCHEMA_URL,
  SCOPE_NAME_CLIENT,
  SEMCONV_VERSION,
} from '../../semconv/index.js';
import { type Core, sharedCore } from '../core/core.js';
import { isClientPoint, isSample } from '../core/point-kinds.js';
import type { AttributeMap, RunIdentity } from '../core/records.js';
import { toMetricData } from '../update/metric-data.js';
import { MONITOR_SCOPE, type SampleData, toSampleData } from '../update/sample-data.js';

/** Most records of one collection; the rest comes with the next. */
const MAX_RECORDS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;

/** Result of a collection: `CollectionResult` of @opentelemetry/sdk-metrics by structure. */
export interface UpdatesCollection {
  resourceMetrics: {
    /** Readers take the resource of their own provider and ignore this one. */
    resource: EmptyResource;
    scopeMetrics: { scope: { name: string; version: string; schemaUrl: string }; metrics: SampleData[] }[];
  };
  errors: unknown[];
}

/** A resource without attributes: `Resource` of @opentelemetry/resources by structure. */
export interface EmptyResource {
  readonly attributes: Record<string, never>;
  merge<T>(other: T | null): T | EmptyResource;
  getRawAttributes(): never[];
}

/** A `MetricProducer` of @opentelemetry/sdk-metrics by structure. */
export interface UpdatesProducer {
  /** Takes client updates, scalars and resource samples out of the outbox. */
  collect(): Promise<UpdatesCollection>;
}

/** A resource without attributes. */
export const EMPTY_RESOURCE: EmptyResource = {
  attributes: {},
  merge: (other) => other ?? EMPTY_RESOURCE,
  getRawAttributes: () => [],
};

/**
 * Client updates for apps that route telemetry themselves: to be given to one metric reader in its `metricProducers`,
 * instead of `startTelemetry`. At most once: what a failed export loses does not come again. Every call returns a
 * producer over the same outbox, so two readers share the updates between them.
 */
export function updates(): UpdatesProducer {
  return updatesOf(sharedCore());
}

/** `updates` of a given core. */
export function updatesOf(core: Core): UpdatesProducer {
  core.routed = true;
  return {
    collect: async () => {
      const batch = core.outbox.points.peek({ maxRecords: MAX_RECORDS, maxBytes: MAX_BYTES });
      core.outbox.points.acknowledge(batch);
      const metrics = toMetricData(batch.records.filter(isClientPoint), runAttributes);
      const samples = toSampleData(batch.records.filter(isSample), runAttributes);
      const scope = { name: SCOPE_NAME_CLIENT, version: SEMCONV_VERSION, schemaUrl: SCHEMA_URL };
      const scopeMetrics = [
        ...(metrics.length === 0 ? [] : [{ scope, metrics }]),
        ...(samples.length === 0 ? [] : [{ scope: MONITOR_SCOPE, metrics: samples }]),
      ];
      return { resourceMetrics: { resource: EMPTY_RESOURCE, scopeMetrics }, errors: [] };
    },
  };
}

/** The resource is the app's, so each record says itself whose it is. */
export function runAttributes(run: RunIdentity): AttributeMap {
  return { [ATTR_FL_RUN_ID]: run.id, [ATTR_FL_RUN_ATTEMPT]: run.attempt, [ATTR_FL_JOB_NAME]: run.job };
}

import type { RecordedRequest } from './recording-server.js';

/**
 * Parts of OTLP/JSON requests that the bridge has no use for, so that its decoder does not show them: links of spans and
 * the contents of histograms. Attribute values are as OTLP/JSON has them.
 */
export interface JsonSpan {
  readonly spanId: string;
  readonly name: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

export interface JsonAttribute {
  readonly key: string;
  readonly value: { readonly [type: string]: unknown };
}

/** One metric with the points of a histogram. */
export interface JsonHistogram {
  readonly name: string;
  readonly unit: string;
  readonly scope: string;
  readonly dataPoints: readonly {
    readonly attributes: readonly JsonAttribute[];
    readonly explicitBounds: readonly number[];
    readonly count: number | string;
  }[];
}

interface JsonTraces {
  readonly resourceSpans?: readonly { readonly scopeSpans?: readonly { readonly spans?: readonly JsonSpan[] }[] }[];
}

interface JsonMetrics {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics?: readonly {
      readonly scope: { readonly name: string };
      readonly metrics?: readonly {
        readonly name: string;
        readonly unit: string;
        readonly histogram?: { readonly dataPoints: JsonHistogram['dataPoints'] };
      }[];
    }[];
  }[];
}

function parse<T>(requests: readonly RecordedRequest[], wanted: RecordedRequest['signal']): T[] {
  return requests
    .filter(({ signal, encoding }) => signal === wanted && encoding === 'json')
    .map(({ body }) => JSON.parse(body.toString()) as T);
}

/** Spans of the JSON requests. */
export function jsonSpans(requests: readonly RecordedRequest[]): JsonSpan[] {
  return parse<JsonTraces>(requests, 'traces').flatMap(({ resourceSpans = [] }) =>
    resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans)),
  );
}

/** Histograms of the JSON requests. */
export function jsonHistograms(requests: readonly RecordedRequest[]): JsonHistogram[] {
  return parse<JsonMetrics>(requests, 'metrics')
    .flatMap(({ resourceMetrics = [] }) => resourceMetrics.flatMap(({ scopeMetrics = [] }) => scopeMetrics))
    .flatMap(({ scope, metrics = [] }) =>
      metrics.flatMap(({ name, unit, histogram }) =>
        histogram === undefined ? [] : [{ name, unit, scope: scope.name, dataPoints: histogram.dataPoints }],
      ),
    );
}

import type { RecordedRequest } from '../../support/recording-server.js';

/** What re-cutting needs to know of OTLP/JSON: lists within lists. */
interface Metric {
  readonly [kind: string]: unknown;
}
interface ScopeMetrics {
  readonly metrics?: readonly Metric[];
}
interface ResourceMetrics {
  readonly scopeMetrics?: readonly ScopeMetrics[];
}

/** The JSON request as one request for each metric of each scope. Other signals stay as they are. */
export function cutByMetrics(request: RecordedRequest): RecordedRequest[] {
  if (request.signal !== 'metrics') return [request];
  const { resourceMetrics = [] } = JSON.parse(request.body.toString()) as {
    resourceMetrics?: readonly ResourceMetrics[];
  };
  return resourceMetrics.flatMap((resource) =>
    (resource.scopeMetrics ?? []).flatMap((scope) =>
      (scope.metrics ?? []).map((metric) =>
        bodyOf(request, { ...resource, scopeMetrics: [{ ...scope, metrics: [metric] }] }),
      ),
    ),
  );
}

/** The JSON request as requests of at most so many points, as a Collector's batch processor cuts them. */
export function cutByPoints(request: RecordedRequest, most: number): RecordedRequest[] {
  return cutByMetrics(request).flatMap((single) => {
    const text = single.body.toString();
    if (single.signal !== 'metrics' || !text.includes('"gauge"')) return [single];
    const { resourceMetrics } = JSON.parse(text) as {
      resourceMetrics: [
        ResourceMetrics & { scopeMetrics: [ScopeMetrics & { metrics: [{ gauge: { dataPoints: unknown[] } }] }] },
      ];
    };
    const [resource] = resourceMetrics;
    const [scope] = resource.scopeMetrics;
    const [metric] = scope.metrics;
    const { dataPoints } = metric.gauge;
    return Array.from({ length: Math.ceil(dataPoints.length / most) }, (_, part) => {
      const gauge = { ...metric.gauge, dataPoints: dataPoints.slice(part * most, (part + 1) * most) };
      return bodyOf(request, { ...resource, scopeMetrics: [{ ...scope, metrics: [{ ...metric, gauge }] }] });
    });
  });
}

/** One metrics request with the content of several, in their order: what a batch processor makes of small ones. */
export function joined(requests: readonly RecordedRequest[]): RecordedRequest[] {
  const metrics = requests.filter(({ signal, encoding }) => signal === 'metrics' && encoding === 'json');
  const first = metrics[0];
  if (first === undefined) return [...requests];
  const resourceMetrics = metrics.flatMap(
    ({ body }) =>
      (JSON.parse(body.toString()) as { resourceMetrics?: readonly ResourceMetrics[] }).resourceMetrics ?? [],
  );
  const all = { ...first, body: Buffer.from(JSON.stringify({ resourceMetrics })) };
  return [...requests.filter((request) => !metrics.includes(request)), all];
}

function bodyOf(request: RecordedRequest, resource: ResourceMetrics): RecordedRequest {
  return { ...request, body: Buffer.from(JSON.stringify({ resourceMetrics: [resource] })) };
}

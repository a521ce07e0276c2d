import type { AttributeMap, MetricHead, NumberPoint, OtlpVisitor, Scope } from '../../exporters/otlp/visitor.js';
import { ATTR_FL_SPAN_TYPE } from '../../semconv/index.js';
import type { EmittedEvent, EmittedMetric, EmittedSignals, EmittedSpan } from './registry-check.js';

/** A visitor of decoded requests that keeps what `assertInRegistry` wants to see. */
export interface RegistryCollector extends OtlpVisitor {
  /** Everything seen so far. */
  signals(): EmittedSignals;
}

/** OTLP `SpanKind` 1 to 5. */
const SPAN_KINDS = [undefined, 'internal', 'server', 'client', 'producer', 'consumer'] as const;

const NO_ATTRIBUTES: AttributeMap = new Map();

class Collector implements RegistryCollector {
  private readonly metrics: EmittedMetric[] = [];
  private readonly events: EmittedEvent[] = [];
  private readonly spans: EmittedSpan[] = [];
  private resourceAttributes = NO_ATTRIBUTES;
  private scopeAttributes = NO_ATTRIBUTES;
  private scopeName = '';

  signals(): EmittedSignals {
    return { metrics: this.metrics, events: this.events, spans: this.spans };
  }

  resource(attributes: AttributeMap): void {
    this.resourceAttributes = new Map(attributes);
  }

  scope(scope: Scope): void {
    this.scopeName = scope.name;
    this.scopeAttributes = new Map(scope.attributes);
  }

  numberPoint(metric: MetricHead, point: NumberPoint): void {
    const points = [this.emitted(point.attributes)];
    this.metrics.push({ name: metric.name, unit: metric.unit, kind: metric.kind, scope: this.scopeName, points });
  }

  otherPoints(metricName: string): void {
    // The bridge reads no histograms, so the decoder tells their names only.
    this.metrics.push({ name: metricName, unit: undefined, kind: 'histogram', scope: this.scopeName, points: [] });
  }

  logRecord(record: Parameters<OtlpVisitor['logRecord']>[0]): void {
    if (record.eventName !== '') {
      const { eventName: name, severityNumber } = record;
      this.events.push({ name, severityNumber, ...this.emitted(record.attributes) });
    }
  }

  span(span: Parameters<OtlpVisitor['span']>[0]): void {
    const type = span.attributes.get(ATTR_FL_SPAN_TYPE);
    if (typeof type === 'string') {
      this.spans.push({ type, name: span.name, kind: SPAN_KINDS[span.kind], ...this.emitted(span.attributes) });
    }
  }

  private emitted(attributes: AttributeMap): { attributes: AttributeMap; inherited: AttributeMap } {
    return {
      attributes: new Map(attributes),
      inherited: new Map([...this.resourceAttributes, ...this.scopeAttributes]),
    };
  }
}

/** Makes a collector; hand it to `decodeOtlp` for every request that an emitter sent. */
export function createRegistryCollector(): RegistryCollector {
  return new Collector();
}

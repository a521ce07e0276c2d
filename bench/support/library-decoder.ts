import type { AnyValue, OtlpVisitor } from '../../exporters/otlp/index.js';
import { REQUESTS } from '../../test/support/otlp-protos.js';

/** 64-bit integers as protobufjs has them. */
interface Long {
  readonly low: number;
  readonly high: number;
  toNumber(): number;
}

interface LibraryValue {
  readonly value?: string;
  readonly stringValue: string;
  readonly boolValue: boolean;
  readonly intValue: Long;
  readonly doubleValue: number;
  readonly arrayValue: { readonly values: readonly LibraryValue[] };
  readonly kvlistValue: { readonly values: readonly LibraryKeyValue[] };
  readonly bytesValue: Uint8Array;
}

interface LibraryKeyValue {
  readonly key: string;
  readonly value: LibraryValue | null;
}

interface LibraryRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly LibraryKeyValue[] } | null;
    readonly scopeMetrics: readonly {
      readonly scope: {
        readonly name: string;
        readonly version: string;
        readonly attributes: readonly LibraryKeyValue[];
      } | null;
      readonly schemaUrl: string;
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly gauge: {
          readonly dataPoints: readonly {
            readonly value?: string;
            readonly attributes: readonly LibraryKeyValue[];
            readonly timeUnixNano: Long;
            readonly asDouble: number;
            readonly asInt: Long;
          }[];
        } | null;
      }[];
    }[];
  }[];
}

/** What an engineer would write instead of the own decoder: protobufjs makes the objects, and they are walked. */
export function walkMetrics(body: Uint8Array, visitor: OtlpVisitor): void {
  const request = REQUESTS.metrics.decode(body) as unknown as LibraryRequest;
  for (const { resource, scopeMetrics } of request.resourceMetrics) {
    visitor.resource(toMap(resource?.attributes ?? []));
    for (const { scope, schemaUrl, metrics } of scopeMetrics) {
      const attributes = toMap(scope?.attributes ?? []);
      visitor.scope({ name: scope?.name ?? '', version: scope?.version ?? '', schemaUrl, attributes });
      for (const { name, unit, gauge } of metrics) {
        const head = { name, unit, kind: 'gauge' as const };
        for (const point of gauge?.dataPoints ?? []) {
          visitor.numberPoint(head, {
            attributes: toMap(point.attributes),
            time: toInstant(point.timeUnixNano),
            value: point.value === 'asInt' ? point.asInt.toNumber() : point.asDouble,
          });
        }
      }
    }
  }
}

function toInstant({ low, high }: Long): { millis: number; nanos: number } {
  const rest = (high >>> 0) * 967_296 + (low >>> 0);
  const nanos = rest % 1_000_000;
  return { millis: (high >>> 0) * 4_294 + (rest - nanos) / 1_000_000, nanos };
}

function toMap(attributes: readonly LibraryKeyValue[]): Map<string, AnyValue> {
  return new Map(attributes.map(({ key, value }) => [key, toValue(value)]));
}

function toValue(value: LibraryValue | null): AnyValue {
  switch (value?.value) {
    case 'stringValue':
      return value.stringValue;
    case 'boolValue':
      return value.boolValue;
    case 'intValue':
      return value.intValue.toNumber();
    case 'doubleValue':
      return value.doubleValue;
    case 'arrayValue':
      return value.arrayValue.values.map(toValue);
    case 'kvlistValue':
      return toMap(value.kvlistValue.values);
    case 'bytesValue':
      return value.bytesValue;
    default:
      return null;
  }
}

import { type Attributes, type Meter, type MeterProvider, ValueType } from '@opentelemetry/api';
import {
  type InstrumentDescriptor,
  type InstrumentKey,
  instruments,
  SCHEMA_URL,
  SCOPE_NAME,
  SEMCONV_VERSION,
} from '../../semconv/index.js';

/** Records one value: adds to a counter, sets a gauge, or counts in a histogram. */
export type RecordValue = (value: number, attributes: Attributes) => void;

/** All low-cardinality instruments of the contract by key. */
export type InstrumentSet = Readonly<Record<InstrumentKey, RecordValue>>;

/** Makes the instruments of one provider, as the registry describes them. */
export function createInstrumentSet(provider: MeterProvider): InstrumentSet {
  const meter = provider.getMeter(SCOPE_NAME, SEMCONV_VERSION, { schemaUrl: SCHEMA_URL });
  const entries = Object.entries(instruments).map(([key, descriptor]) => [key, createInstrument(meter, descriptor)]);
  return Object.fromEntries(entries) as InstrumentSet;
}

function createInstrument(meter: Meter, descriptor: InstrumentDescriptor): RecordValue {
  const options = {
    description: descriptor.brief,
    unit: descriptor.unit,
    valueType: descriptor.valueType === 'int' ? ValueType.INT : ValueType.DOUBLE,
  };
  switch (descriptor.instrument) {
    case 'counter': {
      const counter = meter.createCounter(descriptor.name, options);
      return (value, attributes) => counter.add(value, attributes);
    }
    case 'updowncounter': {
      const counter = meter.createUpDownCounter(descriptor.name, options);
      return (value, attributes) => counter.add(value, attributes);
    }
    case 'gauge': {
      const gauge = meter.createGauge(descriptor.name, options);
      return (value, attributes) => gauge.record(value, attributes);
    }
    case 'histogram': {
      const advice = descriptor.buckets === undefined ? {} : { explicitBucketBoundaries: [...descriptor.buckets] };
      const histogram = meter.createHistogram(descriptor.name, { ...options, advice });
      return (value, attributes) => histogram.record(value, attributes);
    }
  }
}

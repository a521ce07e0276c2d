import protobuf from 'protobufjs';

/** A field as protobufjs wants it. */
interface Field {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
}

/** `name: 'type id'` or `name: 'type[] id'`. */
function fields(short: Readonly<Record<string, string>>): { [name: string]: Field } {
  return Object.fromEntries(
    Object.entries(short).map(([name, text]) => {
      const [type = '', id] = text.split(' ');
      const repeated = type.endsWith('[]');
      const field = { type: repeated ? type.slice(0, -2) : type, id: Number(id) };
      return [name, repeated ? { ...field, rule: 'repeated' as const } : field];
    }),
  );
}

function message(short: Readonly<Record<string, string>>, oneofs?: Readonly<Record<string, readonly string[]>>) {
  return {
    fields: fields(short),
    ...(oneofs === undefined
      ? {}
      : { oneofs: Object.fromEntries(Object.entries(oneofs).map(([name, oneof]) => [name, { oneof: [...oneof] }])) }),
  };
}

const POINT = {
  startTimeUnixNano: 'fixed64 2',
  timeUnixNano: 'fixed64 3',
  exemplars: 'Exemplar[] 5',
  flags: 'uint32 8',
};
const TRACED = { traceId: 'bytes 9', spanId: 'bytes 10' };

/** The messages of opentelemetry-proto 1.11 by name; names are unique over its packages, which the wire never shows. */
const MESSAGES = {
  AnyValue: message(
    {
      stringValue: 'string 1',
      boolValue: 'bool 2',
      intValue: 'int64 3',
      doubleValue: 'double 4',
      arrayValue: 'ArrayValue 5',
      kvlistValue: 'KeyValueList 6',
      bytesValue: 'bytes 7',
    },
    { value: ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'] },
  ),
  ArrayValue: message({ values: 'AnyValue[] 1' }),
  KeyValueList: message({ values: 'KeyValue[] 1' }),
  KeyValue: message({ key: 'string 1', value: 'AnyValue 2' }),
  InstrumentationScope: message({
    name: 'string 1',
    version: 'string 2',
    attributes: 'KeyValue[] 3',
    droppedAttributesCount: 'uint32 4',
  }),
  Resource: message({ attributes: 'KeyValue[] 1', droppedAttributesCount: 'uint32 2' }),

  ExportMetricsServiceRequest: message({ resourceMetrics: 'ResourceMetrics[] 1' }),
  ResourceMetrics: message({ resource: 'Resource 1', scopeMetrics: 'ScopeMetrics[] 2', schemaUrl: 'string 3' }),
  ScopeMetrics: message({ scope: 'InstrumentationScope 1', metrics: 'Metric[] 2', schemaUrl: 'string 3' }),
  Metric: message(
    {
      name: 'string 1',
      description: 'string 2',
      unit: 'string 3',
      gauge: 'Gauge 5',
      sum: 'Sum 7',
      histogram: 'Histogram 9',
      exponentialHistogram: 'ExponentialHistogram 10',
      summary: 'Summary 11',
      metadata: 'KeyValue[] 12',
    },
    { data: ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] },
  ),
  Gauge: message({ dataPoints: 'NumberDataPoint[] 1' }),
  Sum: message({ dataPoints: 'NumberDataPoint[] 1', aggregationTemporality: 'int32 2', isMonotonic: 'bool 3' }),
  Histogram: message({ dataPoints: 'HistogramDataPoint[] 1', aggregationTemporality: 'int32 2' }),
  ExponentialHistogram: message({ dataPoints: 'ExponentialHistogramDataPoint[] 1', aggregationTemporality: 'int32 2' }),
  Summary: message({ dataPoints: 'SummaryDataPoint[] 1' }),
  NumberDataPoint: message(
    { ...POINT, attributes: 'KeyValue[] 7', asDouble: 'double 4', asInt: 'sfixed64 6' },
    { value: ['asDouble', 'asInt'] },
  ),
  HistogramDataPoint: message({
    attributes: 'KeyValue[] 9',
    startTimeUnixNano: 'fixed64 2',
    timeUnixNano: 'fixed64 3',
    count: 'fixed64 4',
    sum: 'double 5',
    bucketCounts: 'fixed64[] 6',
    explicitBounds: 'double[] 7',
    exemplars: 'Exemplar[] 8',
    flags: 'uint32 10',
    min: 'double 11',
    max: 'double 12',
  }),
  ExponentialHistogramDataPoint: message({
    attributes: 'KeyValue[] 1',
    startTimeUnixNano: 'fixed64 2',
    timeUnixNano: 'fixed64 3',
    count: 'fixed64 4',
    sum: 'double 5',
    scale: 'sint32 6',
    zeroCount: 'fixed64 7',
    positive: 'Buckets 8',
    negative: 'Buckets 9',
    flags: 'uint32 10',
    exemplars: 'Exemplar[] 11',
    min: 'double 12',
    max: 'double 13',
    zeroThreshold: 'double 14',
  }),
  Buckets: message({ offset: 'sint32 1', bucketCounts: 'uint64[] 2' }),
  SummaryDataPoint: message({
    attributes: 'KeyValue[] 7',
    startTimeUnixNano: 'fixed64 2',
    timeUnixNano: 'fixed64 3',
    count: 'fixed64 4',
    sum: 'double 5',
    quantileValues: 'ValueAtQuantile[] 6',
    flags: 'uint32 8',
  }),
  ValueAtQuantile: message({ quantile: 'double 1', value: 'double 2' }),
  Exemplar: message(
    {
      filteredAttributes: 'KeyValue[] 7',
      timeUnixNano: 'fixed64 2',
      asDouble: 'double 3',
      asInt: 'sfixed64 6',
      spanId: 'bytes 4',
      traceId: 'bytes 5',
    },
    { value: ['asDouble', 'asInt'] },
  ),

  ExportLogsServiceRequest: message({ resourceLogs: 'ResourceLogs[] 1' }),
  ResourceLogs: message({ resource: 'Resource 1', scopeLogs: 'ScopeLogs[] 2', schemaUrl: 'string 3' }),
  ScopeLogs: message({ scope: 'InstrumentationScope 1', logRecords: 'LogRecord[] 2', schemaUrl: 'string 3' }),
  LogRecord: message({
    timeUnixNano: 'fixed64 1',
    observedTimeUnixNano: 'fixed64 11',
    severityNumber: 'int32 2',
    severityText: 'string 3',
    body: 'AnyValue 5',
    attributes: 'KeyValue[] 6',
    droppedAttributesCount: 'uint32 7',
    flags: 'fixed32 8',
    ...TRACED,
    eventName: 'string 12',
  }),

  ExportTraceServiceRequest: message({ resourceSpans: 'ResourceSpans[] 1' }),
  ResourceSpans: message({ resource: 'Resource 1', scopeSpans: 'ScopeSpans[] 2', schemaUrl: 'string 3' }),
  ScopeSpans: message({ scope: 'InstrumentationScope 1', spans: 'Span[] 2', schemaUrl: 'string 3' }),
  Span: message({
    traceId: 'bytes 1',
    spanId: 'bytes 2',
    traceState: 'string 3',
    parentSpanId: 'bytes 4',
    flags: 'fixed32 16',
    name: 'string 5',
    kind: 'int32 6',
    startTimeUnixNano: 'fixed64 7',
    endTimeUnixNano: 'fixed64 8',
    attributes: 'KeyValue[] 9',
    droppedAttributesCount: 'uint32 10',
    events: 'Event[] 11',
    droppedEventsCount: 'uint32 12',
    links: 'Link[] 13',
    droppedLinksCount: 'uint32 14',
    status: 'Status 15',
  }),
  Event: message({
    timeUnixNano: 'fixed64 1',
    name: 'string 2',
    attributes: 'KeyValue[] 3',
    droppedAttributesCount: 'uint32 4',
  }),
  Link: message({
    traceId: 'bytes 1',
    spanId: 'bytes 2',
    traceState: 'string 3',
    attributes: 'KeyValue[] 4',
    droppedAttributesCount: 'uint32 5',
    flags: 'fixed32 6',
  }),
  Status: message({ message: 'string 2', code: 'int32 3' }),
};

/** Fields that the bridge has no use for. Its decoder steps over them without looking inside. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  InstrumentationScope: ['droppedAttributesCount'],
  Resource: ['droppedAttributesCount'],
  ResourceMetrics: ['schemaUrl'],
  ResourceLogs: ['schemaUrl'],
  ResourceSpans: ['schemaUrl'],
  Metric: ['description', 'metadata'],
  NumberDataPoint: ['startTimeUnixNano', 'exemplars'],
  LogRecord: ['severityText', 'droppedAttributesCount', 'flags'],
  Span: ['traceState', 'flags', 'droppedAttributesCount', 'events', 'droppedEventsCount', 'links', 'droppedLinksCount'],
};
const COUNTED = message({ dataPoints: 'bytes[] 1' });

/** The messages with only those fields that the bridge reads. */
function readMessages(): typeof MESSAGES {
  const reduced = Object.entries(MESSAGES).map(([name, { fields, ...rest }]) => {
    const left = Object.entries(fields).filter(([field]) => !UNREAD[name]?.includes(field));
    return [name, { ...rest, fields: Object.fromEntries(left) }] as const;
  });
  const counted = { Histogram: COUNTED, ExponentialHistogram: COUNTED, Summary: COUNTED };
  return { ...(Object.fromEntries(reduced) as unknown as typeof MESSAGES), ...counted };
}

/** Request messages of the three signals. */
function requests(messages: typeof MESSAGES) {
  const root = protobuf.Root.fromJSON({ nested: messages });
  return {
    metrics: root.lookupType('ExportMetricsServiceRequest'),
    logs: root.lookupType('ExportLogsServiceRequest'),
    traces: root.lookupType('ExportTraceServiceRequest'),
  };
}

/** Request message of each signal, decoded by a library: the yardstick of the own decoder. */
export const REQUESTS = requests(MESSAGES);

/** The same, with the fields that the bridge reads only; the others are unknown to it. */
export const READ_REQUESTS = requests(readMessages());

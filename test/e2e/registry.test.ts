import assert from 'node:assert/strict';
import type { OtlpVisitor } from '../../exporters/otlp/index.js';
import { startTelemetry, type TelemetryOptions } from '../../lib/telemetry/index.js';
import {
  attributeDescriptors,
  eventDescriptors,
  findAttribute,
  instruments,
  metricDescriptors,
  spanDescriptors,
} from '../../semconv/index.js';
import { type JsonAttribute, jsonHistograms } from '../support/json-requests.js';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.js';
import {
  assertInRegistry,
  type EmittedAttributes,
  type EmittedMetric,
  type EmittedSignals,
} from '../support/registry-check.js';
import { createRegistryCollector } from '../support/registry-collector.js';
import { playEverything } from './play-everything.js';

/**
 * Together they use every mode, both forms of updates and both encodings. The loss of a diverged client is finite where
 * it is an attribute in JSON: the official serializer has no way to write it there, and it travels as a text.
 */
const CASES = [
  { mode: 'sync', clientUpdates: 'points', protocol: 'http/protobuf', diverged: Number.NaN },
  { mode: 'semi_sync', clientUpdates: 'points', protocol: 'http/json', diverged: Number.NaN },
  { mode: 'async', clientUpdates: 'event', protocol: 'http/protobuf', diverged: Number.NaN },
  { mode: 'sync', clientUpdates: 'event', protocol: 'http/json', diverged: 1e9 },
] as const;

/** What only a resource monitor says, which depends on the machine; its own tests look at it. */
const OF_MONITORS = [
  'cpu.mode',
  'disk.io.direction',
  'hw.id',
  'hw.type',
  'system.filesystem.state',
  'system.memory.state',
];

type Mode = (typeof CASES)[number]['mode'];

describe('what the library sends over the wire', () => {
  let recorded: RecordingServer;

  beforeEach(async () => {
    recorded = await startRecordingServer();
  });
  afterEach(() => recorded.close());

  async function play(mode: Mode, diverged: number, options: TelemetryOptions): Promise<void> {
    const telemetry = await startTelemetry({ job: 'digits', endpoint: recorded.url, quiet: true, ...options });
    await playEverything({ mode }, diverged);
    const { complete, dropped } = await telemetry.shutdown();
    assert.deepEqual([complete, dropped], [true, { updates: 0, events: 0, spans: 0, logs: 0 }]);
  }

  function collected(): EmittedSignals {
    const collector = createRegistryCollector();
    recorded.replay(collector);
    return collector.signals();
  }

  for (const { mode, diverged, ...options } of CASES) {
    it(`is in the registry: ${mode}, ${options.clientUpdates}, ${options.protocol}`, async () => {
      await play(mode, diverged, options);
      assertInRegistry(collected());
      assertInRegistry({ metrics: histogramsOf(recorded) });
      checkOrigins(recorded);
    });
  }

  it('is everything that is in the registry', async () => {
    for (const { mode, diverged, ...options } of CASES) await play(mode, diverged, options);
    const { metrics = [], events = [], spans = [] } = collected();
    const seen = {
      metrics: new Set(metrics.map(({ name }) => name)),
      events: new Set(events.map(({ name }) => name)),
      spans: new Set(spans.map(({ type }) => type)),
    };
    assert.deepEqual(missing(metricDescriptors, seen.metrics), []);
    assert.deepEqual(missing(eventDescriptors, seen.events), []);
    assert.deepEqual(missing(spanDescriptors, seen.spans), []);
    const keys = new Set<string | undefined>();
    for (const { attributes, inherited } of [...metrics.flatMap(({ points }) => points), ...events, ...spans]) {
      for (const key of [...entries(attributes), ...entries(inherited)]) keys.add(findAttribute(key)?.key);
    }
    // In the form of points the client fields are metrics; as attributes they are checked in the form of events.
    assert.deepEqual(missing(attributeDescriptors, keys), OF_MONITORS);
  });

  it('has histograms with the registered buckets', async () => {
    await play('sync', Number.NaN, { protocol: 'http/json' });
    const sent = new Map(jsonHistograms(recorded.requests).map(({ name, dataPoints }) => [name, dataPoints]));
    const registered = Object.values(instruments).filter(({ instrument }) => instrument === 'histogram');
    assert.deepEqual([...sent.keys()].sort(), registered.map(({ name }) => name).sort());
    for (const { name, buckets } of registered) {
      for (const { explicitBounds } of sent.get(name) ?? []) assert.deepEqual(explicitBounds, buckets, name);
    }
  });

  it('is told apart from what is not registered', async () => {
    await play('sync', Number.NaN, { protocol: 'http/json' });
    assertInRegistry(collected());
    const wrong = {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'fl.run.id', value: { stringValue: 'r' } }] },
          scopeLogs: [
            {
              scope: { name: 'fedotel' },
              logRecords: [
                {
                  timeUnixNano: '1',
                  severityNumber: 13,
                  eventName: 'fl.round.started',
                  attributes: [
                    { key: 'fl.round.number', value: { intValue: '1' } },
                    { key: 'fl.round.colour', value: { stringValue: 'red' } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    };
    await fetch(`${recorded.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wrong),
    });
    assert.throws(() => assertInRegistry(collected()), {
      message: [
        'not as the registry says:',
        'event fl.round.started: severity number is 13, registered is 9',
        'event fl.round.started: attribute fl.round.colour is not in the registry',
      ].join('\n'),
    });
  });
});

/** Registered names that were not seen. */
function missing(descriptors: Readonly<Record<string, unknown>>, seen: ReadonlySet<string | undefined>): string[] {
  return Object.keys(descriptors).filter((name) => !seen.has(name));
}

function entries(attributes: EmittedAttributes = {}): string[] {
  return attributes instanceof Map ? [...attributes.keys()] : Object.keys(attributes);
}

/** Resources say which process and run it is, in registered words; scopes say which version of the contract. */
function checkOrigins(recorded: RecordingServer): void {
  let scopes = 0;
  const ignore = () => undefined;
  const visitor: OtlpVisitor = {
    resource(attributes) {
      for (const [key, value] of attributes) {
        if (key.startsWith('fl.')) assert.ok(findAttribute(key), `resource attribute ${key}`);
        assert.notEqual(value, '', key);
      }
      for (const key of ['service.name', 'service.instance.id', 'fl.job.name']) assert.ok(attributes.has(key), key);
    },
    scope({ name, version, schemaUrl }) {
      scopes += 1;
      assert.ok(['fedotel', 'fedotel.client', 'fedotel.relay'].includes(name), name);
      assert.deepEqual([version, schemaUrl], ['0.1.0', 'https://fedotel.dev/schemas/0.1.0'], name);
    },
    numberPoint: ignore,
    otherPoints: ignore,
    logRecord: ignore,
    span: ignore,
  };
  recorded.replay(visitor);
  assert.ok(scopes > 0);
}

/** Histograms of JSON requests with their attributes, which the bridge's decoder does not show. */
function histogramsOf(recorded: RecordingServer): EmittedMetric[] {
  return jsonHistograms(recorded.requests).map(({ name, unit, scope, dataPoints }) => ({
    name,
    unit,
    scope,
    kind: 'histogram',
    points: dataPoints.map(({ attributes }) => ({
      attributes: Object.fromEntries(attributes.map(({ key, value }: JsonAttribute) => [key, Object.values(value)[0]])),
      inherited: { 'fl.run.id': 'r' },
    })),
  }));
}

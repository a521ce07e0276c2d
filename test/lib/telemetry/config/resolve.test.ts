import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { type OptionDescriptor, telemetryOptions } from '../../../../lib/telemetry/config/options.js';
import { resolveConfig } from '../../../../lib/telemetry/config/resolve.js';
import type { TelemetryOptions } from '../../../../lib/telemetry/types.js';

/** For each option: a value in code, its variable's text, and how to read the outcome from the configuration. */
const SAMPLES: {
  [Name in keyof TelemetryOptions]-?: {
    code: NonNullable<TelemetryOptions[Name]>;
    text?: string;
    fromText?: unknown;
    byDefault: unknown;
    read: (config: ReturnType<typeof resolveConfig>) => unknown;
  };
} = {
  job: { code: 'a', text: 'b', fromText: 'b', byDefault: undefined, read: ({ job }) => job },
  endpoint: {
    code: 'http://code:1',
    text: 'http://env:2/',
    fromText: 'http://env:2/v1/logs',
    byDefault: undefined,
    read: ({ signals }) => signals.logs.endpoint?.value.replace('http://code:1/v1/logs', 'http://code:1'),
  },
  protocol: {
    code: 'http/json',
    text: 'http/json',
    fromText: 'http/json',
    byDefault: 'http/protobuf',
    read: ({ signals }) => signals.traces.protocol,
  },
  headers: {
    code: { a: '1' },
    text: 'b=x%2Cy, c = 2',
    fromText: { b: 'x,y', c: '2' },
    byDefault: {},
    read: ({ signals }) => signals.logs.headers,
  },
  timeoutSeconds: {
    code: 2,
    text: '1500',
    fromText: 1.5,
    byDefault: 10,
    read: ({ signals }) => signals.logs.timeoutSeconds,
  },
  compression: {
    code: 'gzip',
    text: 'gzip',
    fromText: 'gzip',
    byDefault: 'none',
    read: ({ signals }) => signals.logs.compression,
  },
  serviceName: {
    code: 'a',
    text: 'b',
    fromText: 'b',
    byDefault: 'fedotel',
    read: ({ resourceAttributes }) => resourceAttributes['service.name'],
  },
  resourceAttributes: {
    code: { zone: 'a' },
    text: 'zone=b%20c',
    fromText: { zone: 'b c' },
    byDefault: {},
    read: ({ resourceAttributes: { zone } }) => (zone === undefined ? {} : { zone }),
  },
  runsDir: {
    code: '/a/b',
    text: 'x/y',
    fromText: resolve('x/y'),
    byDefault: resolve('runs'),
    read: ({ runsDir }) => runsDir,
  },
  to: {
    code: ['csv'],
    text: 'map, ./mine.js',
    fromText: ['map', './mine.js'],
    byDefault: ['map'],
    read: ({ to }) => to,
  },
  page: {
    code: '[::1]:7070',
    text: ':0',
    fromText: { host: '127.0.0.1', port: 0 },
    byDefault: undefined,
    read: ({ page }) => (page?.host === '::1' ? '[::1]:7070' : page),
  },
  clientUpdates: {
    code: 'off',
    text: 'event',
    fromText: 'event',
    byDefault: 'points',
    read: ({ clientUpdates }) => clientUpdates,
  },
  metrics: {
    code: 'none',
    text: 'none',
    fromText: 'none',
    byDefault: true,
    read: ({ signals }) => (signals.metrics.enabled ? true : 'none'),
  },
  traces: {
    code: 'none',
    text: 'none',
    fromText: 'none',
    byDefault: true,
    read: ({ signals }) => (signals.traces.enabled ? true : 'none'),
  },
  logs: {
    code: 'none',
    text: 'none',
    fromText: 'none',
    byDefault: true,
    read: ({ signals }) => (signals.logs.enabled ? true : 'none'),
  },
  sampler: {
    code: 'always_on',
    text: 'traceidratio',
    fromText: 'traceidratio',
    byDefault: 'parentbased_always_on',
    read: ({ sampler }) => sampler.name,
  },
  samplerRatio: { code: 0, text: '0.25', fromText: 0.25, byDefault: 1, read: ({ sampler }) => sampler.ratio },
  metricIntervalSeconds: {
    code: 3,
    text: '60000',
    fromText: 60,
    byDefault: 15,
    read: (config) => config.metricIntervalSeconds,
  },
  exportIntervalSeconds: {
    code: 3,
    text: '0.5',
    fromText: 0.5,
    byDefault: 1,
    read: (config) => config.exportIntervalSeconds,
  },
  registerGlobals: {
    code: true,
    text: 'TRUE',
    fromText: true,
    byDefault: false,
    read: (config) => config.registerGlobals,
  },
  handleSignals: {
    code: false,
    text: 'false',
    fromText: false,
    byDefault: true,
    read: (config) => config.handleSignals,
  },
  prometheus: {
    code: { port: 8081 },
    byDefault: undefined,
    read: ({ prometheus }) => prometheus,
  },
  disabled: { code: true, text: 'true', fromText: true, byDefault: false, read: ({ disabled }) => disabled },
  quiet: { code: true, text: '1', fromText: true, byDefault: false, read: ({ quiet }) => quiet },
  log: { code: () => undefined, byDefault: 'function', read: ({ log }) => typeof log },
};

const names = Object.keys(telemetryOptions) as (keyof TelemetryOptions)[];

describe('options of startTelemetry', () => {
  it('have a sample each in this test', () => {
    assert.deepEqual(Object.keys(SAMPLES).sort(), [...names].sort());
  });

  for (const name of names) {
    const descriptor: OptionDescriptor = telemetryOptions[name];
    const sample = SAMPLES[name];

    it(`${name} has its default when nothing is given`, () => {
      assert.deepEqual(sample.read(resolveConfig({}, {})), sample.byDefault);
    });

    if (descriptor.env !== undefined) {
      const environment = { [descriptor.env]: sample.text };

      it(`${name} comes from ${descriptor.env} when no options are passed at all`, () => {
        assert.deepEqual(sample.read(resolveConfig({}, environment)), sample.fromText);
        assert.deepEqual(sample.read(resolveConfig({ [name]: undefined }, environment)), sample.fromText);
      });

      it(`${name} in code wins over ${descriptor.env}`, () => {
        const outcome = sample.read(resolveConfig({ [name]: sample.code }, environment));
        const expected = name === 'headers' ? { a: '1', b: 'x,y', c: '2' } : sample.code;
        assert.deepEqual(outcome, expected);
      });

      it(`${descriptor.env} counts as not set when it is empty`, () => {
        assert.deepEqual(sample.read(resolveConfig({}, { [descriptor.env ?? '']: ' ' })), sample.byDefault);
      });
    }
  }

  it('refuses what is not legal, naming the option or variable, the expectation and the value', () => {
    const cases: [TelemetryOptions, Record<string, string>, RegExp][] = [
      [
        {},
        { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
        /OTEL_EXPORTER_OTLP_PROTOCOL must be one of http\/protobuf, http\/json, got "grpc"\..*gRPC is not supported/,
      ],
      [{ protocol: 'grpc' as never }, {}, /option protocol must be one of .*got "grpc"/],
      [{}, { OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc' }, /OTEL_EXPORTER_OTLP_LOGS_PROTOCOL must/],
      [
        { endpoint: 'localhost:4318' },
        {},
        /option endpoint must be a URL that starts with http:\/\/ or https:\/\/, got "localhost:4318"/,
      ],
      [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense' }, /OTEL_EXPORTER_OTLP_ENDPOINT must be a URL/],
      [{ timeoutSeconds: 0 }, {}, /option timeoutSeconds must be a number greater than 0, got 0/],
      [
        {},
        { OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' },
        /OTEL_EXPORTER_OTLP_TIMEOUT must be a number greater than 0, got "soon"/,
      ],
      [{ samplerRatio: 2 }, {}, /option samplerRatio must be a number from 0 to 1, got 2/],
      [{}, { FEDOTEL_CLIENT_UPDATES: 'some' }, /FEDOTEL_CLIENT_UPDATES must be one of points, event, off/],
      [{}, { FEDOTEL_QUIET: 'maybe' }, /FEDOTEL_QUIET must be true or false, got "maybe"/],
      [{}, { OTEL_EXPORTER_OTLP_HEADERS: 'novalue' }, /OTEL_EXPORTER_OTLP_HEADERS must be key=value pairs/],
      [{ headers: { 'bad header': 'x' } }, {}, /option headers has an illegal HTTP header "bad header"/],
      [{ to: 'map' as never }, {}, /option to must be a list of texts, got "map"/],
      [{ page: 'here' }, {}, /option page must be HOST:PORT or off, got "here"/],
      [{}, { FEDOTEL_PAGE: '127.0.0.1:99999' }, /FEDOTEL_PAGE must be HOST:PORT or off, got "127.0.0.1:99999"/],
      [{ job: '' }, {}, /option job must be a text that is not empty/],
      [{ endPoint: 'x' } as never, {}, /has no option endPoint; there are job, endpoint/],
    ];
    for (const [options, environment, message] of cases) {
      assert.throws(() => resolveConfig(options, environment), message);
    }
  });

  it('never shows the value of a header', () => {
    assert.throws(
      () => resolveConfig({ headers: { authorization: 'secret\n' } }, {}),
      (error: Error) => !error.message.includes('secret'),
    );
  });

  it('takes a signal by its own variable before the general one, and its endpoint as it is', () => {
    const { signals } = resolveConfig(
      {},
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://all:4318',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://jaeger:4318/custom',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
        OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '2000',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
        OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'none',
        OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2',
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'B=3',
      },
    );
    assert.deepEqual(signals.traces.endpoint, {
      value: 'http://jaeger:4318/custom',
      source: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    });
    assert.deepEqual(signals.metrics.endpoint, {
      value: 'https://all:4318/v1/metrics',
      source: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    });
    assert.deepEqual(
      [signals.metrics.protocol, signals.traces.protocol, signals.metrics.timeoutSeconds, signals.logs.timeoutSeconds],
      ['http/json', 'http/protobuf', 2, 1],
    );
    assert.deepEqual([signals.metrics.compression, signals.logs.compression], ['gzip', 'none']);
    assert.deepEqual(
      [signals.metrics.headers, signals.logs.headers],
      [
        { a: '1', b: '2' },
        { a: '1', b: '3' },
      ],
    );
  });

  it('takes an endpoint in code for every signal, whatever the variables say', () => {
    const { signals } = resolveConfig(
      { endpoint: 'http://code/metrics-gateway/' },
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://env/x' },
    );
    assert.equal(signals.metrics.endpoint?.value, 'http://code/metrics-gateway/v1/metrics');
    assert.equal(signals.logs.endpoint?.value, 'http://code/metrics-gateway/v1/logs');
  });

  it("reads settings of a signal that is off as somebody else's", () => {
    const { signals } = resolveConfig({}, { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' });
    assert.equal(signals.traces.enabled, false);
    assert.equal(resolveConfig({}, { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).disabled, true);
  });

  it('uses our exporter from a list and leaves foreign ones alone with a warning', () => {
    assert.equal(resolveConfig({}, { OTEL_METRICS_EXPORTER: 'console, otlp' }).signals.metrics.enabled, true);
    const { signals, warnings, clientUpdates } = resolveConfig({}, { OTEL_METRICS_EXPORTER: 'console' });
    assert.equal(signals.metrics.enabled, false);
    assert.equal(clientUpdates, 'event');
    assert.deepEqual(warnings, [
      'OTEL_METRICS_EXPORTER=console is not supported (expected one of otlp, none); using none.',
    ]);
    assert.equal(resolveConfig({}, { OTEL_TRACES_SAMPLER: 'jaeger_remote' }).sampler.name, 'parentbased_always_on');
  });

  it('always names service and instance', () => {
    const name = (options: TelemetryOptions, environment = {}) =>
      resolveConfig(options, environment).resourceAttributes['service.name'];
    assert.equal(name({ job: 'digits' }), 'digits');
    assert.equal(name({ job: 'digits' }, { OTEL_RESOURCE_ATTRIBUTES: 'service.name=res' }), 'res');
    assert.equal(name({}, { OTEL_RESOURCE_ATTRIBUTES: 'service.name=res', OTEL_SERVICE_NAME: 'svc' }), 'svc');
    assert.equal(name({ resourceAttributes: { 'service.name': 'code' } }, { OTEL_SERVICE_NAME: 'svc' }), 'code');
    const first = resolveConfig({}, {}).resourceAttributes;
    const second = resolveConfig({}, {}).resourceAttributes;
    assert.notEqual(first['service.instance.id'], second['service.instance.id']);
    const given = resolveConfig({}, { OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=pod-7' }).resourceAttributes;
    assert.equal(given['service.instance.id'], 'pod-7');
  });
});

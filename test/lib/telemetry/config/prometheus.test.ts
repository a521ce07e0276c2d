import assert from 'node:assert/strict';
import { resolveConfig } from '../../../../lib/telemetry/config/resolve.js';
import type { TelemetryOptions } from '../../../../lib/telemetry/types.js';

const LISTED = { OTEL_METRICS_EXPORTER: 'otlp,prometheus' };
const ADDRESS = { OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0', OTEL_EXPORTER_PROMETHEUS_PORT: '9999' };

const perClient = undefined;

describe('address for Prometheus', () => {
  it('is none by default, also when only its parts are configured', () => {
    assert.equal(resolveConfig({}, ADDRESS).prometheus, undefined);
    assert.equal(resolveConfig({}, { OTEL_METRICS_EXPORTER: 'otlp' }).prometheus, undefined);
  });

  it('comes from code, then from the variables of the specification, then from its defaults', () => {
    const source = 'option prometheus';
    assert.deepEqual(resolveConfig({ prometheus: {} }, {}).prometheus, {
      host: '127.0.0.1',
      port: 9464,
      source,
      perClient,
    });
    assert.deepEqual(resolveConfig({ prometheus: {} }, ADDRESS).prometheus, {
      host: '0.0.0.0',
      port: 9999,
      source,
      perClient,
    });
    const prometheus = { port: 0, host: '::1' };
    assert.deepEqual(resolveConfig({ prometheus }, ADDRESS).prometheus, { host: '::1', port: 0, source, perClient });
    const empty = { OTEL_EXPORTER_PROMETHEUS_HOST: ' ', OTEL_EXPORTER_PROMETHEUS_PORT: '' };
    assert.deepEqual(resolveConfig({ prometheus: {} }, empty).prometheus, {
      host: '127.0.0.1',
      port: 9464,
      source,
      perClient,
    });
  });

  it('is there when the list of exporters has prometheus, beside OTLP or alone', () => {
    const both = resolveConfig({}, { ...LISTED, ...ADDRESS });
    assert.deepEqual(both.prometheus, { host: '0.0.0.0', port: 9999, source: 'OTEL_METRICS_EXPORTER', perClient });
    assert.equal(both.signals.metrics.enabled, true);
    const alone = resolveConfig({}, { OTEL_METRICS_EXPORTER: 'prometheus' });
    assert.equal(alone.prometheus?.port, 9464);
    assert.equal(alone.signals.metrics.enabled, false);
    assert.equal(alone.clientUpdates, 'event');
    assert.deepEqual(alone.warnings, []);
  });

  it('is none when code says where metrics go, and when telemetry is off', () => {
    assert.equal(resolveConfig({ metrics: 'none' }, LISTED).prometheus, undefined);
    assert.equal(resolveConfig({ metrics: 'none', prometheus: { port: 1 } }, LISTED).prometheus?.port, 1);
    assert.equal(resolveConfig({ disabled: true, prometheus: {} }, {}).prometheus, undefined);
  });

  it('still warns about exporters that nobody here has', () => {
    assert.equal(resolveConfig({}, { OTEL_METRICS_EXPORTER: 'console' }).warnings.length, 1);
  });

  for (const [options, environment, message] of [
    [{ prometheus: { port: 70_000 } }, {}, /option prometheus\.port must be a port from 0 to 65535, got 70000/],
    [{ prometheus: { port: 1.5 } }, {}, /option prometheus\.port must be a port/],
    [{ prometheus: { host: 'a b' } }, {}, /option prometheus\.host must be a host name or an address, got "a b"/],
    [
      { prometheus: { path: '/x' } as never },
      {},
      /option prometheus has no member path; there are host, port, perClient\./,
    ],
    [{ prometheus: 8081 as never }, {}, /option prometheus must be an object, got 8081/],
    [{}, { ...LISTED, OTEL_EXPORTER_PROMETHEUS_PORT: 'x' }, /OTEL_EXPORTER_PROMETHEUS_PORT must be a port .*got "x"/],
  ] satisfies [TelemetryOptions, Record<string, string>, RegExp][]) {
    it(`refuses ${JSON.stringify(options)} with ${JSON.stringify(environment)}`, () => {
      assert.throws(() => resolveConfig(options, environment), message);
    });
  }
});

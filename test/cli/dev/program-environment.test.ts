import assert from 'node:assert/strict';
import { programEnvironment } from '../../../cli/dev/program-environment.js';

const URL = 'http://127.0.0.1:5000';

describe('programEnvironment', () => {
  it('points every signal at the bridge, whatever was set before', () => {
    const before = {
      PATH: '/bin',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://elsewhere',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://elsewhere/v1/metrics',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=b',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
    };
    assert.deepEqual(programEnvironment(before, URL), {
      PATH: '/bin',
      OTEL_EXPORTER_OTLP_ENDPOINT: URL,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    });
  });

  const proxies: readonly (readonly [NodeJS.ProcessEnv, string])[] = [
    [{ NO_PROXY: 'a.example' }, 'a.example,127.0.0.1'],
    [{ NO_PROXY: 'upper', no_proxy: 'lower' }, 'lower,127.0.0.1'],
    [{ no_proxy: 'localhost, 127.0.0.1' }, 'localhost, 127.0.0.1'],
    [{ NO_PROXY: '*' }, '*'],
  ];
  for (const [env, expected] of proxies) {
    it(`keeps the bridge out of a proxy beside ${JSON.stringify(env)}`, () => {
      const { NO_PROXY, no_proxy } = programEnvironment(env, URL);
      assert.deepEqual([NO_PROXY, no_proxy], [expected, expected]);
    });
  }
});

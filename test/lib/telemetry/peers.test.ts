import assert from 'node:assert/strict';
import * as api from '@opentelemetry/api';
import { createCore } from '../../../lib/core/core.js';
import {
  installCommand,
  loadPeers,
  type PeerLoaders,
  type PeerName,
  peerLoaders,
} from '../../../lib/telemetry/peers.js';
import { startTelemetryIn } from '../../../lib/telemetry/surroundings.js';

/** Loaders in which some packages are not installed. */
function without(...names: PeerName[]): PeerLoaders {
  const missing = names.map(
    (name) =>
      [
        name,
        () =>
          import(`${name}-that-is-not-installed`).catch((error: Error) => {
            error.message = error.message.replace('-that-is-not-installed', '');
            throw error;
          }),
      ] as const,
  );
  return { ...peerLoaders, ...Object.fromEntries(missing) };
}

/** With API 1.10 the logs API is no package of its own. */
const names = (Object.keys(peerLoaders) as PeerName[]).filter(
  (name) => !('logs' in api) || name !== '@opentelemetry/api-logs',
);

/** Versions that fit the installed API: its logs came with 1.10, which SDK 3 needs and SDK 2 refuses. */
const [SDK, EXPORTER] = 'logs' in api ? ['3', '0.301'] : ['2', '0.223'];

describe('optional packages', () => {
  it('are all loaded when they are there', async () => {
    const peers = await loadPeers(names);
    assert.equal(typeof peers.get('@opentelemetry/sdk-trace').TracerProvider, 'function');
    assert.equal(typeof peers.get('@opentelemetry/exporter-logs-otlp-http').OTLPLogExporter, 'function');
  });

  for (const name of names) {
    it(`fails with the command that installs ${name}`, async () => {
      const json = name.endsWith('-http');
      await assert.rejects(
        startTelemetryIn(
          { environment: {}, core: createCore(), loaders: without(name) },
          {
            endpoint: 'http://127.0.0.1:1',
            protocol: json ? 'http/json' : 'http/protobuf',
            prometheus: { port: 0 },
            registerGlobals: true,
          },
        ),
        (error: Error) => {
          const experimental = name.includes('exporter') || (SDK === '2' && name.endsWith('-logs'));
          const version = experimental ? EXPORTER : SDK;
          assert.equal(error.message.split('\n').at(-1)?.trim(), `npm install ${name}@${version}`);
          return true;
        },
      );
    });
  }

  it('names all that is missing in one command', async () => {
    const absent: PeerName[] = ['@opentelemetry/sdk-trace', '@opentelemetry/exporter-logs-otlp-proto'];
    await assert.rejects(loadPeers(names, without(...absent)), (error: Error) => {
      assert.ok(error.message.endsWith(installCommand(absent)));
      return true;
    });
    assert.equal(
      installCommand(absent),
      `npm install @opentelemetry/exporter-logs-otlp-proto@${EXPORTER} @opentelemetry/sdk-trace@${SDK}`,
    );
  });

  it('asks for no package that the configuration does not need', async () => {
    const core = createCore();
    const loaders = without(
      '@opentelemetry/sdk-trace',
      '@opentelemetry/exporter-trace-otlp-proto',
      '@opentelemetry/exporter-trace-otlp-http',
      '@opentelemetry/exporter-logs-otlp-http',
      '@opentelemetry/exporter-metrics-otlp-http',
      '@opentelemetry/exporter-prometheus',
    );
    const telemetry = await startTelemetryIn(
      { environment: {}, core, loaders },
      { endpoint: 'http://127.0.0.1:1', traces: 'none', handleSignals: false, quiet: true },
    );
    await telemetry.shutdown({ timeoutSeconds: 0 });
  });

  it('tells a package that is broken from one that is missing', async () => {
    const broken = () =>
      Promise.reject(Object.assign(new Error("Cannot find package 'other'"), { code: 'ERR_MODULE_NOT_FOUND' }));
    await assert.rejects(
      loadPeers(['@opentelemetry/resources'], { ...peerLoaders, '@opentelemetry/resources': broken }),
      (error: Error) => /installed but cannot be loaded/.test(error.message) && /other/.test(String(error.cause)),
    );
  });
});

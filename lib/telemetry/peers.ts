import * as api from '@opentelemetry/api';
import type { SignalConfig } from './config/resolve.js';
import type { Signal } from './config/signal.js';

/** The optional packages and what they export. */
interface PeerModules {
  '@opentelemetry/resources': typeof import('@opentelemetry/resources');
  '@opentelemetry/sdk-metrics': typeof import('@opentelemetry/sdk-metrics');
  '@opentelemetry/sdk-trace': typeof import('@opentelemetry/sdk-trace');
  '@opentelemetry/sdk-logs': typeof import('@opentelemetry/sdk-logs');
  '@opentelemetry/api-logs': typeof import('@opentelemetry/api-logs');
  '@opentelemetry/exporter-metrics-otlp-proto': typeof import('@opentelemetry/exporter-metrics-otlp-proto');
  '@opentelemetry/exporter-metrics-otlp-http': typeof import('@opentelemetry/exporter-metrics-otlp-http');
  '@opentelemetry/exporter-trace-otlp-proto': typeof import('@opentelemetry/exporter-trace-otlp-proto');
  '@opentelemetry/exporter-trace-otlp-http': typeof import('@opentelemetry/exporter-trace-otlp-http');
  '@opentelemetry/exporter-logs-otlp-proto': typeof import('@opentelemetry/exporter-logs-otlp-proto');
  '@opentelemetry/exporter-logs-otlp-http': typeof import('@opentelemetry/exporter-logs-otlp-http');
  '@opentelemetry/exporter-prometheus': typeof import('@opentelemetry/exporter-prometheus');
}

/** Name of an optional package. */
export type PeerName = keyof PeerModules;

/** The loaders, or stand-ins of a test. */
export type PeerLoaders = { readonly [Name in PeerName]: () => Promise<unknown> };

/** The way to load each; bundlers need the names to be literal. */
export const peerLoaders: PeerLoaders = {
  '@opentelemetry/resources': () => import('@opentelemetry/resources'),
  '@opentelemetry/sdk-metrics': () => import('@opentelemetry/sdk-metrics'),
  '@opentelemetry/sdk-trace': () => import('@opentelemetry/sdk-trace'),
  '@opentelemetry/sdk-logs': () => import('@opentelemetry/sdk-logs'),
  '@opentelemetry/api-logs': () => import('@opentelemetry/api-logs'),
  '@opentelemetry/exporter-metrics-otlp-proto': () => import('@opentelemetry/exporter-metrics-otlp-proto'),
  '@opentelemetry/exporter-metrics-otlp-http': () => import('@opentelemetry/exporter-metrics-otlp-http'),
  '@opentelemetry/exporter-trace-otlp-proto': () => import('@opentelemetry/exporter-trace-otlp-proto'),
  '@opentelemetry/exporter-trace-otlp-http': () => import('@opentelemetry/exporter-trace-otlp-http'),
  '@opentelemetry/exporter-logs-otlp-proto': () => import('@opentelemetry/exporter-logs-otlp-proto'),
  '@opentelemetry/exporter-logs-otlp-http': () => import('@opentelemetry/exporter-logs-otlp-http'),
  '@opentelemetry/exporter-prometheus': () => import('@opentelemetry/exporter-prometheus'),
};

/** The packages that were loaded; asking for another one is a programming error. */
export interface Peers {
  get<Name extends PeerName>(name: Name): PeerModules[Name];
}

/** Package of the exporter of a signal in an encoding. */
export function exporterPackage(signal: Signal, protocol: SignalConfig['protocol']): PeerName {
  const encoding = protocol === 'http/json' ? 'http' : 'proto';
  return `@opentelemetry/exporter-${signal === 'traces' ? 'trace' : signal}-otlp-${encoding}`;
}

/**
 * Loads the packages that the configuration needs.
 *
 * @throws Error with the one command that installs everything that is missing
 */
export async function loadPeers(names: readonly PeerName[], loaders: PeerLoaders = peerLoaders): Promise<Peers> {
  const modules = new Map<PeerName, unknown>();
  const missing: PeerName[] = [];
  for (const name of new Set(names)) {
    try {
      modules.set(name, await loaders[name]());
    } catch (error) {
      if (!isMissing(error, name)) {
        throw new Error(`fedotel: ${name} is installed but cannot be loaded.`, { cause: error });
      }
      missing.push(name);
    }
  }
  if (missing.length > 0) {
    throw new Error(
      `fedotel: startTelemetry needs packages that are not installed. Run:\n  ${installCommand(missing)}`,
    );
  }
  return {
    get(name) {
      const module = modules.get(name);
      if (module === undefined) {
        throw new Error(`fedotel: ${name} was not loaded.`);
      }
      return module as PeerModules[typeof name];
    },
  };
}

/** Packages of the generation that fits the installed API: the peer ranges of SDK 2 and 3 exclude each other's API. */
export function installCommand(missing: readonly PeerName[]): string {
  const third = 'logs' in api;
  const versioned = missing.map((name) => {
    const exporter = name.includes('/exporter-');
    // Packages about logs were experimental, with the numbers of the exporters, until SDK 3.
    const experimental = exporter || name.endsWith('-logs');
    return `${name}@${third ? (exporter ? '0.301' : '3') : experimental ? '0.223' : '2'}`;
  });
  return `npm install ${versioned.sort().join(' ')}`;
}

/** A package of its own that is missing inside an installed one is another fault, with another cure. */
function isMissing(error: unknown, name: string): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return (
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') &&
    error instanceof Error &&
    error.message.includes(`'${name}'`)
  );
}

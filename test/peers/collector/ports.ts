import { freePort } from '../../support/bridge-process.js';

/** A port for each listener of a Collector. */
export interface CollectorPorts {
  readonly grpc: number;
  readonly http: number;
  readonly prometheus: number;
  readonly health: number;
  readonly ownMetrics: number;
  /** The receivers in front of the queues on disk. */
  readonly storeMetrics: number;
  readonly storeTraces: number;
  readonly storeLogs: number;
}

/**
 * Free ports, all different. No connection of somebody else gets one of them by chance, also not while the Collector is
 * away between two starts on the same ports.
 */
export async function collectorPorts(): Promise<CollectorPorts> {
  return {
    grpc: await freePort(),
    http: await freePort(),
    prometheus: await freePort(),
    health: await freePort(),
    ownMetrics: await freePort(),
    storeMetrics: await freePort(),
    storeTraces: await freePort(),
    storeLogs: await freePort(),
  };
}

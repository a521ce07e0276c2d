import { createServer } from 'node:net';

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

/** Ports that were free a moment ago, all different: each is held until all are known. */
export async function collectorPorts(): Promise<CollectorPorts> {
  const servers = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const [grpc = 0, http = 0, prometheus = 0, health = 0, ownMetrics = 0, ...stores] = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [storeMetrics = 0, storeTraces = 0, storeLogs = 0] = stores;
  return { grpc, http, prometheus, health, ownMetrics, storeMetrics, storeTraces, storeLogs };
}

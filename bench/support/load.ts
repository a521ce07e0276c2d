import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** What a load came to. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Seconds from sending a request to its answer, sorted. */
  readonly latencies: readonly number[];
}

/** How requests are sent. */
export interface LoadOptions {
  /** Base URL of an OTLP/HTTP receiver. */
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly body: () => Uint8Array;
  /** Requests a second, all connections together; without it each connection sends as soon as it has its answer. */
  readonly rate?: number | undefined;
}

/** Sends requests for some time. @throws Error when one is answered with anything but 200 */
export async function load({ url, connections, seconds, body, rate }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  let due = start;
  const connection = async () => {
    for (;;) {
      // The time at which a request was due counts, not when its turn came: a slow answer delays the next ones too.
      let from = performance.now();
      if (rate !== undefined) {
        from = due;
        due += 1000 / rate;
        if (from > performance.now()) await delay(from - performance.now());
      }
      if (from > end) return;
      await post(`${url}/v1/metrics`, agent, body());
      latencies.push((performance.now() - from) / 1000);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return {
    requests: latencies.length,
    seconds: (performance.now() - start) / 1000,
    latencies: latencies.sort((a, b) => a - b),
  };
}

/** Sends a body and waits for the answer. @throws Error unless it is 200 */
export function post(url: string, agent: Agent, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Length': body.length };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`)),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

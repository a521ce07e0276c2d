import { Agent, request } from 'node:http';
import type { MlflowMetric } from '../../../exporters/mlflow/api/index.js';

/** MLflow takes so many metrics in a request. */
const BATCH = 1000;

/** A run of a bare loop. */
export interface BareRun {
  /** Sends the next points, a full request. @returns seconds; `undefined` when there are no more */
  next(): Promise<number | undefined>;
  close(): void;
}

/**
 * What one would write who has all points in memory: full requests one after the other, over one connection, to a new run
 * of an experiment of this name.
 */
export async function startBareRun(url: string, experiment: string, points: readonly MlflowMetric[]): Promise<BareRun> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (path: string, body: object) => post(`${url}/api/2.0/mlflow/${path}`, agent, JSON.stringify(body));
  const { experiment_id } = await call('experiments/create', { name: experiment });
  const { run } = (await call('runs/create', { experiment_id, start_time: Date.now() })) as unknown as CreatedRun;
  let sent = 0;
  return {
    async next() {
      if (sent >= points.length) return undefined;
      const start = performance.now();
      await call('runs/log-batch', { run_id: run.info.run_id, metrics: points.slice(sent, sent + BATCH) });
      sent += BATCH;
      return (performance.now() - start) / 1000;
    },
    close: () => agent.destroy(),
  };
}

/** A bare loop to its end. @returns seconds, without those for making the run */
export async function runBareLoop(url: string, experiment: string, points: readonly MlflowMetric[]): Promise<number> {
  const run = await startBareRun(url, experiment, points);
  try {
    let sum = 0;
    for (let seconds = await run.next(); seconds !== undefined; seconds = await run.next()) sum += seconds;
    return sum;
  } finally {
    run.close();
  }
}

/** The same points so that a request of them costs MLflow least: few keys each, and of a key the latest point first. */
export function inBestOrder(points: readonly MlflowMetric[]): readonly MlflowMetric[] {
  const ordered = [...points].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const requests: MlflowMetric[][] = [];
  for (let from = 0; from < ordered.length; from += BATCH) requests.push(ordered.slice(from, from + BATCH).reverse());
  return requests.flat();
}

interface CreatedRun {
  readonly run: { readonly info: { readonly run_id: string } };
}

function post(url: string, agent: Agent, body: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text) as Readonly<Record<string, unknown>>);
        else reject(new Error(`${url}: ${response.statusCode} ${text}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

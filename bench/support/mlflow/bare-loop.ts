import { Agent, request } from 'node:http';
import type { MlflowMetric } from '../../../exporters/mlflow/api/index.js';

/** MLflow takes so many metrics in a request. */
const BATCH = 1000;

/**
 * What one would write who has all points in memory: full requests one after the other, over one connection.
 *
 * @returns logs points to a new run of an experiment of this name, and tells the seconds without those for making the run
 */
export function createBareLoop(url: string): (experiment: string, points: readonly MlflowMetric[]) => Promise<number> {
  return async (experiment, points) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const call = (path: string, body: object) => post(`${url}/api/2.0/mlflow/${path}`, agent, JSON.stringify(body));
    try {
      const { experiment_id } = await call('experiments/create', { name: experiment });
      const { run } = (await call('runs/create', { experiment_id, start_time: Date.now() })) as unknown as CreatedRun;
      const start = performance.now();
      for (let from = 0; from < points.length; from += BATCH) {
        await call('runs/log-batch', { run_id: run.info.run_id, metrics: points.slice(from, from + BATCH) });
      }
      return (performance.now() - start) / 1000;
    } finally {
      agent.destroy();
    }
  };
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

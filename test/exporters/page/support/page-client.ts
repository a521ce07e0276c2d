import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { RunDocument, RunListEntry } from '../../../../exporters/page/types.js';
import { until } from '../../../support/until.js';

/** A whole answer. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks for one path, exactly as it is written. */
export function ask(base: string, path: string, options: RequestOptions = {}): Promise<PageAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: hostname, port, path, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** A whole list of runs, with the answer that it came in. */
export interface ListAnswer extends PageAnswer {
  readonly runs: readonly RunListEntry[];
}

/** Asks for the list of runs until all of it is read: a server on a slow machine answers with what it has so far. */
export async function askRuns(base: string, path = '/api/runs', options: RequestOptions = {}): Promise<ListAnswer> {
  let answer: PageAnswer | undefined;
  let list: { readonly runs: readonly RunListEntry[]; readonly pending?: number } = { runs: [] };
  await until('all runs are read', async () => {
    answer = await ask(base, path, options);
    list = JSON.parse(answer.text);
    return list.pending === undefined;
  });
  if (answer === undefined) throw new Error('there was no answer');
  return { ...answer, runs: list.runs };
}

/** The document of a run. @throws SyntaxError when the answer is none */
export async function askDocument(base: string, stem: string): Promise<RunDocument> {
  const { text } = await ask(base, `/api/runs/${encodeURIComponent(stem)}`, { headers: { 'accept-encoding': 'gzip' } });
  return JSON.parse(text) as RunDocument;
}

import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { RunDocument } from '../../../../exporters/page/types.js';

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

/** The document of a run. @throws SyntaxError when the answer is none */
export async function askDocument(base: string, stem: string): Promise<RunDocument> {
  const { text } = await ask(base, `/api/runs/${encodeURIComponent(stem)}`, { headers: { 'accept-encoding': 'gzip' } });
  return JSON.parse(text) as RunDocument;
}

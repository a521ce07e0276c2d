import type { IncomingMessage, ServerResponse } from 'node:http';
import { type NoList, type RunFiles, sendFile } from '../files/index.js';
import { send, sendMessage } from './answer.js';
import type { Route } from './routes.js';

/** Files that are sent at once; further ones are asked to wait. */
const MAX_SENDING = 8;
/** Seconds after which who found no room may come again. */
const RETRY_SECONDS = '5';

/** What is answered here. */
export type FileRoute = Extract<Route, { readonly kind: 'run-journal' | 'run-files' | 'run-file' }>;

/** Answers requests for run files and what runs registered. */
export class FileAnswers {
  readonly #files: RunFiles;
  #sending = 0;

  constructor(files: RunFiles) {
    this.#files = files;
  }

  /** Answers a request that was admitted. @throws Error (system error) when a file cannot be read */
  async answer(route: FileRoute, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (route.kind === 'run-files') {
      const found = await this.#files.list(route.stem);
      if (found.kind !== 'ok') return refuse(found, request, response);
      const headers = { 'Cache-Control': 'no-store' };
      const body = JSON.stringify(found.list);
      return send(request, response, { status: 200, type: 'application/json', body, headers });
    }
    if (this.#sending >= MAX_SENDING) {
      return refuse({ kind: 'busy', reason: 'too many files are being sent' }, request, response);
    }
    this.#sending += 1;
    try {
      const found =
        route.kind === 'run-journal'
          ? await this.#files.journal(route.stem)
          : await this.#files.file(route.stem, route.id);
      if (found.kind !== 'ok') return await refuse(found, request, response);
      return await sendFile(request, response, found.path);
    } finally {
      this.#sending -= 1;
    }
  }
}

function refuse(absence: NoList, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return absence.kind === 'missing'
    ? sendMessage(request, response, 404, 'there is no such file')
    : sendMessage(request, response, 503, absence.reason, { 'Retry-After': RETRY_SECONDS });
}

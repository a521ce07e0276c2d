import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { ClientsFrame, LoggedFrame, RoundFrame, RunDocument, RunFrame } from '../../../../exporters/page/types.js';

/** One server-sent event, as a browser would give it. */
export interface StreamEvent {
  readonly kind: string;
  readonly data: string;
  /** Id of the last event that had one. */
  readonly id: string;
}

/** A connection to a stream of events. */
export interface EventStream {
  /** Events so far. */
  readonly events: readonly StreamEvent[];
  /** Everything that came, comments included. */
  text(): string;
  readonly status: number;
  readonly response: IncomingMessage;
  /** Resolves when the other side has ended the connection. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a stream. @param headers for instance `last-event-id` */
export function openStream(
  base: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = httpRequest({ host: hostname, port, path, headers, agent: false }, (response) => {
      const events: StreamEvent[] = [];
      let text = '';
      let read = 0;
      let id = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        for (let end = text.indexOf('\n\n', read); end !== -1; end = text.indexOf('\n\n', read)) {
          const fields = new Map(
            text
              .slice(read, end)
              .split('\n')
              .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
          );
          read = end + 2;
          id = fields.get('id') ?? id;
          const data = fields.get('data');
          if (data !== undefined) events.push({ kind: fields.get('event') ?? 'message', data, id });
        }
      });
      response.on('error', () => undefined);
      const ended = new Promise<void>((done) => response.once('close', done));
      const status = response.statusCode ?? 0;
      resolve({ events, status, response, ended, text: () => text, close: () => outgoing.destroy() });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** A page: a document that events bring up to date, and where it stands. */
export class TestPage {
  document: RunDocument;
  resets = 0;
  /** Place in the journal that the page would say if it connected again. */
  sequence: number;

  constructor(document: RunDocument) {
    this.document = document;
    this.sequence = document.sequence;
  }

  /** Applies an event as the page does. */
  apply({ kind, data, id }: StreamEvent): void {
    const frame: unknown = JSON.parse(data);
    const { clients, rounds } = this.document;
    if (kind === 'run') this.document = { ...this.document, run: frame as RunFrame };
    if (kind === 'round') {
      const round = frame as RoundFrame;
      const others = rounds.filter((known) => known.round !== round.round);
      this.document = { ...this.document, rounds: [...others, round].sort((a, b) => a.round - b.round) };
    }
    if (kind === 'clients') {
      const { from, clients: changed } = frame as ClientsFrame;
      const list = [...clients.slice(0, from), ...changed, ...clients.slice(from + changed.length)];
      this.document = { ...this.document, clients: list };
    }
    if (kind === 'logged') this.document = { ...this.document, logged: frame as LoggedFrame };
    if (kind === 'reset') this.resets += 1;
    if (id !== '') this.sequence = Number(id);
    this.document = { ...this.document, sequence: this.sequence };
  }
}

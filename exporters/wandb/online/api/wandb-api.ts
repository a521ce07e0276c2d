import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { VERSION } from '../../../bridge/version.js';
import { oneLine } from '../../../http/one-line.js';
import { reasonOf } from '../../../sink-parts/index.js';
import type { WandbSettings } from '../../settings/types.js';
import { judge, messageOf } from '../http/judge.js';
import { createPace } from '../http/pace.js';
import { createTransport } from '../http/transport.js';
import type { HttpRequest, Transport } from '../http/types.js';
import type { WandbResult } from '../result.js';
import { documents, type OperationName } from './documents.js';
import { type AnswerReader, readAnswer } from './read.js';

/** A file to send: in memory, or a path that is read while it is sent. */
export type FileSource = { readonly path: string } | { readonly contents: Uint8Array };

/** W&B over HTTP: GraphQL, the stream of a run, storage. */
export interface WandbApi {
  /** Address of the server, without credentials. */
  readonly baseUrl: string;
  /**
   * Asks GraphQL and reads the answer's `data`.
   * @param read may throw for what is not as expected: then the answer is not W&B's, and is asked for again
   */
  ask<T>(operation: OperationName, variables: object, read: (data: AnswerReader) => T): Promise<WandbResult<T>>;
  /**
   * Posts to the stream of a run.
   * @param path `/files/…/file_stream`
   * @returns whether the user has pressed Stop in the page
   */
  post(path: string, body: string): Promise<WandbResult<{ readonly stopped: boolean }>>;
  /**
   * Puts a file where the server said. Only the headers go there that it asked for, and never the key.
   * @param headers `name:value`
   */
  put(url: string, headers: readonly string[], source: FileSource, what: string): Promise<WandbResult<undefined>>;
  /** Ends what is under way. */
  close(): void;
}

/** A stream of rows may take so much longer than other requests (180 s in W&B's client, where those have 30). */
const STREAM_TIMES = 3;

/** Connects to the server that the settings name. */
export function createWandbApi(settings: WandbSettings): WandbApi {
  return new HttpApi(settings);
}

class HttpApi implements WandbApi {
  readonly baseUrl: string;
  readonly #transport: Transport;
  readonly #pace = createPace();
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutSeconds: number;
  readonly #where: string;

  constructor({ baseUrl, authorization, proxies, timeoutSeconds }: WandbSettings) {
    this.#transport = createTransport(proxies());
    this.baseUrl = baseUrl;
    this.#timeoutSeconds = timeoutSeconds;
    this.#where = `W&B at ${baseUrl}`;
    const value = authorization();
    this.#headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': `fedotel/${VERSION}`,
      ...(value === undefined ? {} : { authorization: value }),
    };
  }

  async ask<T>(operation: OperationName, variables: object, read: (data: AnswerReader) => T): Promise<WandbResult<T>> {
    const body = JSON.stringify({ query: documents[operation], variables, operationName: operation });
    const where = `${this.#where}, ${operation}`;
    const answer = await this.#call('/graphql', body, this.#timeoutSeconds, where);
    if (answer.kind !== 'ok') return answer;
    const { errors, data } = answer.value as { readonly errors?: unknown; readonly data?: unknown };
    if (Array.isArray(errors) && errors.length > 0) {
      return { kind: 'refused', reason: `${where}: ${oneLine(messageOf(errors[0]), 200) || 'an error'}` };
    }
    try {
      return { kind: 'ok', value: read(readAnswer(data)) };
    } catch (error) {
      return notWandb(where, reasonOf(error));
    }
  }

  async post(path: string, body: string): Promise<WandbResult<{ readonly stopped: boolean }>> {
    const where = `${this.#where}, file_stream`;
    const answer = await this.#call(path, body, this.#timeoutSeconds * STREAM_TIMES, where);
    if (answer.kind !== 'ok') return answer;
    return { kind: 'ok', value: { stopped: readAnswer(answer.value).at('stopped').isTrue } };
  }

  async put(
    url: string,
    headers: readonly string[],
    source: FileSource,
    what: string,
  ): Promise<WandbResult<undefined>> {
    if (!URL.canParse(url, this.baseUrl)) return { kind: 'refused', reason: `${what}: its address cannot be read` };
    const body = await bodyOf(source);
    if ('kind' in body) return { kind: 'refused', reason: `${what}: ${body.reason}` };
    const outcome = await this.#transport.send({
      method: 'PUT',
      url: new URL(url, this.baseUrl),
      headers: Object.fromEntries(headers.map(headerOf)),
      body,
      timeoutSeconds: this.#timeoutSeconds * STREAM_TIMES,
    });
    const where = `${what} at ${new URL(url, this.baseUrl).host}`;
    const judged = judge(outcome, where);
    if (judged.kind !== 'ok') return judged;
    // Storage answers with nothing, or with XML; a page is of something in front of it.
    const isPage = outcome.kind === 'answer' && /html/.test(outcome.headers['content-type'] ?? '');
    return isPage && judged.value.length > 0 ? notWandb(where, 'a page') : { kind: 'ok', value: undefined };
  }

  close(): void {
    this.#transport.close();
  }

  async #call(path: string, body: string, timeoutSeconds: number, where: string): Promise<WandbResult<object>> {
    const wait = this.#pace.waitMillis();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const outcome = await this.#transport.send({
      method: 'POST',
      url: new URL(`${this.baseUrl}${path}`),
      headers: this.#headers,
      body: Buffer.from(body),
      timeoutSeconds,
    });
    if (outcome.kind === 'answer') this.#pace.see(outcome);
    const judged = judge(outcome, where);
    if (judged.kind !== 'ok') return judged;
    try {
      const parsed: unknown = JSON.parse(judged.value.toString());
      if (typeof parsed === 'object' && parsed !== null) return { kind: 'ok', value: parsed };
    } catch {
      // A page, as of a sign-in: not W&B's.
    }
    return notWandb(where, 'no JSON');
  }
}

/** Something in front of W&B may answer in its place for a while. */
function notWandb(where: string, what: string): WandbResult<never> {
  return { kind: 'retry', unsure: true, reason: `${where}: the answer is not W&B’s (${oneLine(what, 100)})` };
}

function headerOf(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':');
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

async function bodyOf(
  source: FileSource,
): Promise<HttpRequest['body'] | { readonly kind: 'missing'; readonly reason: string }> {
  if ('contents' in source) return source.contents;
  try {
    const { size } = await stat(source.path);
    return { stream: createReadStream(source.path, { end: Math.max(0, size - 1) }), sizeBytes: size };
  } catch (error) {
    return { kind: 'missing', reason: reasonOf(error) };
  }
}

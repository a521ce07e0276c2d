import { oneLine } from '../../http/one-line.js';
import { reasonOf } from '../../sink-parts/index.js';
import { type Json, objectOf } from './decode.js';
import { failureOf } from './failure.js';
import type { HttpOutcome, HttpRequest, Transport } from './http/types.js';
import { isCrash, refusalOf } from './refusal.js';
import type { MlflowReject, MlflowResult, MlflowRetry } from './types.js';

/** Where the endpoints are, below the tracking URI. */
export const REST = '/api/2.0/mlflow';

/** Values of a query; what is `undefined` is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Makes requests and judges their answers. */
export interface Caller {
  /**
   * Asks, and reads the answer's JSON.
   * @param path below the tracking URI
   */
  get<T>(path: string, query: Query, decode: (json: Json) => T): Promise<MlflowResult<T>>;
  /**
   * Sends JSON. What is answered twice with an HTML 500 while `probe` works is refused as `unreadable`, because the
   * server cannot digest it; without a probe it is retried.
   */
  post<T>(
    path: string,
    body: Json,
    decode: (json: Json) => T,
    probe?: () => Promise<MlflowResult<unknown>>,
  ): Promise<MlflowResult<T>>;
  /** Sends a request whose answer's body means nothing. */
  send(request: HttpRequest): Promise<MlflowResult<undefined>>;
  /** Reads an answer that is a plain text. */
  text(path: string): Promise<MlflowResult<string>>;
}

/** @param where the server's address for messages, without credentials */
export function createCaller(transport: Transport, where: string): Caller {
  function judged(outcome: HttpOutcome): MlflowResult<Buffer> {
    if (outcome.kind === 'failed') return failureOf(outcome, where);
    const fine = outcome.status >= 200 && outcome.status < 300;
    return fine ? { kind: 'ok', value: outcome.body } : refusalOf(outcome, where);
  }
  function decoded<T>(result: MlflowResult<Buffer>, decode: (json: Json) => T): MlflowResult<T> {
    if (result.kind !== 'ok') return result;
    try {
      return { kind: 'ok', value: decode(objectOf(JSON.parse(result.value.toString()), 'an object')) };
    } catch (error) {
      return notMlflow(where, reasonOf(error));
    }
  }
  return {
    async get(path, query, decode) {
      return decoded(judged(await transport.send({ method: 'GET', path: withQuery(path, query) })), decode);
    },
    async post(path, body, decode, probe) {
      const request: HttpRequest = { method: 'POST', path, body: { json: JSON.stringify(body) } };
      const first = await transport.send(request);
      if (probe === undefined || first.kind === 'failed' || !isCrash(first)) return decoded(judged(first), decode);
      const second = await transport.send(request);
      if (second.kind === 'failed' || !isCrash(second)) return decoded(judged(second), decode);
      return (await probe()).kind === 'ok' ? unreadable(where) : crashed(where);
    },
    async send(request) {
      const result = judged(await transport.send(request));
      return result.kind === 'ok' ? { kind: 'ok', value: undefined } : result;
    },
    async text(path) {
      const result = judged(await transport.send({ method: 'GET', path }));
      return result.kind === 'ok' ? { kind: 'ok', value: result.value.subarray(0, 1000).toString().trim() } : result;
    },
  };
}

/** Adds values to a path. */
export function withQuery(path: string, query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** An answer of success that MLflow does not give: a sign-in page, for instance. */
export function notMlflow(where: string, what: string): MlflowReject {
  const reason = `MLflow at ${where}: the answer is not that of an MLflow tracking server (${oneLine(what, 100)})`;
  return { kind: 'reject', code: 'not_mlflow', scope: 'server', reason };
}

function unreadable(where: string): MlflowReject {
  const reason = `MLflow at ${where}: broke down over this request twice (500), and takes others`;
  return { kind: 'reject', code: 'unreadable', scope: 'request', reason };
}

function crashed(where: string): MlflowRetry {
  return { kind: 'retry', unsure: true, reason: `MLflow at ${where}: breaks down over every request (500)` };
}

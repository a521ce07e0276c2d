import { oneLine } from '../../http/one-line.js';
import { retryAfterSeconds } from '../../http/retry-after.js';
import type { HttpOutcome } from './http/types.js';
import type { MlflowRefusal, MlflowRefusalScope, MlflowReject, MlflowRetry } from './types.js';

/** Characters of an error's message that are looked at; an answer may have millions. */
const MAX_MESSAGE = 4096;
/** Longest error code. MLflow's have some thirty characters. */
const MAX_CODE = 100;

/** A whole answer. */
export type Answer = Extract<HttpOutcome, { kind: 'answer' }>;

/** Body of MLflow's errors: `error_code` says what it is, the HTTP status often does not (a duplicate is 400). */
interface ErrorBody {
  readonly code: string;
  readonly message: string;
}

/**
 * What an answer other than success means.
 *
 * @param where the server's address, without credentials
 */
export function refusalOf(answer: Answer, where: string): MlflowRetry | MlflowReject {
  const error = readError(answer);
  const said = error === undefined ? plainText(answer) : `${error.code}: ${oneLine(withoutStatement(error.message))}`;
  const reason = `MLflow at ${where}: ${answer.status}${said === '' ? '' : ` ${said}`}`;
  const reject = (code: MlflowRefusal, scope: MlflowRefusalScope, advice = ''): MlflowReject => ({
    kind: 'reject',
    reason: advice === '' ? reason : `${reason}; ${advice}`,
    code,
    scope,
  });
  const { status } = answer;
  if (status === 401) return reject('unauthorized', 'server', CREDENTIALS);
  if (status >= 300 && status < 400) return reject('not_mlflow', 'server', redirectAdvice(answer.location));
  if (error?.code === 'FEATURE_DISABLED') return reject('workspace_refused', 'server', 'unset MLFLOW_WORKSPACE');
  if (status === 403) return forbidden(said, error, reject);
  if (status === 413) return reject('too_large', 'request');
  if (RETRIED.has(status)) return retryOf(answer, error, reason);
  if (error === undefined) return withoutCode(status, reject);
  return byCode(error, reject);
}

type RejectWith = (code: MlflowRefusal, scope: MlflowRefusalScope, advice?: string) => MlflowReject;

/** As MLflow's own client, and 425. A 500 without an `error_code` is retried too; who sends the request counts those. */
const RETRIED: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

const CREDENTIALS =
  'expected MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (or MLFLOW_TRACKING_TOKEN) that the server knows';

/** Whether a server could not digest a request, or broke down over it: an HTML 500, unlike its JSON errors. */
export function isCrash(answer: Answer): boolean {
  return answer.status === 500 && readError(answer) === undefined;
}

function retryOf(answer: Answer, error: ErrorBody | undefined, reason: string): MlflowRetry {
  const afterSeconds = retryAfterSeconds(answer.retryAfter, Date.now());
  // Told no (too many requests, the database is locked): rolled back. A gateway's answer says nothing of the server's.
  const told = answer.status === 429 || answer.status === 425 || (answer.status === 503 && error !== undefined);
  return { kind: 'retry', reason, unsure: !told, ...(afterSeconds === undefined ? {} : { afterSeconds }) };
}

function forbidden(said: string, error: ErrorBody | undefined, reject: RejectWith): MlflowReject {
  if (error === undefined && /host header|dns rebinding/i.test(said)) {
    return reject(
      'host_refused',
      'server',
      'start it with --allowed-hosts and the name it is called by, port included',
    );
  }
  return reject('forbidden', 'run', 'the user may not write there');
}

/** Answers of something before MLflow, or of something else. */
function withoutCode(status: number, reject: RejectWith): MlflowReject {
  return status === 400 || status === 422
    ? reject('invalid', 'request')
    : reject('not_mlflow', 'server', 'expected an MLflow tracking server; is a path missing in MLFLOW_TRACKING_URI?');
}

function byCode({ code, message }: ErrorBody, reject: RejectWith): MlflowReject {
  switch (code) {
    case 'RESOURCE_ALREADY_EXISTS':
      return reject('exists', 'request');
    case 'RESOURCE_DOES_NOT_EXIST':
    case 'NOT_FOUND':
      return reject('not_found', /\brun\b/i.test(message) ? 'run' : 'request');
    case 'UNAUTHENTICATED':
      return reject('unauthorized', 'server', CREDENTIALS);
    case 'PERMISSION_DENIED':
      return reject('forbidden', 'run', 'the user may not write there');
    case 'ENDPOINT_NOT_FOUND':
      return reject('not_mlflow', 'server', 'the server is too old, or its path is another one');
  }
  if (/experiment .*must be in the 'active' state/is.test(message)) {
    return reject('experiment_deleted', 'run', 'restore it in MLflow, or name another with MLFLOW_EXPERIMENT_NAME');
  }
  if (/run .*must be in the 'active' state/is.test(message)) {
    return reject('run_deleted', 'run', 'restore it in MLflow to go on');
  }
  if (/changing param values is not allowed/i.test(message)) return reject('param_conflict', 'request');
  return reject('invalid', 'request');
}

function readError({ mediaType, body }: Answer): ErrorBody | undefined {
  if (mediaType !== 'application/json') return undefined;
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed !== 'object' || parsed === null || !('error_code' in parsed)) return undefined;
    // Old servers and some plug-ins say the code as a number.
    const code = oneLine(String(parsed.error_code), MAX_CODE);
    return { code, message: 'message' in parsed ? String(parsed.message).slice(0, MAX_MESSAGE) : '' };
  } catch {
    return undefined;
  }
}

/** Messages of databases go on with the statement, its values and a link. */
function withoutStatement(message: string): string {
  return message.replace(/(\[SQL:|\(Background on this error).*$/s, '');
}

/** The first words of a text; of a page, nothing. */
function plainText({ mediaType, body }: Answer): string {
  return mediaType === 'text/plain' || mediaType === 'application/json'
    ? oneLine(body.subarray(0, 400).toString(), 200)
    : '';
}

function redirectAdvice(location: string | undefined): string {
  if (location === undefined) return 'expected an MLflow tracking server';
  const target = URL.canParse(location) ? new URL(location).origin : 'another path';
  return `it sends us to ${target}: if that is MLflow, set MLFLOW_TRACKING_URI to it`;
}

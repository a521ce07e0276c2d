import { isUntrusted, noAnswerWords } from '../../http/no-answer.js';
import { oneLine } from '../../http/one-line.js';
import type { HttpOutcome } from './http/types.js';
import type { MlflowReject, MlflowRetry } from './types.js';

/** A request without a whole answer. */
type Failed = Extract<HttpOutcome, { kind: 'failed' }>;

/**
 * What a request means that got no whole answer.
 *
 * @param where the server's address, without credentials
 */
export function failureOf(failed: Failed, where: string): MlflowRetry | MlflowReject {
  const { code, message, reached } = failed;
  if (code === 'BODY') {
    return { kind: 'reject', code: 'file', scope: 'request', reason: `the file cannot be read: ${oneLine(message)}` };
  }
  if (code === 'TOO_LARGE') {
    const reason = `MLflow at ${where}: ${message}; ask for less at a time`;
    return { kind: 'reject', code: 'too_large', scope: 'request', reason };
  }
  if (!reached && code === 'EPROTO') {
    const reason = `MLflow at ${where}: expected TLS, got something else; is it an http:// address?`;
    return { kind: 'reject', code: 'not_mlflow', scope: 'server', reason };
  }
  if (isUntrusted(failed)) {
    const advice = 'MLFLOW_TRACKING_SERVER_CERT_PATH names what to trust';
    const reason = `MLflow at ${where}: its certificate is not trusted (${code}); ${advice}`;
    return { kind: 'reject', code: 'certificate', scope: 'server', reason };
  }
  return { kind: 'retry', reason: `MLflow at ${where}: ${noAnswerWords(failed)}`, unsure: reached };
}

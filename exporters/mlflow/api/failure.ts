import type { HttpOutcome } from './http/types.js';
import type { MlflowReject, MlflowRetry } from './types.js';

/** A request without a whole answer. */
type Failed = Extract<HttpOutcome, { kind: 'failed' }>;

/** Codes of OpenSSL and Node.js for certificates that are not trusted, whatever is tried how often. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|ERR_TLS|ERR_OSSL|ERR_SSL/;

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
  if (!reached && CERTIFICATE.test(code)) {
    const advice = 'MLFLOW_TRACKING_SERVER_CERT_PATH names what to trust';
    const reason = `MLflow at ${where}: its certificate is not trusted (${code}); ${advice}`;
    return { kind: 'reject', code: 'certificate', scope: 'server', reason };
  }
  return { kind: 'retry', reason: `MLflow at ${where}: ${wordsOf(failed)}`, unsure: reached };
}

function wordsOf({ code, message, reached }: Failed): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there (connection refused)',
    ENOTFOUND: 'the name is not known',
    EAI_AGAIN: 'the name cannot be looked up now',
    EHOSTUNREACH: 'no way there',
    ENETUNREACH: 'no way there',
    TIMEOUT: reached ? message : `no connection, ${message}`,
  };
  return known[code] ?? `${reached ? 'the connection broke' : 'no connection'} (${oneLine(code)})`;
}

/** Bounded, control characters gone. */
export function oneLine(text: string, most = 300): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

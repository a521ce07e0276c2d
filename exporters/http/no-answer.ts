import { oneLine } from './one-line.js';

/** A request that got no whole answer. */
export interface NoAnswer {
  /** Of the system, of Node.js, or of ours: `TIMEOUT`, `TOO_LARGE`. */
  readonly code: string;
  readonly message: string;
  /** There was a connection: the server may have done what was asked. */
  readonly reached: boolean;
}

/** Codes of OpenSSL and Node.js for certificates that are not trusted, whatever is tried how often. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|ERR_TLS|ERR_OSSL|ERR_SSL/;

/** Whether the other side is not who it should be, which no other try changes. */
export function isUntrusted({ code, reached }: NoAnswer): boolean {
  return !reached && CERTIFICATE.test(code);
}

/** What went wrong on the way, in words for an operator. */
export function noAnswerWords({ code, message, reached }: NoAnswer): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there (connection refused)',
    ENOTFOUND: 'the name is not known',
    EAI_AGAIN: 'the name cannot be looked up now',
    EHOSTUNREACH: 'no way there',
    ENETUNREACH: 'no way there',
    TIMEOUT: reached ? message : `no connection, ${message}`,
    TOO_LARGE: message,
    ERR_PROXY_TUNNEL: `the proxy opens no way there (${proxyAnswer(message) ?? code})`,
  };
  return known[code] ?? `${reached ? 'the connection broke' : 'no connection'} (${oneLine(code)})`;
}

/** What the proxy has answered. The rest of the message may have its password: Node.js 22.21 and 24.5 print it. */
function proxyAnswer(message: string): string | undefined {
  const status = /HTTP\/\d\.\d (\d{3}.*)$/.exec(message)?.[1];
  return status === undefined ? undefined : oneLine(status);
}

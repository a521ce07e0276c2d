import { readFile } from 'node:fs/promises';
import { VERSION } from '../../exporters/bridge/version.js';
import type { Signal } from '../../lib/telemetry/config/signal.js';
import { reasonOf } from '../errors.js';
import { type Finding, well, wrong } from './finding.js';

/** What a bridge answers at `/health`, as far as it is looked at. */
interface Health {
  readonly instance: string;
  readonly version: string | undefined;
}

/** One signal on its way to a receiver. */
export interface SignalPath {
  readonly signal: Signal;
  /** Full URL. */
  readonly url: string;
  /** Headers that senders give, credentials among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: 'http/protobuf' | 'http/json';
}

/** How a receiver is asked. */
export interface ReceiverQuestion {
  /** Base URL. */
  readonly url: string;
  /** What is sent there; metrics with nothing special unless said. */
  readonly paths?: readonly SignalPath[] | undefined;
  /** File with the token that senders use, if any. */
  readonly tokenFile?: string | undefined;
  readonly limitSeconds?: number | undefined;
}

/**
 * Whether an OTLP receiver listens at an address and takes each signal with the credentials that senders give; and, if it
 * is a bridge, whether it is of this version. What is sent to see that is an empty request, which leaves no trace.
 */
export async function checkReceiver(question: ReceiverQuestion): Promise<Finding> {
  const { url, tokenFile, limitSeconds = 5 } = question;
  const { paths = [{ signal: 'metrics', url: `${url}/v1/metrics`, headers: {}, protocol: 'http/json' }] } = question;
  const shown = url.replace(/:\/\/[^/]*@/, '://***@').replace(/\?.*$/, '');
  const signal = () => AbortSignal.timeout(limitSeconds * 1000);
  let what = `receiver ${shown}`;
  try {
    const answer = await fetch(`${url}/health`, { signal: signal(), redirect: 'manual' });
    const health = readHealth(await answer.text());
    if (health !== undefined) what = `bridge ${shown}`;
    const token = await authorization(tokenFile);
    for (const path of paths) {
      const fault = faultOf(path, await send(path, token, signal()), health !== undefined);
      if (fault !== undefined) return wrong(what, fault.detail, fault.mend);
    }
    const signals = paths.map((path) => path.signal).join(', ');
    if (health === undefined) return well(what, `takes ${signals}; it is no fedotel bridge`);
    if (health.version !== VERSION) {
      return wrong(what, `it is version ${health.version}, this is ${VERSION}`, 'run the same version everywhere');
    }
    return well(what, `takes ${signals}; version ${health.version}, instance ${health.instance}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : reasonOf(error);
    const mend = /certificate|self.signed/i.test(cause)
      ? 'give Node.js the certificate of the authority in NODE_EXTRA_CA_CERTS'
      : 'start it ("fedotel bridge", or the Collector), or correct the address';
    return wrong(what, `no answer (${cause})`, mend);
  }
}

/** What came of an empty request. */
interface Sent {
  readonly status: number;
  /** The answer is one of OTLP: a message of the encoding that was used. */
  readonly isOtlp: boolean;
}

async function send(path: SignalPath, token: Record<string, string>, signal: AbortSignal): Promise<Sent> {
  const json = path.protocol === 'http/json';
  const type = json ? 'application/json' : 'application/x-protobuf';
  // Headers of apps first: what --token-file says is said for this question.
  const headers = { ...path.headers, 'content-type': type, ...token };
  const response = await fetch(path.url, {
    method: 'POST',
    body: json ? '{}' : '',
    headers,
    signal,
    redirect: 'manual',
  });
  await response.arrayBuffer();
  return { status: response.status, isOtlp: (response.headers.get('content-type') ?? '').startsWith(type) };
}

function faultOf({ signal, headers }: SignalPath, { status, isOtlp }: Sent, isBridge: boolean) {
  if (status === 401 || status === 403) {
    const detail = headers.authorization === undefined ? 'it wants a token' : 'it does not take the token';
    return {
      detail: `${detail} (${status} to ${signal})`,
      mend: 'give senders the token: OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20…"; here, --token-file',
    };
  }
  if (!isOtlp && !isBridge) {
    const mend = 'give the address of an OTLP/HTTP receiver: a bridge, or a Collector (port 4318)';
    return { detail: `something else answers there (${status} to ${signal})`, mend };
  }
  return status === 200 ? undefined : { detail: `it answers ${signal} with ${status}`, mend: 'see its log' };
}

async function authorization(tokenFile: string | undefined): Promise<Record<string, string>> {
  if (tokenFile === undefined) return {};
  // A file that cannot be read is a finding of its own.
  const text = await readFile(tokenFile, 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const token = lines.find((line) => line !== '' && !line.startsWith('#'));
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function readHealth(text: string): Health | undefined {
  try {
    const { instance, version } = JSON.parse(text) as Partial<Record<string, unknown>>;
    if (typeof instance !== 'string') return undefined;
    return { instance, version: typeof version === 'string' ? version : undefined };
  } catch {
    return undefined;
  }
}

import { readFile } from 'node:fs/promises';
import { VERSION } from '../../exporters/bridge/version.js';
import { reasonOf } from '../errors.js';
import { type Finding, well, wrong } from './finding.js';

/** What a bridge answers at `/health`, as far as it is looked at. */
interface Health {
  readonly instance: string;
  readonly version: string | undefined;
}

/** How a bridge is asked. */
export interface ReceiverQuestion {
  /** Base URL. */
  readonly url: string;
  /** File with the token that senders use, if any. */
  readonly tokenFile?: string | undefined;
  readonly limitSeconds?: number | undefined;
}

/**
 * Whether a bridge listens at an address, takes the token, and is of this version. What is sent to see whether the token
 * is taken is an empty request, which leaves no trace.
 */
export async function checkReceiver({ url, tokenFile, limitSeconds = 5 }: ReceiverQuestion): Promise<Finding> {
  const what = `bridge ${url}`;
  const signal = () => AbortSignal.timeout(limitSeconds * 1000);
  try {
    const answer = await fetch(`${url}/health`, { signal: signal() });
    const health = readHealth(await answer.text());
    if (health === undefined) {
      return wrong(what, `something else answers there (${answer.status})`, 'give the address of a fedotel bridge');
    }
    const headers = { 'Content-Type': 'application/json', ...(await authorization(tokenFile)) };
    const sent = await fetch(`${url}/v1/metrics`, { method: 'POST', body: '{}', headers, signal: signal() });
    await sent.arrayBuffer();
    if (sent.status === 401) {
      const mend =
        'give the file with the bridge’s token with --token-file; senders need it in OTEL_EXPORTER_OTLP_HEADERS';
      return wrong(what, 'it does not take the token', mend);
    }
    if (sent.status !== 200) return wrong(what, `it answers with ${sent.status}`, 'see the log of the bridge');
    if (health.version !== VERSION) {
      return wrong(what, `it is version ${health.version}, this is ${VERSION}`, 'run the same version everywhere');
    }
    return well(what, `version ${health.version}, instance ${health.instance}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : reasonOf(error);
    return wrong(what, `no answer (${cause})`, 'start it with "fedotel bridge", or correct the address');
  }
}

async function authorization(tokenFile: string | undefined): Promise<Record<string, string>> {
  if (tokenFile === undefined) return {};
  const lines = (await readFile(tokenFile, 'utf8')).split('\n').map((line) => line.trim());
  const token = lines.find((line) => line !== '' && !line.startsWith('#'));
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
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

import { createServer } from 'node:net';
import type { BridgeAddress } from '../../exporters/bridge/discovery.js';
import type { ReceiverSecurity } from '../../exporters/receiver/index.js';
import { checkExposure } from '../../exporters/receiver/options.js';
import { createTokenCheck } from '../../exporters/receiver/tokens.js';
import { reasonOf, systemCodeOf } from '../errors.js';
import { parseListenAddress } from '../options/listen-address.js';
import { type Finding, well, wrong } from './finding.js';

/** An address that a bridge is to listen on. */
export interface ListenQuestion {
  /** `--page` */
  readonly option: string;
  /** As given with it. */
  readonly address: string;
  readonly security: ReceiverSecurity;
  /** A bridge runs on the folder and may have the address. */
  readonly bridgeRuns: boolean;
}

/** Whether a bridge could listen on an address: it is one of this host, free, and protected where it has to be. */
export async function checkListen({ option, address, security, bridgeRuns }: ListenQuestion): Promise<Finding> {
  const what = `address ${option} ${address}`;
  try {
    const listen = parseListenAddress(option, address);
    checkExposure({ listen, option, ...security });
    await tryListen(listen);
    return well(what, listen.port === 0 ? 'a free port is taken' : 'it is free');
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EADDRINUSE' && bridgeRuns) return well(what, 'it is in use, and a bridge runs on the folder');
    if (code === 'EADDRINUSE') return wrong(what, 'it is in use by another program', `choose another with ${option}`);
    const mend = code === undefined ? 'see docs/bridge.md' : `choose an address of this host with ${option}`;
    return wrong(what, reasonOf(error), mend);
  }
}

/** Whether the page of a running bridge answers. It asks for no token at `/health`. */
export async function checkPage({ page }: BridgeAddress, limitSeconds = 5): Promise<readonly Finding[]> {
  if (page === undefined) return [];
  const what = `page ${page}`;
  try {
    const signal = AbortSignal.timeout(limitSeconds * 1000);
    const response = await fetch(new URL('health', page), { signal, redirect: 'manual' });
    await response.arrayBuffer();
    if (response.status === 200) return [well(what, 'it answers')];
    return [wrong(what, `something else answers there (${response.status})`, 'start the bridge again')];
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : reasonOf(error);
    return [wrong(what, `no answer (${cause})`, 'see the log of the bridge; it starts its page again by itself')];
  }
}

/** Whether the file of tokens is one that a bridge takes. */
export function checkTokenFile(tokenFile: string | undefined): readonly Finding[] {
  if (tokenFile === undefined) return [];
  const what = `token file ${tokenFile}`;
  try {
    createTokenCheck({ tokens: undefined, tokenFile, warn: () => undefined });
    return [well(what, 'it can be used')];
  } catch (error) {
    return [wrong(what, reasonOf(error), 'one token a line, two while one is exchanged; see docs/bridge.md')];
  }
}

async function tryListen(listen: { readonly host: string; readonly port: number }): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(listen, resolve);
    });
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

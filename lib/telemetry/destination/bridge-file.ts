import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { untraced } from './untraced.js';

/** A running bridge. */
export interface BridgeAddress {
  /** Base URL, for instance `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Random name of this start of the bridge: a port may have passed on to another program. */
  readonly instance: string;
}

/** Bound of the file that a bridge writes about itself. */
const MAX_FILE_BYTES = 4096;

/** A bridge on the same machine that takes longer is as good as dead. Milliseconds. */
const HEALTH_TIMEOUT_MILLIS = 1000;

/** Path of the file in which a bridge says where it listens. */
export function bridgeFilePath(runsDir: string): string {
  return join(runsDir, '.state', 'bridge.json');
}

/** The bridge that works on a folder, if one is alive. Never rejects. */
export async function findRunningBridge(runsDir: string): Promise<BridgeAddress | undefined> {
  const address = await readBridgeFile(bridgeFilePath(runsDir));
  return address !== undefined && (await isAlive(address)) ? address : undefined;
}

/** Whether the bridge answers under its own name. Never rejects. */
export async function isAlive(address: BridgeAddress): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MILLIS);
    const response = await untraced(() => fetch(new URL('/health', address.url), { signal, redirect: 'error' }));
    const body: unknown = await response.json();
    return response.status === 200 && isRecord(body) && body.instance === address.instance;
  } catch {
    return false;
  }
}

/** A file that is missing, half written or from something else is no bridge. */
async function readBridgeFile(path: string): Promise<BridgeAddress | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const body: unknown = text.length <= MAX_FILE_BYTES ? JSON.parse(text) : undefined;
    if (!isRecord(body) || typeof body.url !== 'string' || typeof body.instance !== 'string') {
      return undefined;
    }
    const { url, instance } = { url: body.url, instance: body.instance };
    return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? { url, instance } : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

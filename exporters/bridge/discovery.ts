import { open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlAddress } from './control/listener.js';

/** How other processes with the same runs folder find its bridge: `runs/.state/bridge.json`. */
export interface BridgeAddress {
  /** Base of the OTLP/HTTP endpoints. */
  readonly url: string;
  readonly pid: number;
  /** Random name of this start of the bridge; `/health` answers with the same one. */
  readonly instance: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly version: string;
  /** Address of the page, if it serves one. */
  readonly page?: string | undefined;
  /** Where commands that run beside the bridge give it orders. */
  readonly control?: ControlAddress | undefined;
}

const FILE_NAME = 'bridge.json';

/** Announces a bridge, for its owner's user only. */
export async function announceBridge(stateDir: string, address: BridgeAddress): Promise<void> {
  const path = join(stateDir, FILE_NAME);
  const temporary = `${path}.${address.instance}`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(address)}\n`);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Takes the announcement back, unless another bridge has made its own meanwhile. */
export async function withdrawBridge(stateDir: string, instance: string): Promise<void> {
  const announced = await findBridge(stateDir);
  if (announced?.instance === instance) await unlink(join(stateDir, FILE_NAME)).catch(() => undefined);
}

/** The announced bridge of a folder, which may be dead; `undefined` when there is none. */
export async function findBridge(stateDir: string): Promise<BridgeAddress | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(stateDir, FILE_NAME), 'utf8'));
    return isAddress(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAddress(value: unknown): value is BridgeAddress {
  if (typeof value !== 'object' || value === null) return false;
  const { url, instance } = value as Partial<Record<string, unknown>>;
  return typeof url === 'string' && typeof instance === 'string';
}

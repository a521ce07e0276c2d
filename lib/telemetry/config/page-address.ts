import type { OptionReader } from './option-reader.js';

/** Where an embedded bridge serves the page. */
export interface PageAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/**
 * Address of the page from its option: `HOST:PORT`, `[IPV6]:PORT`, `:PORT` or `PORT`, on loopback without a host;
 * `undefined` for `off`.
 *
 * @throws Error naming option or variable, what was expected and what came
 */
export function resolvePageAddress(reader: Pick<OptionReader, 'given'>): PageAddress | undefined {
  const [given] = reader.given('page');
  if (given === undefined || given.value === 'off') return undefined;
  const match = /^(?:(?<host>\[[0-9a-fA-F:.%]+\]|[^:[\]\s]*):)?(?<port>\d{1,5})$/.exec(given.value);
  const port = Number(match?.groups?.port ?? Number.NaN);
  if (!(port <= 65_535)) {
    throw new Error(`fedotel: ${given.source} must be HOST:PORT or off, got ${JSON.stringify(given.value)}.`);
  }
  const host = match?.groups?.host ?? '';
  return { host: host === '' ? '127.0.0.1' : host.replace(/^\[|\]$/g, ''), port };
}

import { UsageError } from '../errors.js';

/** A host and port to listen on. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

/**
 * Reads `HOST:PORT`, `[IPV6]:PORT`, `:PORT` or `PORT`. Without a host it is loopback.
 *
 * @throws UsageError naming the option, what was expected and what came
 */
export function parseListenAddress(option: string, text: string): ListenAddress {
  const match = /^(?:(?<host>\[[0-9a-fA-F:.%]+\]|[^:[\]\s]*):)?(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.port ?? Number.NaN);
  if (match === null || !(port <= 65_535)) {
    throw new UsageError(`${option}: expected HOST:PORT such as 127.0.0.1:4318, got ${JSON.stringify(text)}`);
  }
  const host = match.groups?.host ?? '';
  return { host: host === '' ? '127.0.0.1' : host.replace(/^\[|\]$/g, ''), port };
}

/** What a bridge's page is made of beside its address. */
export interface PageSettings {
  readonly geoip: string | undefined;
  /** As given with `--artifact-root`; nothing else may be fetched from a page, which asks for no token on loopback. */
  readonly artifactRoot: readonly string[] | undefined;
}

/**
 * What `--page`, `--geoip` and `--artifact-root` ask for: a page at an address, or none for `off`.
 *
 * @throws UsageError naming the option, what was expected and what came
 */
export function pageOf(
  address: string,
  { geoip, artifactRoot }: PageSettings,
): (ListenAddress & { geoip: string | undefined; artifactRoots: readonly string[] | undefined }) | undefined {
  if (address === 'off') return undefined;
  return { ...parseListenAddress('--page', address), geoip, artifactRoots: artifactRoot };
}

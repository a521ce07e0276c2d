import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Judges whether a request was meant for this host. A page of any origin can make a browser send requests to loopback,
 * and by DNS rebinding under a name that it owns: the `Host` header then shows that name.
 */
export interface HostCheck {
  /** @returns what is wrong with the request, or `undefined` */
  refuse(request: IncomingMessage): string | undefined;
}

/** @returns whether an address to bind, or a host name of a request, is this machine alone */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** A target may begin with scheme and host, which then count instead of the `Host` header (RFC 9112, 3.2.2). */
const ORIGIN_OF_TARGET = /^https?:\/\/([^/?#]*)/i;

/** @returns the target of a request without scheme and host */
export function pathOfTarget(url: string): string {
  const path = url.replace(ORIGIN_OF_TARGET, '');
  return path.startsWith('/') || path === url ? path : `/${path}`;
}

class NameCheck implements HostCheck {
  readonly #always: boolean;
  readonly #allowed: ReadonlySet<string>;

  constructor(boundHost: string, allowedHosts: readonly string[]) {
    this.#always = isLoopback(boundHost);
    this.#allowed = new Set(allowedHosts.map(allowedName));
  }

  refuse({ headers, url = '' }: IncomingMessage): string | undefined {
    const { origin } = headers;
    const ofTarget = ORIGIN_OF_TARGET.exec(url)?.[1];
    const host = ofTarget ?? headers.host ?? '';
    if ((this.#always || origin !== undefined) && !this.#allows(hostName(host))) {
      const where = ofTarget === undefined ? 'Host header' : 'request target';
      return `the ${where} names ${JSON.stringify(host)}, which is not among the allowed hosts (--allowed-hosts)`;
    }
    if (origin !== undefined && !this.#allows(originName(origin))) {
      return `requests of pages from ${JSON.stringify(origin)} are not allowed (--allowed-hosts)`;
    }
    return undefined;
  }

  #allows(name: string | undefined): boolean {
    return name !== undefined && (isLoopback(name) || this.#allowed.has(bare(name)));
  }
}

/**
 * Makes the check for a receiver bound to `boundHost`. `Host` must be a name of loopback or an allowed one when the
 * receiver is bound to loopback, and whenever a page sent the request (it then has an `Origin`, which must pass too).
 * @throws Error naming the option when an allowed host is no host name
 */
export function createHostCheck(boundHost: string, allowedHosts: readonly string[]): HostCheck {
  return new NameCheck(boundHost, allowedHosts);
}

function allowedName(host: string): string {
  const name = isIP(host) === 6 ? host : hostName(host);
  if (name === undefined || !/^[^\s*/@]+$/.test(name)) {
    throw new Error(
      `allowedHosts (--allowed-hosts): expected a host name without wildcard, got ${JSON.stringify(host)}`,
    );
  }
  return bare(name);
}

/** @returns the name in `name`, `name:port`, `[v6]` or `[v6]:port` */
function hostName(host: string): string | undefined {
  return /^(\[[^\]]+\]|[^:[\]]+)(:\d+)?$/.exec(host)?.[1];
}

function originName(origin: string): string | undefined {
  try {
    return new URL(origin).hostname;
  } catch {
    return undefined;
  }
}

/** Lower case, without the brackets of IPv6 and the dot that ends an absolute name. */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

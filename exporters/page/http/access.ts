import type { IncomingMessage } from 'node:http';
import { createHostCheck, type HostCheck } from '../../receiver/hosts.js';
import type { ReceiverSecurity } from '../../receiver/index.js';
import { createTokenCheck, deriveSecret, type TokenCheck } from '../../receiver/tokens.js';

/** What the browser's secret is derived for; it opens the page and nothing else that the token opens. */
const PURPOSE = 'fedotel page';
const COOKIE = 'fedotel-page';
/** Browsers keep the secret for a month; a token that is exchanged ends it earlier. */
const COOKIE_SECONDS = 30 * 24 * 3600;

/** What came of asking who asks. */
export type Admission =
  | { readonly kind: 'ok' }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly message: string }
  /** The address holds a valid token: the browser is to keep a secret in its place and come without it. */
  | { readonly kind: 'exchange'; readonly cookie: string; readonly search: string };

/** Decides whether a request may be answered. */
export interface Access {
  /** Checks the `Host` header, which every request needs. @returns what is wrong, or `undefined` */
  refuseHost(request: IncomingMessage): string | undefined;
  /** @param search query of the address, with `?`, or empty */
  admit(request: IncomingMessage, search: string): Admission;
}

class CheckedAccess implements Access {
  readonly #hosts: HostCheck;
  readonly #tokens: TokenCheck;
  readonly #isOpen: boolean;
  readonly #isSecure: boolean;

  constructor(host: string, security: ReceiverSecurity, warn: (text: string) => void) {
    const { tokens, tokenFile, tls, terminatedTls, allowedHosts } = security;
    this.#hosts = createHostCheck(host, allowedHosts ?? []);
    this.#tokens = createTokenCheck({ tokens, tokenFile, warn });
    this.#isOpen = tokens === undefined && tokenFile === undefined;
    this.#isSecure = tls !== undefined || terminatedTls === true;
  }

  refuseHost(request: IncomingMessage): string | undefined {
    return this.#hosts.refuse(request);
  }

  admit(request: IncomingMessage, search: string): Admission {
    const query = new URLSearchParams(search);
    const token = query.get('token');
    query.delete('token');
    if (this.#isOpen) return { kind: 'ok' };
    if (token !== null) {
      if (!this.#tokens.allows(`Bearer ${token}`)) {
        return { kind: 'refused', status: 401, message: 'the token in the address is not valid (any more)' };
      }
      const left = query.toString();
      return { kind: 'exchange', cookie: this.#cookieFor(token), search: left === '' ? '' : `?${left}` };
    }
    const secret = cookieOf(request);
    if (secret !== undefined && this.#tokens.allowsDerived(PURPOSE, secret)) return { kind: 'ok' };
    if (this.#tokens.allows(request.headers.authorization)) return { kind: 'ok' };
    const message = 'expected a token: open the page with ?token=… once, or send Authorization: Bearer';
    return { kind: 'refused', status: 401, message };
  }

  /** Without a path, so that it is sent to this page's own folder only, whatever a proxy calls that. */
  #cookieFor(token: string): string {
    const parts = [
      `${COOKIE}=${deriveSecret(token, PURPOSE)}`,
      'HttpOnly',
      'SameSite=Lax',
      `Max-Age=${COOKIE_SECONDS}`,
    ];
    return [...parts, ...(this.#isSecure ? ['Secure'] : [])].join('; ');
  }
}

function cookieOf({ headers }: IncomingMessage): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === COOKIE && value !== undefined) return value;
  }
  return undefined;
}

/**
 * Makes the check of a page that listens on `host`: the same rules as for receiving. A browser cannot send a token with
 * everything that it asks for, so it may give it once in the address and keeps a secret that was derived from it.
 *
 * @throws Error naming the option when tokens or allowed hosts are unusable
 */
export function createAccess(host: string, security: ReceiverSecurity, warn: (text: string) => void): Access {
  return new CheckedAccess(host, security, warn);
}

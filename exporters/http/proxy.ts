import { isLoopback } from '../receiver/hosts.js';

/** Schemes whose variables are read. */
export type ProxiedScheme = 'http' | 'https';

/**
 * Proxies of the environment, in the form in which an agent of Node.js takes them: option `proxyEnv`, see "Built-in Proxy
 * Support" of its documentation. The addresses may have passwords in them.
 */
export interface Proxies {
  readonly http_proxy?: string;
  readonly https_proxy?: string;
  /** Hosts to which connections are direct. */
  readonly no_proxy: string;
}

/** A proxy that a setting names. */
export interface GivenProxy {
  /** What gave it, for messages. */
  readonly source: string;
  readonly address: string;
}

/** The agent's option of Node.js 22.21 and 24.5; earlier ones take no notice of it. */
export interface ProxyAgentOptions {
  readonly proxyEnv?: Proxies;
}

/** Nothing but this machine answers there, so that no proxy could reach it. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1'];

/**
 * Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, which mean what they mean to curl and to the Python clients: of both
 * spellings the one in small letters counts, and an empty one means none. To this machine itself connections are direct.
 *
 * @param asked the server, or the schemes of addresses that are not known yet: other variables are not looked at
 * @param own proxies of the destination itself, which count before the common ones
 * @returns undefined when there is no proxy for any of the schemes
 * @throws Error of one line that names the variable and what was expected, never the address: it may have a password
 */
export function readProxies(
  env: Readonly<Record<string, string | undefined>>,
  asked: URL | readonly ProxiedScheme[],
  own: Readonly<Partial<Record<ProxiedScheme, GivenProxy | undefined>>> = {},
): Proxies | undefined {
  if (asked instanceof URL && isLoopback(asked.hostname)) return undefined;
  const found = schemesOf(asked).flatMap((scheme) => {
    const common = `${scheme}_proxy`;
    const name = env[common] === undefined ? common.toUpperCase() : common;
    const { source, address } = own[scheme] ?? { source: name, address: (env[name] ?? '').trim() };
    return address === '' ? [] : [[common, readAddress(source, address)] as const];
  });
  if (found.length === 0) return undefined;
  const direct = (env.no_proxy ?? env.NO_PROXY ?? '').trim();
  return {
    ...Object.fromEntries(found),
    no_proxy: direct === '*' ? direct : [...(direct === '' ? [] : [direct]), ...LOOPBACK].join(','),
  };
}

function schemesOf(asked: URL | readonly ProxiedScheme[]): readonly ProxiedScheme[] {
  if (asked instanceof URL) return [asked.protocol === 'https:' ? 'https' : 'http'];
  return asked;
}

/** Options for an agent that goes through the proxies, where there are any. */
export function proxyAgentOptions(proxies: Proxies | undefined): ProxyAgentOptions {
  return proxies === undefined ? {} : { proxyEnv: proxies };
}

/**
 * What to say about proxies that cannot be used.
 *
 * @param version of Node.js, such as `22.21.0`
 * @returns undefined when there are none, or when they are used
 */
export function proxyNotice(proxies: Proxies | undefined, version = process.versions.node): string | undefined {
  if (proxies === undefined || proxies.no_proxy === '*' || knowsProxies(version)) return undefined;
  const names = [...(proxies.https_proxy === undefined ? [] : ['HTTPS_PROXY'])];
  if (proxies.http_proxy !== undefined) names.push('HTTP_PROXY');
  return `${names.join(' and ')}: expected Node.js 22.21, 24.5 or later to go through a proxy, got ${version}: connections are direct`;
}

function knowsProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

/** As Python and Go read it, an address without a scheme is one of a proxy that is spoken to over HTTP. */
function readAddress(name: string, value: string): string {
  const address = value.includes('://') ? value : `http://${value}`;
  const scheme = URL.canParse(address) ? new URL(address).protocol : undefined;
  if (scheme === 'http:' || scheme === 'https:') return address;
  const got = scheme === undefined ? 'something else' : `a ${scheme.slice(0, 20)} address`;
  throw new Error(`${name}: expected the http:// or https:// address of a proxy, got ${got}`);
}

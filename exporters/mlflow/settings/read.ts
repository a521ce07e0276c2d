import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { readProxies } from '../../http/proxy.js';
import { readCredentialsFile } from './credentials-file.js';
import { type MlflowOption, type MlflowOptionName, mlflowOptions } from './options.js';
import { parseTrackingUri, type TrackingUri } from './tracking-uri.js';
import type { MlflowSettings, MlflowTls } from './types.js';

/** Settings that code or flags give; they win over the environment. */
export type GivenMlflowSettings = { readonly [K in MlflowOptionName]?: string | number | boolean | undefined };

/** Where settings come from besides code; all default to this process. */
export interface MlflowSurroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder that has `.mlflow/credentials`. */
  readonly home?: string;
}

/**
 * Resolves the connection to MLflow: code or flag > environment > credentials file > default. An empty variable counts
 * as unset. Credentials in the URI win over the variables, because they were given with the server they are for.
 *
 * @throws Error of one line that names the flag or variable, what was expected and what came, never a credential
 */
export function readMlflowSettings(
  given: GivenMlflowSettings = {},
  { env = process.env, home = homedir() }: MlflowSurroundings = {},
): MlflowSettings {
  const read = createReader(given, env);
  const [uriSource, uriText] = read('trackingUri');
  const uri = parseTrackingUri(uriSource, String(uriText).trim());
  const authorization = readAuthorization(uri, read, home);
  const [, experiment] = read('experiment');
  const [, workspace] = read('workspace');
  const proxies = readProxies(env, new URL(uri.url));
  return {
    trackingUri: uri.url,
    experiment: experiment === undefined ? undefined : String(experiment),
    authorization: () => authorization,
    workspace: headerValue('workspace', workspace),
    proxies: () => proxies,
    timeoutSeconds: toNumber(mlflowOptions.timeoutSeconds, ...read('timeoutSeconds')),
    tls: readTls(read),
  };
}

/** @returns what gave the value (for error messages), and the value */
type Read = (name: MlflowOptionName) => readonly [source: string, value: string | number | boolean | undefined];

function createReader(given: GivenMlflowSettings, env: Readonly<Record<string, string | undefined>>): Read {
  return (name) => {
    const option: MlflowOption = mlflowOptions[name];
    const flag = `--${option.name}`;
    if (given[name] !== undefined) return [flag, given[name]];
    const variable = option.env.find((candidate) => env[candidate] !== undefined && env[candidate] !== '');
    return variable === undefined ? [flag, option.default] : [variable, env[variable]];
  };
}

/** Basic where there are user name and password, from whatever place each, else the token: as MLflow's client does it. */
function readAuthorization(uri: TrackingUri, read: Read, home: string): string | undefined {
  const [, givenName] = read('username');
  const [passwordSource, givenPassword] = read('password');
  const [, token] = read('token');
  const inUri = uri.username !== undefined;
  const complete = inUri || (givenName !== undefined && givenPassword !== undefined);
  const stored = complete ? undefined : readCredentialsFile(home);
  const username = inUri ? uri.username : (givenName ?? stored?.username);
  const password = inUri ? (uri.password ?? '') : (givenPassword ?? stored?.password);
  if (username !== undefined && password !== undefined) {
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }
  if (token !== undefined) return `Bearer ${headerValue('token', token)}`;
  if (username !== undefined)
    throw new Error(`${passwordVariable(passwordSource)}: expected the user's password, got none`);
  return undefined;
}

function passwordVariable(source: string): string {
  return source.startsWith('--') ? mlflowOptions.password.env[0] : source;
}

/** What goes into a header must not be able to begin another one. */
function headerValue(name: 'token' | 'workspace', value: string | number | boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = String(value).trim();
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new Error(`${mlflowOptions[name].env[0]}: expected printable ASCII without spaces, got something else`);
  }
  return text;
}

function readTls(read: Read): MlflowTls {
  const insecure = toBoolean(...read('insecureTls'));
  const [caSource, ca] = read('serverCert');
  const [clientSource, clientPath] = read('clientCert');
  if (insecure && ca !== undefined) {
    throw new Error(
      `${caSource}: expected it or ${mlflowOptions.insecureTls.env[0]}, got both: check certificates or do not`,
    );
  }
  const client = clientPath === undefined ? undefined : readPem(clientSource, String(clientPath));
  return { insecure, ca: ca === undefined ? undefined : readPem(caSource, String(ca)), client: () => client };
}

function readPem(source: string, path: string): string {
  try {
    const content = readFileSync(path, 'utf8');
    if (content.includes('-----BEGIN ')) return content;
  } catch (cause) {
    throw new Error(`${source}: expected a file in PEM, got ${path}: ${messageOf(cause)}`, { cause });
  }
  throw new Error(`${source}: expected a file in PEM, got ${path}, which has none`);
}

/** As MLflow's client reads it: true, false, 1 or 0, in any case. */
function toBoolean(source: string, value: string | number | boolean | undefined): boolean {
  const known = { true: true, 1: true, false: false, 0: false }[String(value).toLowerCase()];
  if (known === undefined) throw new Error(`${source}: expected true or false, got ${JSON.stringify(value)}`);
  return known;
}

function toNumber(
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  source: string,
  value: string | number | boolean | undefined,
): number {
  const number = typeof value === 'number' ? value : Number(String(value).trim() === '' ? Number.NaN : value);
  if (number >= minimum && number <= maximum) return number;
  throw new Error(`${source}: expected seconds from ${minimum} to ${maximum}, got ${JSON.stringify(value)}`);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

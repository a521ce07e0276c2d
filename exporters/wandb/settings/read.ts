import { homedir } from 'node:os';
import { type GivenProxy, readProxies } from '../../http/proxy.js';
import type { WandbMode } from '../types.js';
import { isProjectName } from './names.js';
import { readNetrc } from './netrc.js';
import { type WandbOption, type WandbOptionName, wandbOptions } from './options.js';
import type { WandbSettings } from './types.js';

/** Settings that code gives; they win over the environment. */
export type GivenWandbSettings = { readonly [K in WandbOptionName]?: string | number | undefined };

/** Where settings come from besides code; all default to this process. */
export interface WandbSurroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder that has `.netrc`. */
  readonly home?: string;
}

/** Shortest key that the Python client takes (`wandb/sdk/lib/wbauth/validation.py`). */
const MIN_KEY = 40;
const MAX_TAG = 64;

/** `dryrun` and `run` are what the first clients called them. */
const MODES: Readonly<Record<string, WandbMode>> = {
  online: 'online',
  run: 'online',
  offline: 'offline',
  dryrun: 'offline',
  disabled: 'disabled',
};

/**
 * Resolves the way to W&B: code > environment > `.netrc` > default. An empty variable counts as unset.
 *
 * @throws Error of one line that names the variable, what was expected and what came, never the key
 */
export function readWandbSettings(
  given: GivenWandbSettings = {},
  { env = process.env, home = homedir() }: WandbSurroundings = {},
): WandbSettings {
  const read = (name: WandbOptionName): string | undefined => {
    const option: WandbOption = wandbOptions[name];
    const value = given[name] ?? (env[option.env]?.trim() || undefined) ?? option.default;
    return value === undefined ? undefined : String(value);
  };
  const baseUrl = parseBaseUrl(read('baseUrl') ?? '');
  const modeText = read('mode');
  const chosen = modeText === undefined ? undefined : parseMode(modeText);
  // A key that is not used must not be able to stop anything.
  const key = chosen === 'offline' || chosen === 'disabled' ? undefined : readKey(read('apiKey'), baseUrl, env, home);
  if (chosen === 'online' && key === undefined) {
    const { hostname } = new URL(baseUrl);
    throw new Error(`WANDB_MODE=online: expected WANDB_API_KEY, or a key for ${hostname} in ~/.netrc, got neither`);
  }
  const authorization = key === undefined ? undefined : `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;
  const proxy = (name: 'httpProxy' | 'httpsProxy'): GivenProxy | undefined => {
    const address = read(name);
    return address === undefined ? undefined : { source: wandbOptions[name].env, address };
  };
  const mode = chosen ?? (key === undefined ? 'offline' : 'online');
  // Files go where the server says, so that both may be needed.
  const proxies =
    mode === 'online'
      ? readProxies(env, ['http', 'https'], { http: proxy('httpProxy'), https: proxy('httpsProxy') })
      : undefined;
  return {
    mode,
    modeGiven: chosen !== undefined,
    baseUrl,
    authorization: () => authorization,
    proxies: () => proxies,
    project: checkProject(read('project')),
    entity: checkEntity(read('entity')),
    group: read('group'),
    jobType: read('jobType'),
    tags: parseTags(read('tags')),
    displayName: read('name'),
    notes: read('notes'),
    dir: read('dir') ?? wandbOptions.dir.default,
    timeoutSeconds: parseSeconds(read('timeoutSeconds') ?? ''),
  };
}

function parseBaseUrl(text: string): string {
  const wrong = (what: string) =>
    new Error(`WANDB_BASE_URL: expected the http:// or https:// address of a W&B server, got ${what}`);
  if (!URL.canParse(text)) throw wrong(JSON.stringify(text));
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrong(`a ${url.protocol} address`);
  // Printed in messages, so that nothing secret may be in it.
  if (url.username !== '' || url.password !== '') throw wrong('one with a password; the key goes into WANDB_API_KEY');
  if (url.search !== '' || url.hash !== '') throw wrong('one with a query or fragment');
  if (url.hostname === 'wandb.ai') throw wrong('the address of the pages; the API is at https://api.wandb.ai');
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}

function parseMode(text: string): WandbMode {
  const mode = Object.hasOwn(MODES, text) ? MODES[text] : undefined;
  if (mode === undefined)
    throw new Error(`WANDB_MODE: expected online, offline or disabled, got ${JSON.stringify(text)}`);
  return mode;
}

function readKey(
  given: string | undefined,
  baseUrl: string,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string | undefined {
  const { hostname } = new URL(baseUrl);
  const stored = given === undefined ? readNetrc(hostname, env, home) : undefined;
  const key = given ?? stored;
  if (key === undefined) return undefined;
  const source = given === undefined ? `the password of ${hostname} in .netrc` : wandbOptions.apiKey.env;
  // It goes into a header and must not be able to begin another one.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new Error(`${source}: expected an API key, got something with odd characters`);
  if (key.length < MIN_KEY) {
    throw new Error(`${source}: expected an API key of at least ${MIN_KEY} characters, got ${key.length}`);
  }
  return key;
}

function checkProject(name: string | undefined): string | undefined {
  if (name === undefined || isProjectName(name)) return name;
  throw new Error(`WANDB_PROJECT: expected 1 to 128 characters without / \\ # ? % :, got ${JSON.stringify(name)}`);
}

function checkEntity(name: string | undefined): string | undefined {
  if (name === undefined || !/[/\\#?%:\p{Cc}]/u.test(name)) return name;
  throw new Error(`WANDB_ENTITY: expected the name of a user or a team, got ${JSON.stringify(name)}`);
}

function parseTags(text: string | undefined): readonly string[] {
  const tags = (text ?? '').split(',').map((tag) => tag.trim());
  const long = tags.find((tag) => tag.length > MAX_TAG);
  if (long !== undefined) {
    throw new Error(`WANDB_TAGS: expected tags of at most ${MAX_TAG} characters, got ${JSON.stringify(long)}`);
  }
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

function parseSeconds(text: string): number {
  const { env, minimum, maximum } = wandbOptions.timeoutSeconds;
  const seconds = text === '' ? Number.NaN : Number(text);
  if (seconds >= minimum && seconds <= maximum) return seconds;
  throw new Error(`${env}: expected seconds from ${minimum} to ${maximum}, got ${JSON.stringify(text)}`);
}

import {
  describe,
  environment,
  optionalBoolean,
  optionalInteger,
  optionalMember,
  optionalObject,
} from '../core/options.js';
import type { LocationPrecision } from './location.js';
import { privacyOptions } from './options.js';
import { LISTABLE } from './policy.js';
import type { PrivacyOptions } from './types.js';

/** Privacy options with nothing left open but the key. */
export interface PrivacySettings {
  readonly clientIds: 'plain' | 'hmac';
  readonly key: string | undefined;
  readonly perClient: boolean | readonly string[];
  readonly minGroup: number;
  readonly location: LocationPrecision;
  readonly secureAggregation: boolean;
}

/** Variables by option. */
export const PRIVACY_VARIABLES = {
  clientIds: privacyOptions['privacy.clientIds'].env,
  key: privacyOptions['privacy.key'].env,
  perClient: privacyOptions['privacy.perClient'].env,
  minGroup: privacyOptions['privacy.minGroup'].env,
  location: privacyOptions['privacy.location'].env,
  secureAggregation: privacyOptions.secureAggregation.env,
} as const;

const NOTHING_GIVEN: Readonly<Record<keyof PrivacyOptions, unknown>> = {
  clientIds: undefined,
  key: undefined,
  perClient: undefined,
  minGroup: undefined,
  location: undefined,
};

/** Group that keeps a sum from being one client's value, when clients' own values are hidden. */
const DEFAULT_MIN_GROUP = 5;
const CLIENT_IDS = privacyOptions['privacy.clientIds'].values;
const PRECISIONS = privacyOptions['privacy.location'].values;
/** Shortest key. Client ids are easily guessed, so a key that can be guessed too would give them all away. */
const MIN_KEY = 16;
const MAX_KEY = 4096;

/**
 * Code before environment before default.
 *
 * @throws TypeError when an option or variable is unusable: a privacy setting that is misspelt must not be ignored
 */
export function resolvePrivacy(options: unknown, secureAggregation: unknown): PrivacySettings {
  const given: Readonly<Record<keyof PrivacyOptions, unknown>> = {
    ...NOTHING_GIVEN,
    ...optionalObject('privacy', options),
  };
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(NOTHING_GIVEN, name));
  if (unknown !== undefined) {
    throw new TypeError(`option privacy: expected ${Object.keys(NOTHING_GIVEN).join(', ')}, got ${describe(unknown)}`);
  }
  const perClient = readPerClient(given.perClient) ?? true;
  const secure =
    optionalBoolean('secureAggregation', secureAggregation) ??
    optionalBoolean(PRIVACY_VARIABLES.secureAggregation, flag(environment(PRIVACY_VARIABLES.secureAggregation))) ??
    false;
  const clientIds =
    setting('clientIds', given.clientIds, (name, value) => optionalMember(name, value, CLIENT_IDS)) ?? 'plain';
  const location = setting('location', given.location, (name, value) => optionalMember(name, value, PRECISIONS));
  return {
    clientIds,
    key: setting('key', given.key, checkKey),
    perClient,
    minGroup: readMinGroup(given.minGroup) ?? (perClient === true && !secure ? 1 : DEFAULT_MIN_GROUP),
    location: location ?? (clientIds === 'hmac' && !lists(perClient, 'location') ? 'off' : 'coarse'),
    secureAggregation: secure,
  };
}

function lists(perClient: boolean | readonly string[], part: string): boolean {
  return typeof perClient !== 'boolean' && perClient.includes(part);
}

/** The message says how long the key is and nothing else of it. */
function checkKey(name: string, value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'string' || value.length < MIN_KEY || value.length > MAX_KEY) {
    const came = typeof value === 'string' ? `one of ${value.length}` : `a value of type ${typeof value}`;
    throw new TypeError(`option ${name}: expected a text of ${MIN_KEY} to ${MAX_KEY} characters, got ${came}`);
  }
  return value;
}

/** Reads one option, or its variable when the option is absent, with the same check; messages name which it was. */
function setting<T>(
  name: keyof PrivacyOptions,
  given: unknown,
  check: (name: string, value: unknown) => T | undefined,
): T | undefined {
  return check(`privacy.${name}`, given) ?? check(PRIVACY_VARIABLES[name], environment(PRIVACY_VARIABLES[name]));
}

function readMinGroup(given: unknown): number | undefined {
  const text = environment(PRIVACY_VARIABLES.minGroup);
  return (
    optionalInteger('privacy.minGroup', given, 1) ??
    optionalInteger(PRIVACY_VARIABLES.minGroup, text !== undefined && /^\d+$/.test(text) ? Number(text) : text, 1)
  );
}

function readPerClient(given: unknown): boolean | readonly string[] | undefined {
  if (given !== undefined) {
    return checkPerClient('privacy.perClient', given);
  }
  const text = environment(PRIVACY_VARIABLES.perClient);
  if (text === undefined) {
    return undefined;
  }
  const value = flag(text);
  const read = typeof value === 'boolean' ? value : text.split(',').map((name) => name.trim());
  return checkPerClient(PRIVACY_VARIABLES.perClient, read);
}

function checkPerClient(name: string, value: unknown): boolean | readonly string[] {
  if (!Array.isArray(value)) {
    return optionalBoolean(name, value) ?? true;
  }
  return value.map((entry) => optionalMember(name, entry, LISTABLE) ?? '');
}

/** `true`, `false`, `1` and `0` in any case as booleans; other text as it is, for the check to refuse. */
function flag(text: string | undefined): string | boolean | undefined {
  const lower = text?.toLowerCase();
  if (lower === 'true' || lower === '1') {
    return true;
  }
  return lower === 'false' || lower === '0' ? false : text;
}

import {
  describe,
  environment,
  optionalBoolean,
  optionalInteger,
  optionalMember,
  optionalObject,
  optionalText,
} from '../core/options.js';
import type { LocationPrecision } from './location.js';
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

/** Variables that set what the code does not. They count also when the app passes no privacy options at all. */
export const PRIVACY_VARIABLES = {
  clientIds: 'FEDOTEL_PRIVACY_CLIENT_IDS',
  key: 'FEDOTEL_PRIVACY_KEY',
  perClient: 'FEDOTEL_PRIVACY_PER_CLIENT',
  minGroup: 'FEDOTEL_PRIVACY_MIN_GROUP',
  location: 'FEDOTEL_PRIVACY_LOCATION',
  secureAggregation: 'FEDOTEL_SECURE_AGGREGATION',
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
  return {
    clientIds:
      setting('clientIds', given.clientIds, (name, value) => optionalMember(name, value, ['plain', 'hmac'])) ?? 'plain',
    key: setting('key', given.key, (name, value) => optionalText(name, value, 4096)),
    perClient,
    minGroup: readMinGroup(given.minGroup) ?? (perClient === true && !secure ? 1 : DEFAULT_MIN_GROUP),
    location:
      setting('location', given.location, (name, value) => optionalMember(name, value, ['off', 'coarse', 'exact'])) ??
      'coarse',
    secureAggregation: secure,
  };
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

/** `true`, `false`, `1` and `0` as booleans; other text as it is, for the check to refuse. */
function flag(text: string | undefined): string | boolean | undefined {
  if (text === 'true' || text === '1') {
    return true;
  }
  return text === 'false' || text === '0' ? false : text;
}

/** One privacy option: where its value comes from besides the code, and what it does. */
export interface PrivacyOptionDescriptor {
  readonly type: 'enum' | 'string' | 'list' | 'number' | 'boolean';
  /** Variable that sets what the code does not. It counts also when the app passes no privacy options at all. */
  readonly env: string;
  readonly values?: readonly string[];
  /** The default in words, where it depends on the other options. */
  readonly defaultText?: string;
  readonly default?: string | boolean;
  readonly help: string;
}

/** All privacy options of `startRun`. The reader of settings, docs/privacy.md and the tests use this table. */
export const privacyOptions = {
  'privacy.clientIds': {
    type: 'enum',
    env: 'FEDOTEL_PRIVACY_CLIENT_IDS',
    values: ['plain', 'hmac'],
    default: 'plain',
    help: 'Client ids as the app gives them, or pseudonyms (HMAC-SHA-256 under `privacy.key`).',
  },
  'privacy.key': {
    type: 'string',
    env: 'FEDOTEL_PRIVACY_KEY',
    defaultText: 'a random key of this process, which is said',
    help: 'Secret key of the pseudonyms, 16 to 4096 characters.',
  },
  'privacy.perClient': {
    type: 'list',
    env: 'FEDOTEL_PRIVACY_PER_CLIENT',
    default: true,
    help:
      '`false`: nothing about single clients. A list: only these fields of an update, and of `metrics`, `attributes`, ' +
      '`name`, `location` and `reason` those that are in it.',
  },
  'privacy.minGroup': {
    type: 'number',
    env: 'FEDOTEL_PRIVACY_MIN_GROUP',
    defaultText: '5 when `perClient` is not `true` or aggregation is secure, else 1',
    help: 'Fewest clients over which a round shows sums and statistics. Over fewer it shows counts only.',
  },
  'privacy.location': {
    type: 'enum',
    env: 'FEDOTEL_PRIVACY_LOCATION',
    values: ['off', 'coarse', 'exact'],
    defaultText: '`coarse`; `off` with pseudonyms, unless `perClient` lists `location`',
    help: 'Locations that updates give: not at all, to a tenth of a degree, or as given. Names of places stay.',
  },
  secureAggregation: {
    type: 'boolean',
    env: 'FEDOTEL_SECURE_AGGREGATION',
    default: false,
    help: 'Refuses losses, accuracies and norms of single clients, also free values whose name says that they are such.',
  },
} as const satisfies Record<string, PrivacyOptionDescriptor>;

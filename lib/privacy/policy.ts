import { type ClientFieldDescriptor, clientFields } from '../../semconv/index.js';
import type { Warnings } from '../core/warnings.js';
import type { LocationPrecision } from './location.js';
import { createPseudonyms, randomKey } from './pseudonym.js';
import type { PrivacySettings } from './settings.js';

/** Parts of an update that are no known field and can be listed in `perClient` beside the fields. */
export const UPDATE_PARTS = ['metrics', 'attributes', 'name', 'location'] as const;
/** One of those parts. */
export type UpdatePart = (typeof UPDATE_PARTS)[number];

/** Names of free values that say about a client's data what the refused fields say. */
const REVEALING = /loss|acc(uracy)?($|[^a-z])|norm|grad/i;

/** What may be recorded. One per run, decided when the run starts. */
export interface PrivacyPolicy {
  /** Whether records about single clients exist at all. */
  readonly perClient: boolean;
  /** Fewest clients whose sums and statistics a round may show. */
  readonly minGroup: number;
  readonly location: LocationPrecision;
  /** The id that leaves the process. */
  clientId(client: string): string;
  /** Whether the values of a known field are recorded. */
  allowsField(field: ClientFieldDescriptor): boolean;
  /** Whether a value may be used at all, also in sums: secure aggregation hides private ones from the library itself. */
  mayRead(field: ClientFieldDescriptor): boolean;
  allowsPart(part: UpdatePart): boolean;
  /** Whether a free metric or attribute of this name is recorded. */
  allowsName(name: string): boolean;
}

class SettledPolicy implements PrivacyPolicy {
  readonly perClient: boolean;
  readonly minGroup: number;
  readonly location: LocationPrecision;
  readonly clientId: (client: string) => string;
  readonly #secureAggregation: boolean;
  readonly #listed: ReadonlySet<string> | undefined;

  constructor(settings: PrivacySettings, warnings: Warnings) {
    this.perClient = settings.perClient !== false;
    this.minGroup = settings.minGroup;
    this.location = settings.location;
    this.#secureAggregation = settings.secureAggregation;
    this.#listed = typeof settings.perClient === 'boolean' ? undefined : new Set(settings.perClient);
    this.clientId = settings.clientIds === 'plain' ? (client) => client : pseudonyms(settings.key, warnings);
  }

  allowsField(field: ClientFieldDescriptor): boolean {
    return this.mayRead(field) && (this.#listed?.has(field.field) ?? true);
  }

  mayRead(field: ClientFieldDescriptor): boolean {
    return !(this.#secureAggregation && field.private);
  }

  allowsPart(part: UpdatePart): boolean {
    return this.#listed?.has(part) ?? true;
  }

  allowsName(name: string): boolean {
    return !(this.#secureAggregation && REVEALING.test(name));
  }
}

function pseudonyms(key: string | undefined, warnings: Warnings): (client: string) => string {
  if (key === undefined) {
    warnings.warn(
      'FEDOTEL_PRIVACY',
      'client ids are pseudonyms under a random key, so they differ in each process and run: set privacy.key or FEDOTEL_PRIVACY_KEY',
      'key',
    );
  }
  return createPseudonyms(key ?? randomKey());
}

/** Names that `perClient` may list. */
export const LISTABLE: readonly string[] = [...clientFields.map((field) => field.field), ...UPDATE_PARTS];

/** Makes the policy of settings that were checked. */
export function createPrivacyPolicy(settings: PrivacySettings, warnings: Warnings): PrivacyPolicy {
  return new SettledPolicy(settings, warnings);
}

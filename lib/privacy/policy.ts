import { type ClientFieldDescriptor, clientFields } from '../../semconv/index.js';
import { redactSecrets } from '../core/secrets.js';
import type { Redactor } from '../core/values.js';
import type { Warnings } from '../core/warnings.js';
import type { LocationPrecision } from './location.js';
import { createPseudonyms, randomKey } from './pseudonym.js';
import { isRevealing } from './revealing.js';
import type { PrivacySettings } from './settings.js';

/** Parts of what an app says about a client that are no known field and can be listed in `perClient` beside the fields. */
export const UPDATE_PARTS = ['metrics', 'attributes', 'name', 'location', 'reason'] as const;
/** One of those parts. */
export type UpdatePart = (typeof UPDATE_PARTS)[number];

/** Parts that may say who a client is: with pseudonyms they are recorded only when `perClient` lists them. */
const NAMING: ReadonlySet<UpdatePart> = new Set(['name', 'reason']);

/** What may be recorded. One per run, decided when the run starts. */
export interface PrivacyPolicy {
  /** Whether records about single clients exist at all. */
  readonly perClient: boolean;
  /** Fewest clients whose sums and statistics may be shown. */
  readonly minGroup: number;
  readonly location: LocationPrecision;
  /**
   * Whether a client's own process may send nothing about its tasks: its telemetry names its host, which would undo a
   * pseudonym, and its span shows how long it computed. Its report, which passes through this policy, is all there is.
   */
  readonly reportsOnly: boolean;
  /**
   * Whether what a client's code logs may leave by its report only, because this policy, which the client does not know,
   * has something to hide or leave out.
   */
  readonly logsByReport: boolean;
  /** Whether distributions of a client's values are recorded: of its weights they say more than any norm. */
  readonly allowsDistributions: boolean;
  /** Whether texts of errors may name a client, so that only their kind is recorded. */
  readonly errorKindsOnly: boolean;
  /** The id that leaves the process. */
  clientId(client: string): string;
  /** Whether the values of a known field are recorded. */
  allowsField(field: ClientFieldDescriptor): boolean;
  /** Whether the values of the known field of this name are recorded, each or in a histogram. */
  allows(field: string): boolean;
  /** Whether a value may be used at all, also in sums: secure aggregation hides private ones from the library itself. */
  mayRead(field: ClientFieldDescriptor): boolean;
  allowsPart(part: UpdatePart): boolean;
  /** Whether a free metric or attribute of this name is recorded. */
  allowsName(name: string): boolean;
  /** What stands for a free attribute of a client, at any depth; `undefined` to leave it out. */
  readonly redact: Redactor;
}

class SettledPolicy implements PrivacyPolicy {
  readonly perClient: boolean;
  readonly minGroup: number;
  readonly location: LocationPrecision;
  readonly reportsOnly: boolean;
  readonly logsByReport: boolean;
  readonly allowsDistributions: boolean;
  readonly errorKindsOnly: boolean;
  readonly clientId: (client: string) => string;
  readonly #pseudonyms: boolean;
  readonly #secureAggregation: boolean;
  readonly #listed: ReadonlySet<string> | undefined;

  constructor(settings: PrivacySettings, warnings: Warnings) {
    this.perClient = settings.perClient !== false;
    this.minGroup = settings.minGroup;
    this.location = settings.location;
    this.#pseudonyms = settings.clientIds === 'hmac';
    this.#secureAggregation = settings.secureAggregation;
    this.#listed = typeof settings.perClient === 'boolean' ? undefined : new Set(settings.perClient);
    this.clientId = this.#pseudonyms ? pseudonyms(settings.key, warnings) : (client) => client;
    this.reportsOnly = this.#pseudonyms || !this.allows('trainDuration');
    this.logsByReport = this.reportsOnly || this.#secureAggregation || settings.perClient !== true;
    this.allowsDistributions = !this.#secureAggregation;
    this.errorKindsOnly = this.#pseudonyms || settings.perClient !== true;
  }

  allowsField(field: ClientFieldDescriptor): boolean {
    return this.mayRead(field) && (this.#listed?.has(field.field) ?? true);
  }

  allows(field: string): boolean {
    const known = clientFields.find((descriptor) => descriptor.field === field);
    return this.perClient && known !== undefined && this.allowsField(known);
  }

  mayRead(field: ClientFieldDescriptor): boolean {
    return !(this.#secureAggregation && field.private);
  }

  allowsPart(part: UpdatePart): boolean {
    return this.#listed?.has(part) ?? !(this.#pseudonyms && NAMING.has(part));
  }

  allowsName(name: string): boolean {
    return !(this.#secureAggregation && isRevealing(name));
  }

  readonly redact: Redactor = (name, value) => (this.allowsName(name) ? redactSecrets(name, value) : undefined);
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

import {
  ATTR_FL_CLIENT_ID,
  ATTR_FL_JOB_NAME,
  ATTR_FL_OPERATION_NAME,
  ATTR_FL_ROUND_NUMBER,
  ATTR_FL_RUN_ATTEMPT,
  ATTR_FL_RUN_ID,
  ATTR_SERVICE_INSTANCE_ID,
} from '../../semconv/index.js';
import type { AnyValue, AttributeMap } from '../otlp/visitor.js';
import { AttributeReader } from './attribute-reader.js';
import { idOf, MAX_ID_LENGTH } from './values.js';

/** The run that a record belongs to. */
export interface RunIdentity {
  readonly runId: string;
  readonly attempt: number | undefined;
  readonly job: string | undefined;
}

/** A record that claims to be ours and breaks the contract; the request succeeds partially. */
export class MalformedRecordError extends Error {
  override readonly name = 'MalformedRecordError';
}

/** What says whose a record is, beside its run: a scope or resource may say it for all of its records. */
const IDENTITY = [ATTR_FL_ROUND_NUMBER, ATTR_FL_CLIENT_ID, ATTR_FL_OPERATION_NAME];

/** Resource and scope of the record at hand: the places where identity is looked up after the record itself. */
export class Origin {
  /** Reads the optional attributes of all records. */
  readonly reader = new AttributeReader((attributes) => idOf(this.lookUp(attributes, ATTR_FL_RUN_ID)));
  #resource: AttributeMap = new Map();
  #scope: AttributeMap = new Map();
  #scopeName = '';
  #shared: RunIdentity | undefined;
  #inherited: readonly (readonly [string, AnyValue])[] | undefined;

  setResource(attributes: AttributeMap): void {
    this.#resource = attributes;
    this.#forget();
  }

  setScope(name: string, attributes: AttributeMap): void {
    this.#scopeName = name;
    this.#scope = attributes;
    this.#forget();
  }

  #forget(): void {
    this.#shared = undefined;
    this.#inherited = undefined;
  }

  get scopeName(): string {
    return this.#scopeName;
  }

  /** `service.instance.id` of the sender, which tells whether the process that started a run is alive. */
  get instance(): AnyValue | undefined {
    return this.#resource.get(ATTR_SERVICE_INSTANCE_ID);
  }

  /** Looks an attribute up on the record, then the scope, then the resource. */
  lookUp(attributes: AttributeMap, key: string): AnyValue | undefined {
    return attributes.get(key) ?? this.#scope.get(key) ?? this.#resource.get(key);
  }

  /** A record's attributes, with round, client and operation of its scope or resource where it does not say them. */
  withIdentity(attributes: AttributeMap): AttributeMap {
    this.#inherited ??= IDENTITY.flatMap((key) => {
      const value = this.#scope.get(key) ?? this.#resource.get(key);
      return value === undefined ? [] : [[key, value] as const];
    });
    return this.#inherited.length === 0 ? attributes : new Map([...this.#inherited, ...attributes]);
  }

  /**
   * The run of a record with these attributes. Our own pipeline has the identity on the resource, so it is computed
   * once per scope, not once per point.
   *
   * @throws MalformedRecordError when there is no run id, or one that is too long
   */
  runOf(attributes: AttributeMap): RunIdentity {
    const own =
      attributes.has(ATTR_FL_RUN_ID) || attributes.has(ATTR_FL_RUN_ATTEMPT) || attributes.has(ATTR_FL_JOB_NAME);
    if (own) return this.#read(attributes);
    this.#shared ??= this.#read(attributes);
    return this.#shared;
  }

  #read(attributes: AttributeMap): RunIdentity {
    return {
      runId: checkedId(this.lookUp(attributes, ATTR_FL_RUN_ID), ATTR_FL_RUN_ID),
      attempt: this.reader.count(attributes, ATTR_FL_RUN_ATTEMPT, this.lookUp(attributes, ATTR_FL_RUN_ATTEMPT)),
      job: this.reader.id(attributes, ATTR_FL_JOB_NAME, this.lookUp(attributes, ATTR_FL_JOB_NAME)),
    };
  }
}

/**
 * A required identifier.
 *
 * @throws MalformedRecordError naming the attribute, when it is absent, empty or longer than {@link MAX_ID_LENGTH}
 */
export function checkedId(value: AnyValue | undefined, key: string): string {
  const id = optionalId(value, key);
  if (id === undefined) throw new MalformedRecordError(`${key} is missing or empty`);
  return id;
}

/**
 * An identifier that may be absent.
 *
 * @throws MalformedRecordError naming the attribute, when it is longer than {@link MAX_ID_LENGTH}
 */
export function optionalId(value: AnyValue | undefined, key: string): string | undefined {
  const id = idOf(value);
  if (id === undefined || id.length <= MAX_ID_LENGTH) return id;
  throw new MalformedRecordError(`${key} is longer than ${MAX_ID_LENGTH} characters`);
}

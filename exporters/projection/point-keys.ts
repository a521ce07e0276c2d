import { TRAIN } from './operations.js';
import type { PointKey } from './types.js';

/** Keys that are kept; beyond, each use makes a new object. Only names that change with every update get there. */
const MAX_KEPT = 1_000_000;

/** Keys of one client by operation and name. */
export type ClientKeys = Map<string, PointKey>;

const NO_KEYS: ClientKeys = new Map();

/** Makes the names of numbers, each of them once, so that a sink can keep what it made of one. */
export class PointKeys {
  readonly #shared = new Map<string, PointKey>();
  readonly #clients = new Map<string, ClientKeys>();
  readonly #paths = new Map<string, readonly string[]>();
  readonly #maxClientKeys: number;
  #clientKeys = 0;
  #kept = 0;

  /** @param maxClientKeys how many keys of single clients there may be; further ones are refused */
  constructor(maxClientKeys: number) {
    this.#maxClientKeys = maxClientKeys;
  }

  /** A key of the run's own. */
  shared(group: Exclude<PointKey['group'], 'client'>, ...path: readonly string[]): PointKey {
    let id: string = group;
    for (const part of path) id += `\u0000${part.length}:${part}`;
    let key = this.#shared.get(id);
    if (key === undefined) {
      key = { group, client: undefined, path };
      if (this.#kept++ < MAX_KEPT) this.#shared.set(id, key);
    }
    return key;
  }

  /** The keys of a client, to be given to {@link ofClient}. */
  client(client: string): ClientKeys {
    let keys = this.#clients.get(client);
    if (keys === undefined) {
      if (this.#clientKeys >= this.#maxClientKeys) return NO_KEYS;
      keys = new Map();
      if (this.#kept < MAX_KEPT) this.#clients.set(client, keys);
    }
    return keys;
  }

  /** Whether a client has a key of its own. */
  hasKeys(client: string): boolean {
    return (this.#clients.get(client)?.size ?? 0) > 0;
  }

  /**
   * A key of one client; `undefined` when it would be one more than there may be.
   *
   * @param keys the client's, from {@link client}
   * @param name the last part of the path; before it stands the operation unless that is training
   */
  ofClient(
    keys: ClientKeys,
    client: string,
    group: 'client' | 'sys' | 'scalar',
    operation: string,
    name: string,
  ): PointKey | undefined {
    const id = idOf(group, operation, name);
    const known = keys.get(id);
    if (known !== undefined || this.#clientKeys >= this.#maxClientKeys) return known;
    this.#clientKeys++;
    const key = { group, client, path: this.#path(group === 'scalar' ? TRAIN : operation, name) };
    if (this.#kept++ < MAX_KEPT) keys.set(id, key);
    return key;
  }

  /** Clients share the arrays of their paths. */
  #path(operation: string, name: string): readonly string[] {
    if (operation !== TRAIN) return [operation, name];
    let path = this.#paths.get(name);
    if (path === undefined) {
      path = [name];
      if (this.#paths.size < MAX_KEPT) this.#paths.set(name, path);
    }
    return path;
  }
}

/**
 * What a client's key is found by. Names of the groups `client` and `sys` are never the same; scalars and operations are
 * marked by a character that nobody begins a name with, and whoever does has it doubled.
 */
function idOf(group: PointKey['group'], operation: string, name: string): string {
  if (group === 'scalar') return `\u0000s${name}`;
  if (operation !== TRAIN) return `\u0000o${operation.length}:${operation}${name}`;
  return name.charCodeAt(0) === 0 ? `\u0000${name}` : name;
}

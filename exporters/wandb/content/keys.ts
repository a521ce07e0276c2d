import type { PointKey } from '../../projection/types.js';

/** Axis of rows that tell of a round. HiveWatch's. */
export const ROUND_AXIS = 'round';
/** Axis of rows of the tracking writer. */
export const STEP_AXIS = 'step';
/** Axis of resource samples: seconds since the run's start. */
export const TIME_AXIS = 'elapsed_sec';

const AXES: ReadonlySet<string> = new Set([ROUND_AXIS, STEP_AXIS, TIME_AXIS]);

/** Where a number goes. */
export interface KeyName {
  /** Key in W&B. */
  readonly name: string;
  /** Client whose run has it; `undefined`: the run itself. */
  readonly client: string | undefined;
}

/**
 * Makes a client's id one part of a key: `%`, slashes and control characters become `%HH` of their UTF-8 bytes, so that
 * `client/<id>/loss` can be taken apart again. Everything else stays, as HiveWatch writes it; half a surrogate pair
 * becomes the replacement character.
 */
export function escapeKeyPart(part: string): string {
  return part.replaceAll(/[%/\p{Cc}\p{Cs}]/gu, percent) || '%';
}

/** Takes {@link escapeKeyPart} and {@link escapeKeyName} back. @returns `undefined` for what neither can have made */
export function unescapeKeyPart(part: string): string | undefined {
  if (part === '%') return '';
  try {
    return decodeURIComponent(part.replaceAll(/[^%]+/g, encodeURIComponent));
  } catch {
    return undefined;
  }
}

/**
 * Makes a name that an app chose a key: slashes stay. W&B keeps keys that begin with `_` for itself, and those of axes
 * belong to axes: their first character is escaped.
 */
export function escapeKeyName(name: string): string {
  const key = escapeRest(name);
  return key.startsWith('_') || AXES.has(key) ? `${percent(key.slice(0, 1))}${key.slice(1)}` : key;
}

/** As {@link escapeKeyName}, for what stands after something else. */
function escapeRest(name: string): string {
  return name.replaceAll(/[%\p{Cc}\p{Cs}]/gu, percent) || '%';
}

/**
 * A key as `define_metric` takes it: dots mean nesting there, and a dot of the key itself has a backslash (proven with the
 * Python client 0.31: without it the definition does not meet the key). Rows have keys as they are.
 */
export function metricPath(key: string): string {
  return key.replaceAll('.', '\\.');
}

function percent(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/**
 * The keys of points in W&B, HiveWatch's: `round/accuracy`, `client/<id>/loss`, `sys/<id>/cpu_pct`. In runs of single
 * clients the id is left out (`client/loss`), so that W&B draws all clients under one key.
 */
export class KeyNames {
  readonly #clientRuns: boolean;
  readonly #names = new WeakMap<PointKey, KeyName>();

  /** @param clientRuns whether single clients' points go to runs of their own (`--per-client runs`) */
  constructor(clientRuns: boolean) {
    this.#clientRuns = clientRuns;
  }

  /** The name of a point's key. */
  of(key: PointKey): KeyName {
    let name = this.#names.get(key);
    if (name === undefined) {
      name = this.#make(key);
      this.#names.set(key, name);
    }
    return name;
  }

  #make({ group, client, path }: PointKey): KeyName {
    const whole = path.join('/');
    if (client === undefined || this.#clientRuns) {
      return { name: group === 'scalar' ? escapeKeyName(whole) : `${group}/${escapeRest(whole)}`, client };
    }
    const prefix = group === 'scalar' ? 'client' : group;
    const infix = group === 'scalar' ? 'scalar/' : '';
    return { name: `${prefix}/${escapeKeyPart(client)}/${infix}${escapeRest(whole)}`, client: undefined };
  }
}

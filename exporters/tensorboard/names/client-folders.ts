import { hashStem } from '../../journal/index.js';

/** Longest name of a folder, in bytes. */
const MAX_NAME_BYTES = 120;
/** What stands as it is; everything else becomes `%` and two hexadecimal digits for each byte of its UTF-8. */
const NOT_PLAIN = /[^A-Za-z0-9._-]/gu;
/** Names with a meaning of their own: hidden ones, hash names, event files, devices of Windows. */
const SPECIAL = /^(?:\.|h-[0-9a-f]{32}$|events\.|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/i;

/** Name of a client's folder. */
export interface ClientFolder {
  readonly name: string;
  /** The id cannot be read from the name. */
  readonly hashed: boolean;
}

/**
 * Names the folders of a run's clients: ids that are harmless file names stand as they are, others are percent-encoded
 * and can be read back. An id that is too long so, or that differs from an earlier one by case only, gets a hash name.
 */
export class ClientFolders {
  /** Names that are taken, for file systems that do not tell upper case from lower case. */
  readonly #taken = new Set<string>();

  /** The folder of a client that has none yet; the same clients in the same order get the same ones. */
  add(client: string): ClientFolder {
    const escaped = escapeFolder(client);
    const hashed = escaped === undefined || this.#taken.has(escaped.toLowerCase());
    const name = hashed ? hashStem(client) : escaped;
    this.#taken.add(name.toLowerCase());
    return { name, hashed };
  }
}

/** The id as the name of a folder; `undefined` when it is too long. */
function escapeFolder(id: string): string | undefined {
  const escaped = id.replaceAll(NOT_PLAIN, percentEncode);
  const first = escaped[0];
  if (first === undefined) return '%';
  let name = SPECIAL.test(escaped) ? `${percentEncode(first)}${escaped.slice(1)}` : escaped;
  // Windows drops a dot at the end.
  if (name.endsWith('.')) name = `${name.slice(0, -1)}%2E`;
  return name.length <= MAX_NAME_BYTES ? name : undefined;
}

function percentEncode(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

import { createHash } from 'node:crypto';

/** Longest key of a metric, param or tag, in characters (code points). */
export const MAX_KEY_CHARACTERS = 250;

/** Letters and digits of any language as Python's `\w` has them, and what MLflow allows beside them. */
const LEGAL = /^[\p{L}\p{N}_./: -]+$/u;
/** What {@link keyToken} makes; an id that looks like one is escaped, so that no two ids meet. */
const TOKEN_LIKE = /^h[0-9a-f]{16}$/;

/**
 * Why MLflow refuses a key of a metric, param or tag (`utils/validation.py`, confirmed with 3.17.2).
 *
 * @returns `undefined` for a legal one
 */
export function keyProblem(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (key.length > MAX_KEY_CHARACTERS && [...key].length > MAX_KEY_CHARACTERS)
    return `it is over ${MAX_KEY_CHARACTERS} characters`;
  if (!LEGAL.test(key)) return 'it has characters other than letters, digits, "_", "-", ".", ":", "/" and space';
  // Keys become paths in file stores: they must be what `posixpath.normpath` leaves alone.
  if (key.startsWith('..') || key.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    return 'it is no clean relative path';
  }
  return undefined;
}

/**
 * Makes any text part of a key: UTF-8 bytes outside `[A-Za-z0-9_-]` become `:HH`. Dots are escaped too, so that
 * `client.<id>.loss` can be taken apart again.
 */
export function escapeKeyPart(part: string): string {
  return TOKEN_LIKE.test(part) ? `:68${part.slice(1)}` : escapeBytes(part, /[^A-Za-z0-9_-]+/g);
}

/**
 * Takes {@link escapeKeyPart} and {@link escapeKeyName} back.
 *
 * @returns `undefined` for what neither can have made
 */
export function unescapeKeyPart(part: string): string | undefined {
  if (/:(?![0-9A-F]{2})|%/.test(part)) return undefined;
  const bytes = part.replace(/(?::[0-9A-F]{2})+/g, (run) => `%${run.slice(1).replaceAll(':', '%')}`);
  try {
    return decodeURIComponent(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Makes a name that an app chose a legal key and changes as little as it can: what MLflow takes stays, the rest becomes
 * `:HH` bytes as in {@link escapeKeyPart}, also slashes and dots that would be no clean path. Reversible.
 */
export function escapeKeyName(name: string): string {
  const parts = name.split('/').map((part) => escapeBytes(part, /[^\p{L}\p{N}_. -]+/gu));
  const clean = parts.map((part) => (part === '.' || part === '..' ? part.replaceAll('.', ':2E') : part)).join('/');
  const path = clean
    .replace(/^\.\./, ':2E.')
    .replace(/^\/+|\/+$|(?<=\/)\/+/g, (slashes) => slashes.replaceAll('/', ':2F'));
  return path;
}

/**
 * Stands for a text that is too long for a key: `h` and 16 hexadecimal digits of its SHA-256. The text itself belongs
 * into a tag that is called by the token.
 */
export function keyToken(text: string): string {
  return `h${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** As UTF-8; half a surrogate pair becomes the replacement character, which is all that UTF-8 can say of it. */
function escapeBytes(text: string, refused: RegExp): string {
  return text.replace(refused, (piece) =>
    [...Buffer.from(piece)].map((byte) => `:${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

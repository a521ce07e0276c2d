/** What stands for a value that looks like a secret. */
export const REDACTED = '[redacted]';

/** Words of a key that say that its value is secret. */
const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secrets',
  'credential',
  'credentials',
]);
const SECRET_WORDS_OF_TEXT = new Set(['token', 'authorization', 'bearer', 'cookie', 'apikey']);
/** `private_key`, `api-key`, `accessKey` … */
const KEY_KINDS = new Set(['api', 'access', 'private', 'secret', 'encryption', 'signing', 'auth', 'ssh', 'account']);
/** Tokens of language models: `pad_token`, `eos_token` … */
const VOCABULARY = new Set([
  'pad',
  'eos',
  'bos',
  'unk',
  'mask',
  'sep',
  'cls',
  'special',
  'end',
  'start',
  'stop',
  'next',
]);
/** User and password in a URL. */
const URL_CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/gi;

/**
 * Replaces values that look like secrets, by the words of their key (`apiKey`, `db_password`) or because they are URLs
 * with a password in them.
 */
export function redactSecrets(key: string, value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') {
    return value;
  }
  const words = wordsOf(key);
  if (words.some((word, index) => isSecret(word, words[index - 1], typeof value))) {
    return REDACTED;
  }
  return typeof value === 'string' ? value.replace(URL_CREDENTIALS, `$1${REDACTED}@`) : value;
}

function isSecret(word: string, previous: string | undefined, type: string): boolean {
  if (SECRET_WORDS.has(word)) {
    return true;
  }
  if (SECRET_WORDS_OF_TEXT.has(word)) {
    return type === 'string' && !(previous !== undefined && VOCABULARY.has(previous));
  }
  return word === 'key' && previous !== undefined && KEY_KINDS.has(previous);
}

/** `dbPassword`, `db_password` and `DB-PASSWORD` have the words `db` and `password`. */
function wordsOf(key: string): string[] {
  return key
    .slice(0, 256)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

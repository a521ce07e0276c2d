import { REDACTED, redactText } from './secret-text.js';

/** Words of a key that say that its value is secret. */
const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'credential',
  'credentials',
]);
const SECRET_WORDS_OF_TEXT = new Set(['token', 'authorization', 'bearer', 'cookie', 'apikey', 'jwt', 'signature']);
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
/** Keys whose verdict is remembered: the same few come with every update. */
const MAX_REMEMBERED = 1000;
/** Longest name that is remembered. */
const MAX_NAME = 256;

/** What a key says about its value. */
type Verdict = 'secret' | 'secret text' | 'harmless';

const verdicts = new Map<string, Verdict>();

/**
 * Replaces what looks like a secret: by the words of its key (`apiKey`, `db_password`), by the flag or name before it in
 * a list (`['--token', 'x']`), and inside texts by its own form (`redactText`).
 */
export function redactSecrets(key: string, value: unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') {
    return value;
  }
  const verdict = verdictOf(key);
  if (verdict === 'secret' || (verdict === 'secret text' && typeof value === 'string')) {
    return REDACTED;
  }
  if (typeof value === 'string') {
    return redactText(value);
  }
  return Array.isArray(value) ? redactAfterNames(value) : value;
}

/** Command lines (`['--password', 'x']`) and entries (`['password', 'x']`) name a secret in the member before it. */
function redactAfterNames(list: readonly unknown[]): readonly unknown[] {
  return list.map((member, index) => (index > 0 && announcesSecret(list, index - 1) ? REDACTED : member));
}

function announcesSecret(list: readonly unknown[], index: number): boolean {
  const name = list[index];
  const isName = typeof name === 'string' && (/^--?[a-z][\w.-]*$/i.test(name) || (index === 0 && list.length === 2));
  return isName && verdictOf(name) !== 'harmless';
}

function verdictOf(key: string): Verdict {
  const known = verdicts.get(key);
  if (known !== undefined) {
    return known;
  }
  const verdict = judge(wordsOf(key));
  if (verdicts.size >= MAX_REMEMBERED) {
    verdicts.clear();
  }
  if (key.length <= MAX_NAME) {
    verdicts.set(key, verdict);
  }
  return verdict;
}

function judge(words: readonly string[]): Verdict {
  const isSecret = (word: string, index: number): boolean =>
    SECRET_WORDS.has(word) || (word === 'key' && KEY_KINDS.has(words[index - 1] ?? ''));
  if (words.some(isSecret)) {
    return 'secret';
  }
  const isSecretText = (word: string, index: number): boolean =>
    SECRET_WORDS_OF_TEXT.has(word) && !VOCABULARY.has(words[index - 1] ?? '');
  return words.some(isSecretText) ? 'secret text' : 'harmless';
}

/** `dbPassword`, `db_password` and `DB-PASSWORD` have the words `db` and `password`. */
function wordsOf(key: string): string[] {
  return key
    .slice(0, MAX_NAME)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

/** What stands for what looks like a secret. */
export const REDACTED = '[redacted]';

/** Longest part of a text that is searched: more than any recorded text keeps. */
const MAX_SEARCHED = 32_768;

/** Texts without any of these hold none of the forms below; most texts are short names and end here. */
const SUSPICIOUS = /[=:@]|--|eyJ|AKIA|ASIA|sk-|gh[pousr]_|glpat-|hf_|xox|npm_|pypi-|bearer/i;

/** Names of secrets as they stand in texts. Not `tokens`, which training code counts. */
const NAME =
  'password|passwd|pwd|passphrase|passcode|secret|token|credentials?|signature|sig|jwt|' +
  'api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|secret[_-]?key|auth[_-]?key';

/** `Password=x;`, `?token=x&`, `"api_key": "x"`. Starts at a separator, so that a long word is looked at once. */
const PAIR = new RegExp(
  `((?:^|[\\s;&?,{("'])[\\w.-]{0,64}?(?:${NAME})["']?\\s{0,8}[=:]\\s{0,8})("[^"]*"|'[^']*'|[^\\s;&,"'})]+)`,
  'gi',
);
/** `--api-key x` */
const FLAG = new RegExp(`((?:^|\\s)--?[\\w-]{0,64}?(?:${NAME})\\s+)(?!-)\\S+`, 'gi');
/** `Authorization: Basic x` */
const AUTHORIZATION = /(\bauthorization["']?\s{0,8}[=:]\s{0,8}["']?(?:[a-z]+\s+)?)[^\s"',;]+/gi;
/** Secrets that are known by their own form: tokens of well-known makers, JSON web tokens, private keys. */
const KNOWN_FORMS = [
  /\bbearer\s+[\w.~+/-]{16,}=*/gi,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bsk-[\w-]{20,}/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|hf_|npm_|pypi-)\w[\w-]{15,}/g,
  /\bxox[abeprs]-[\w-]{10,}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
];
const URLS = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)([^\s"'<>]+)/gi;

/**
 * A text without the secrets that are in it: credentials of URLs and connection strings, flags of command lines, and
 * tokens of a known form. A net and no proof: a password alone in a text looks like any other word.
 */
export function redactText(text: string): string {
  if (!SUSPICIOUS.test(text)) {
    return text;
  }
  const clean = text
    .slice(0, MAX_SEARCHED)
    .replace(URLS, (_, scheme: string, rest: string) => scheme + withoutCredentials(rest))
    .replace(AUTHORIZATION, `$1${REDACTED}`)
    .replace(PAIR, `$1${REDACTED}`)
    .replace(FLAG, `$1${REDACTED}`);
  return KNOWN_FORMS.reduce((found, form) => found.replace(form, REDACTED), clean);
}

/** What follows `scheme://`. A password may hold `/` and `@` itself: then everything to the last `@` goes. */
function withoutCredentials(rest: string): string {
  const authority = rest.split(/[/?#]/, 1)[0] ?? '';
  const [user = '', password] = authority.split(':');
  const hasPort = password !== undefined && /^\d*$/.test(password);
  const hasPassword = password !== undefined && !hasPort && !user.startsWith('[');
  const end = hasPassword ? rest.lastIndexOf('@') : authority.lastIndexOf('@');
  return end === -1 ? rest : `${REDACTED}@${rest.slice(end + 1)}`;
}

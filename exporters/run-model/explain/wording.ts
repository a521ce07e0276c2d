/** Characters that a terminal or a page would take for more than text, or that would break a sentence in two. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Names that need no quotation marks inside a sentence. */
const PLAIN = /^[\p{L}\p{N}_@#/-]([\p{L}\p{N}\p{M}_.@:#/-]*[\p{L}\p{N}\p{M}_@#/-])?$/u;
const LONGEST_NAME = 48;
const MOST_NAMES = 5;

/** A duration with its unit, with three digits that matter at most. */
export function duration(seconds: number): string {
  const absolute = Math.abs(seconds);
  if (absolute < 0.0005) return '0 s';
  if (absolute < 0.0995) return `${Math.round(seconds * 1000)} ms`;
  if (absolute < 9.995) return `${seconds.toFixed(2)} s`;
  if (absolute < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 600) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `n` of something: `1 client`, `3 clients`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** A part of a whole in percent, `under 1%` rather than zero. */
export function share(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  return percent < 1 ? 'under 1%' : `${Math.round(percent)}%`;
}

/** How many times: one digit after the point below ten. */
export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times`;
}

/** Text from outside as a part of a sentence: on one line, not too long, in quotation marks where it could mislead. */
export function quoted(text: string): string {
  const clean = text.replaceAll(UNSAFE, '\ufffd').trim();
  const characters = [...clean];
  const cut = characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…` : clean;
  return PLAIN.test(cut) ? cut : `“${cut}”`;
}

/** How a client is called in a sentence. */
export type Label = (clientId: string) => string;

/** Some clients in a row; many are counted. */
export function names(ids: readonly string[], label: Label): string {
  const shown = ids.slice(0, MOST_NAMES).map(label);
  if (ids.length > MOST_NAMES) return `${shown.join(', ')} and ${ids.length - MOST_NAMES} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

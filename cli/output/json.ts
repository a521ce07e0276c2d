/** What JSON may hold as it is and a terminal, or a reader of lines, would take for more than text. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * A value as one line of JSON, with its newline. Numbers that JSON lacks become texts, as in the journal; big integers
 * become texts that keep their digits.
 */
export function toJsonLine(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return String(item);
    return typeof item === 'bigint' ? String(item) : item;
  });
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${text.replaceAll(UNSAFE, escaped)}\n`;
}

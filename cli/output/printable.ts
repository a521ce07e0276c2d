/** Characters that a terminal obeys, hides or reads as line ends, and halves of characters. Ids may hold any of them. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text that came from outside, safe to print on one line of a terminal. */
export function printable(text: string, maxLength = 60): string {
  const clean = text.replaceAll(UNSAFE, '\ufffd');
  return clean.length <= maxLength ? clean : `${clean.slice(0, maxLength - 1)}…`;
}

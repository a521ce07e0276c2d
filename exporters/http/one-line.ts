/** Bounded, control characters gone: for what others say and we repeat. @param most characters */
export function oneLine(text: string, most = 300): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

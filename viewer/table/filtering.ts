/**
 * A test for rows by what the reader typed: every word must be in one of the row's texts, in any case and with or
 * without accents. Nothing typed lets every row through.
 */
export function textFilter(query: string): (texts: readonly (string | undefined)[]) => boolean {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (texts) => {
    const all = texts.map((text) => fold(text ?? '')).join('\n');
    return words.every((word) => all.includes(word));
  };
}

/** Text without case and accents, so that `montreal` finds `Montréal`. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

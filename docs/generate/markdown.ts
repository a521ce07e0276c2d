/** Text for one cell of a table: on one line, with nothing that would end the cell. */
export function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}

/** Text in code font; empty stays empty. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** A table with a heading line. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('');
}

/**
 * Replaces what stands between two markers of a document, which are lines of their own.
 *
 * @throws Error naming the marker that is missing
 */
export function fillBetween(document: string, start: string, end: string, content: string): string {
  const from = document.indexOf(start);
  const to = document.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`expected a line ${from === -1 ? start : end}, found none`);
  return `${document.slice(0, from + start.length)}\n${content}${document.slice(to)}`;
}

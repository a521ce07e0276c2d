/** Reads CSV by the grammar of RFC 4180, character by character. @throws Error where the text breaks it */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at + 1) : plainCell(text, at);
    row.push(cell);
    if (text[end] === ',') {
      at = end + 1;
      if (at === text.length) row.push('');
    } else if (text.startsWith('\r\n', end)) {
      rows.push(row);
      row = [];
      at = end + 2;
    } else throw new Error(`no separator at ${end}: ${text.slice(end, end + 20)}`);
    // A line that ends in a comma has an empty last cell.
    if (row.length > 0 && text.startsWith('\r\n', at)) {
      rows.push([...row, '']);
      row = [];
      at += 2;
    }
  }
  return rows;
}

function quotedCell(text: string, start: number): { readonly cell: string; readonly end: number } {
  let end = text.indexOf('"', start);
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end === -1) throw new Error(`a quote is not closed from ${start} on`);
  return { cell: text.slice(start, end).replaceAll('""', '"'), end: end + 1 };
}

function plainCell(text: string, start: number): { readonly cell: string; readonly end: number } {
  let end = start;
  while (end < text.length && text[end] !== ',' && !text.startsWith('\r\n', end)) {
    if (text[end] === '"' || text[end] === '\r' || text[end] === '\n') throw new Error(`a bare sign at ${end}`);
    end++;
  }
  return { cell: text.slice(start, end), end };
}

/**
 * Reads a row as W&B does: JSON in which `NaN`, `Infinity` and `-Infinity` stand bare. Integers that a double cannot hold
 * become bigints.
 *
 * @throws SyntaxError for what is no such row
 */
export function parseRow(line: string): Record<string, unknown> {
  const marked = line.replaceAll(TOKEN, (token, string: string | undefined) => {
    if (string !== undefined) return token;
    if (/^-?\d+$/.test(token)) return Number.isSafeInteger(Number(token)) ? token : `"${MARK}${token}"`;
    return /^-?(NaN|Infinity)$/.test(token) ? `"${MARK}${token}"` : token;
  });
  const parsed: unknown = JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
    const token = value.slice(MARK.length);
    return /\d/.test(token) ? BigInt(token) : Number(token);
  });
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SyntaxError('expected an object');
  return parsed as Record<string, unknown>;
}

/** No string of a client's begins so. */
const MARK = '\ue000fake:';
const TOKEN = /("(?:[^"\\]|\\.)*")|-?(?:NaN|Infinity|\d[\d.eE+-]*)/g;

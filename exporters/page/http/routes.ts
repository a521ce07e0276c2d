/** What an address of the page is for. */
export type Route =
  | { readonly kind: 'page' }
  | { readonly kind: 'asset'; readonly name: string }
  | { readonly kind: 'runs' }
  | { readonly kind: 'runs-live' }
  | { readonly kind: 'run'; readonly stem: string }
  | { readonly kind: 'run-live'; readonly stem: string }
  /** The run file itself. */
  | { readonly kind: 'run-journal'; readonly stem: string }
  /** What the run registered, and how large it is. */
  | { readonly kind: 'run-files'; readonly stem: string }
  /** Content of one of those files. */
  | { readonly kind: 'run-file'; readonly stem: string; readonly id: string }
  | { readonly kind: 'health' }
  /** The page without the slash at its end, below which its relative addresses would be wrong. */
  | { readonly kind: 'slash'; readonly location: string };

/**
 * Reads an address by its end alone: whatever stands before is where a proxy has put the page, and may be there or not.
 *
 * @param path as it came, percent-encoded, without query
 * @returns `undefined` for what is nothing of ours
 */
export function routeOf(path: string): Route | undefined {
  const parts = path.split('/').map(decode);
  if (parts.includes(undefined)) return undefined;
  const [fifth, fourth, third = '', second = '', last = ''] = [...Array<string>(5).fill(''), ...parts].slice(-5);
  if (fifth === 'api' && fourth === 'runs' && second === 'files') return { kind: 'run-file', stem: third, id: last };
  if (fourth === 'api' && third === 'runs') {
    if (last === 'live') return { kind: 'run-live', stem: second };
    if (last === 'journal') return { kind: 'run-journal', stem: second };
    if (last === 'files') return { kind: 'run-files', stem: second };
  }
  if (third === 'api' && second === 'runs' && last !== '') return { kind: 'run', stem: last };
  if (second === 'api' && last === 'runs') return { kind: 'runs' };
  if (second === 'api' && last === 'live') return { kind: 'runs-live' };
  if (second === 'assets' && last !== '') return { kind: 'asset', name: last };
  if (last === '' || last === 'index.html') return { kind: 'page' };
  if (path === '/health' || path === '/ready') return { kind: 'health' };
  if (!last.includes('.') && second !== 'api') return { kind: 'slash', location: `./${encodeURIComponent(last)}/` };
  return undefined;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

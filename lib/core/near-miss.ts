/** Longest key that is compared: nobody mistypes more. */
const MAX_COMPARED = 40;

/**
 * The known name that somebody who wrote `key` probably meant: the same but for case and separators, or at most two
 * typing errors away (one in short names). `undefined` when there is none.
 *
 * @param names known names, by what a caller may write (a name itself, or another system's name for it)
 */
export function nearMiss(key: string, names: Iterable<readonly [written: string, meant: string]>): string | undefined {
  const wanted = fold(key);
  if (wanted === '' || wanted.length > MAX_COMPARED) {
    return undefined;
  }
  let best: string | undefined;
  let bestDistance = wanted.length < 6 ? 2 : 3;
  for (const [written, meant] of names) {
    const distance = editDistance(wanted, fold(written));
    if (distance < bestDistance) {
      best = meant;
      bestDistance = distance;
    }
  }
  return best;
}

function fold(key: string): string {
  return key.replace(/[_\-.\s]/g, '').toLowerCase();
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

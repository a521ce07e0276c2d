/**
 * Filter of `searchRuns` for a tag with exactly this value. Databases differ in case: compare what comes back.
 *
 * @returns `undefined` for a value with both kinds of quotes, which the language of filters cannot say
 */
export function tagFilter(key: string, value: string): string | undefined {
  const quote = value.includes('"') ? "'" : '"';
  // The language has no escapes: \' is two characters.
  return value.includes(quote) || key.includes('`') ? undefined : `tags.\`${key}\` = ${quote}${value}${quote}`;
}

/** A fact of an app in words. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** Most facts of one object that are shown. */
const MOST_FACTS = 200;

/** An app's object as names and texts: nested names joined by dots, lists of plain values in one line. */
export function flatten(value: { readonly [key: string]: unknown }): readonly Fact[] {
  const facts: Fact[] = [];
  const visit = (name: string, part: unknown, depth: number) => {
    if (facts.length >= MOST_FACTS) return;
    // Six levels of names are as much as fits a line; deeper ones are written as JSON.
    if (typeof part === 'object' && part !== null && !Array.isArray(part) && depth < 6) {
      for (const [key, inner] of Object.entries(part)) visit(name === '' ? key : `${name}.${key}`, inner, depth + 1);
      return;
    }
    facts.push({ name, text: textOf(part) });
  };
  visit('', value, 0);
  return facts;
}

/** A value in words; what is nested deeper than names can say is JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((part) => typeof part !== 'object' || part === null))
    return value.map(String).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

import type { LoggedFrame } from '../../exporters/page/types.js';

/** What was logged under one name. */
export interface Tag {
  readonly name: string;
  readonly numbers: LoggedFrame['numbers'];
  readonly histograms: LoggedFrame['histograms'];
  readonly texts: LoggedFrame['texts'];
}

/** Names as readers expect them: `layer2` before `layer10`. */
const collator = new Intl.Collator('en', { numeric: true });

/**
 * What was logged, by name. Of every name the server's own comes first, then clients in the order of the run's list.
 *
 * @param client only what this client logged; all when left out
 */
export function tagsOf({ numbers, histograms, texts }: LoggedFrame, client?: number): readonly Tag[] {
  const fits = (each: { readonly client?: number }) => client === undefined || each.client === client;
  const names = new Set([...numbers, ...histograms, ...texts].filter(fits).map(({ name }) => name));
  const under = <T extends { readonly name: string; readonly client?: number }>(all: readonly T[], name: string) =>
    all.filter((each) => each.name === name && fits(each)).sort((a, b) => (a.client ?? -1) - (b.client ?? -1));
  return [...names].sort(collator.compare).map((name) => ({
    name,
    numbers: under(numbers, name),
    histograms: under(histograms, name),
    texts: under(texts, name),
  }));
}

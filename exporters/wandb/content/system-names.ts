/**
 * Names that W&B's system panel draws together (its documentation, "System metrics"), by fields of resource samples.
 * What is not here keeps its name and gets a chart of its own.
 */
const NAMES: ReadonlyMap<string, string> = new Map([]);

/** The name of a resource in W&B's system panel, without `system.`. */
export function systemName(path: readonly string[]): string {
  const field = path.join('.');
  return NAMES.get(field) ?? field;
}

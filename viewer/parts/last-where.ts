/** The last entry that fits, `undefined` when none does. */
export function lastWhere<T>(list: readonly T[], fits: (entry: T) => boolean): T | undefined {
  for (let index = list.length - 1; index >= 0; index--) {
    const entry = list[index];
    if (entry !== undefined && fits(entry)) return entry;
  }
  return undefined;
}

/**
 * The value of a name that an app or a client chose. Names such as `constructor` and `toString` are in every object of
 * JavaScript, and must not be taken for something that was said.
 *
 * @returns `undefined` when the object does not have the name itself
 */
export function own<T>(values: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

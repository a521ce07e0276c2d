/** Operation of an event that names none. Its name never stands in a key. */
export const TRAIN = 'train';

/** A path with the operation before it, unless that is training. */
export function underOperation(operation: string, ...path: readonly string[]): readonly string[] {
  return operation === TRAIN ? path : [operation, ...path];
}

/** Resolves in a later turn of the event loop: what the app has waiting comes first. */
export function yieldToLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

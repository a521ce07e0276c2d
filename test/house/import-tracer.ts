import { appendFileSync } from 'node:fs';
import { type ResolveHook, register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/**
 * Writes each import of a process to a file: `node --import <this file>`, with the file's path in `FEDOTEL_IMPORT_TRACE`.
 * A line is JSON: the importing module's URL and what it asked for.
 *
 * Node.js loads this module twice: in the process, where it registers itself, and in the thread for module hooks.
 */
export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  const trace = process.env.FEDOTEL_IMPORT_TRACE;
  if (trace !== undefined && context.parentURL !== undefined) {
    appendFileSync(trace, `${JSON.stringify({ from: context.parentURL, specifier })}\n`);
  }
  return nextResolve(specifier, context);
};

if (isMainThread) {
  register(import.meta.url);
}

import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { until } from '../../support/until.js';
import { contentOf } from './open-page.js';

/**
 * Longest wait for what a page, a bridge or a demo does. Longer than elsewhere: a browser is many processes, and on a
 * busy machine the page is drawn seconds after what it shows was sent.
 */
export const PATIENCE_SECONDS = 90;

/** So much of a text is shown when it is not what was waited for. */
const SHOWN = 3000;

/**
 * Waits until a text has some words in it. What a page shows follows what was done, and is not to be asked for in the
 * same breath: it is drawn later, and the address, the status line and the content each at their own time.
 *
 * @throws Error with what it said at last
 */
export async function reads(read: () => Promise<string> | string, words: RegExp): Promise<void> {
  await holds(read, (text) => words.test(text), `it says ${words}`);
}

/** Waits until a page's content has some words in it. @throws Error with what it said at last */
export async function says(page: Page, words: RegExp): Promise<void> {
  await reads(() => contentOf(page), words);
}

/** Waits until something is equal to what is expected. @throws Error with what it was at last */
export async function becomes<T>(read: () => Promise<T>, expected: T): Promise<void> {
  await holds(read, (value) => isDeepStrictEqual(value, expected), `it becomes ${shown(expected)}`);
}

/** Waits until something is no longer what it was. @throws Error when it stays so */
export async function changes(read: () => Promise<string>, before: string, what = 'it changes'): Promise<void> {
  await holds(read, (value) => value !== before, what);
}

/** Waits until a value passes a test, and says in the error what it was at last. */
async function holds<T>(read: () => Promise<T> | T, test: (value: T) => boolean, what: string): Promise<void> {
  let last: T | undefined;
  const passes = async () => {
    last = await read();
    return test(last);
  };
  await until(what, passes, PATIENCE_SECONDS).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : error}; at last it was ${shown(last)}`, {
      cause: error,
    });
  });
}

function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))).slice(0, SHOWN);
}

import { createHash } from 'node:crypto';
import type { RunListAnswer } from '../hub/index.js';

/** The list of runs as JSON: `runs` with their curves if wanted, and `pending` and `more` where there are any. */
export function listJson({ runs, pending, more }: RunListAnswer, withCurves: boolean): string {
  return JSON.stringify({
    runs: withCurves ? runs : runs.map(({ curves: _, ...entry }) => entry),
    ...(pending === 0 ? {} : { pending }),
    ...(more === 0 ? {} : { more }),
  });
}

/** A tag that is the same for the same text; weak, because the text may be sent compressed. */
export function tagOf(text: string): string {
  return `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

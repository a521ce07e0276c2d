import type { Changes } from './change-log.js';
import type { Step } from './live-run.js';

/**
 * What a page lacks. It grows to the whole run at most, however long the page does not read: frames replace each other,
 * so that nothing needs to be queued.
 */
export interface Dirty {
  readonly reset: boolean;
  readonly clientsFrom: number | undefined;
  readonly clientsTo: number;
  readonly rounds: ReadonlySet<number>;
  readonly logged: boolean;
}

/** A page that has to begin again. */
export const RESET: Dirty = { reset: true, clientsFrom: undefined, clientsTo: -1, rounds: new Set(), logged: false };

/** What a page lacks that lacks these changes. */
export function dirtyOf(changes: Changes | undefined): Dirty {
  return changes === undefined ? RESET : { reset: false, ...changes };
}

/** What a page lacks after a further step that it was not told of either. */
export function withStep(dirty: Dirty | undefined, step: Step): Dirty | undefined {
  if (step.kind === 'same') return dirty;
  if (step.kind === 'reset' || dirty?.reset === true) return RESET;
  if (dirty === undefined) return dirtyOf(step);
  const froms = [dirty.clientsFrom, step.clientsFrom].filter((from) => from !== undefined);
  return {
    reset: false,
    clientsFrom: froms.length === 0 ? undefined : Math.min(...froms),
    clientsTo: Math.max(dirty.clientsTo, step.clientsTo),
    rounds: new Set([...dirty.rounds, ...step.rounds]),
    logged: dirty.logged || step.logged,
  };
}

/** The same text for pages that lack the same. */
export function dirtyKey({ reset, clientsFrom, clientsTo, rounds, logged }: Dirty): string {
  return reset ? 'reset' : `${clientsFrom ?? ''}-${clientsTo}|${logged}|${[...rounds].sort((a, b) => a - b).join()}`;
}

import assert from 'node:assert/strict';
import { type Core, createCore } from '../../../lib/core/core.js';
import type { EventRecord, UpdateRecord } from '../../../lib/core/records.js';
import type { Warnings } from '../../../lib/core/warnings.js';
import { startRunOn } from '../../../lib/run/start-run.js';
import type { Run, RunOptions } from '../../../lib/types.js';

/** A warning that was given. */
export interface SaidWarning {
  readonly code: string;
  readonly message: string;
  readonly about: string;
}

/** Warnings that are kept and not printed. */
export function createSilentWarnings(): Warnings & { readonly said: SaidWarning[] } {
  const said: SaidWarning[] = [];
  return { said, warn: (code, message, about = '') => said.push({ code, message, about }) };
}

/** A core of a test's own, with a run on it, and what came of it. */
export interface Recording {
  readonly core: Core;
  readonly run: Run;
  readonly warnings: readonly SaidWarning[];
  /** Updates in the outbox, oldest first. */
  updates(): UpdateRecord[];
  /** Events in the outbox, oldest first; only those of one name when it is given. */
  events(name?: string): EventRecord[];
  /** The single event of a name. */
  event(name: string): EventRecord;
}

const ALL = { maxRecords: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

/** Starts a run on a core that nothing else uses. */
export function record(options: Partial<RunOptions> = {}): Recording {
  const silent = createSilentWarnings();
  const core = createCore(silent);
  const run = startRunOn(core, { job: 'digits', ...options });
  const events = (name?: string): EventRecord[] =>
    core.outbox.events.peek(ALL).records.filter((event) => name === undefined || event.name === name);
  return {
    core,
    run,
    warnings: silent.said,
    updates: () => core.outbox.points.peek(ALL).records.filter((point) => point.kind === 'update'),
    events,
    event(name) {
      const [event, ...more] = events(name);
      assert.ok(event !== undefined, `there is no ${name}`);
      assert.equal(more.length, 0, `there is more than one ${name}`);
      return event;
    },
  };
}

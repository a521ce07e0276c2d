import type { RunReference } from '../sink.js';
import { findNotes, keepNote, type NoteKind, type RunNote, removeNote } from './run-notes.js';

/** A run that a destination takes nothing of, `since` then, until somebody changes something. */
export interface ParkedRun extends RunNote {
  /** One line: what is wrong, and what to do. */
  readonly reason: string;
}

/** The parked runs of one sink, kept on disk so that `fedotel runs show` can tell. */
export interface ParkedRuns {
  /** Keeps why a run is parked. A disk that does not take it is no reason to go on: the run is parked all the same. */
  add(run: RunReference, reason: string): Promise<void>;
  /** The run is delivered again. */
  remove(run: RunReference): Promise<void>;
}

const PARKED: NoteKind<ParkedRun> = { folder: 'parked', fields: ['reason'] };

class ParkedRunFiles implements ParkedRuns {
  constructor(
    readonly sink: string,
    readonly stateDir: string,
  ) {}

  async add(run: RunReference, reason: string): Promise<void> {
    // What the disk does not take is said by the runner in any case.
    await keepNote(PARKED, this.stateDir, run, { sink: this.sink, reason }).catch(() => undefined);
  }

  async remove({ stem }: RunReference): Promise<void> {
    await removeNote(PARKED, this.stateDir, stem).catch(() => undefined);
  }
}

/** @param stateDir folder of the sink */
export function createParkedRuns(sink: string, stateDir: string): ParkedRuns {
  return new ParkedRunFiles(sink, stateDir);
}

/**
 * Every destination that has parked a run; damaged notes are passed over.
 *
 * @param runsDir folder of the journals
 * @param stem name of the run's files without ending
 */
export function findParked(runsDir: string, stem: string): Promise<readonly ParkedRun[]> {
  return findNotes(PARKED, runsDir, stem);
}

import type { RunReference } from '../sink.js';
import { findNotes, keepNote, type NoteKind, type RunNote } from './run-notes.js';

/** Somebody pressed Stop in a destination's page, `since` then. Nothing leads from there to the app: people are told. */
export type StopRequest = RunNote;

const STOP_REQUESTS: NoteKind<StopRequest> = { folder: 'stop-requests', fields: [] };

/**
 * Keeps on disk that a run was asked to stop, so that `fedotel runs show` can tell.
 *
 * @param stateDir folder of the sink
 * @throws Error (system error) when the disk does not take it
 */
export function keepStopRequest(sink: string, stateDir: string, run: RunReference): Promise<void> {
  return keepNote(STOP_REQUESTS, stateDir, run, { sink });
}

/**
 * Every destination in whose page a run was asked to stop; damaged notes are passed over.
 *
 * @param runsDir folder of the journals
 * @param stem name of the run's files without ending
 */
export function findStopRequests(runsDir: string, stem: string): Promise<readonly StopRequest[]> {
  return findNotes(STOP_REQUESTS, runsDir, stem);
}

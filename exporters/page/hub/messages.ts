import { Buffer } from 'node:buffer';
import { atOnce, STEP, type Steps } from '../../steps/index.js';
import { documentText, type FrameSet, frameText, toDocument } from '../frames/index.js';
import type { LiveMessage } from '../types.js';
import type { Dirty } from './dirty.js';

/** More than this is not patched into a page: it loads the document again, which is compressed and shared by all pages. */
const MAX_PATCH_BYTES = 4 * 1024 * 1024;

/** The JSON of frames, which are immutable, in pieces: each is written once, however many pages and documents it goes into. */
const written = new WeakMap<object, readonly string[]>();

/** Characters of one such piece. */
const PIECE_LENGTH = 64 * 1024;

/** Writes the JSON of a frame, so that it is at hand when it is asked for. */
export function* writeFrame(frame: object): Steps<readonly string[]> {
  const known = written.get(frame);
  if (known !== undefined) return known;
  const pieces: string[] = [];
  let few: string[] = [];
  let length = 0;
  for (const text of frameText(frame)) {
    few.push(text);
    length += text.length;
    if (length >= PIECE_LENGTH) {
      pieces.push(few.join(''));
      few = [];
      length = 0;
    }
    yield STEP;
  }
  pieces.push(few.join(''));
  written.set(frame, pieces);
  return pieces;
}

/** The JSON of a frame in pieces; a second time costs nothing. */
function frameJson(frame: object): readonly string[] {
  return atOnce(writeFrame(frame));
}

function* writtenText(frame: object): Generator<string, void> {
  yield* yield* writeFrame(frame);
}

/** One server-sent event. Without an id the page's place in the journal stays as it was. */
export function eventText(kind: LiveMessage['kind'] | 'runs', json: string, id?: number): string {
  return eventParts(kind, [json], id).join('');
}

function eventParts(kind: LiveMessage['kind'] | 'runs', json: readonly string[], id?: number): string[] {
  return [`event: ${kind}\n${id === undefined ? '' : `id: ${id}\n`}data: `, ...json, '\n\n'];
}

/**
 * What brings a page from where it is to the given frames. Only the last event says the new place: a page whose connection
 * breaks in between asks again for all of it.
 */
export function patchOf(dirty: Dirty, frames: FrameSet, sequence: number): Buffer {
  if (dirty.reset) return resetOf('the run began anew', sequence);
  const parts: string[] = [];
  const { clientsFrom, clientsTo } = dirty;
  if (clientsFrom !== undefined) {
    const clients = frames.clients.slice(clientsFrom, clientsTo + 1);
    parts.push(eventText('clients', JSON.stringify({ from: clientsFrom, clients })));
  }
  for (const frame of frames.rounds) {
    if (dirty.rounds.has(frame.round)) parts.push(...eventParts('round', frameJson(frame)));
  }
  if (dirty.logged) parts.push(...eventParts('logged', frameJson(frames.logged)));
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  if (size > MAX_PATCH_BYTES && dirty.rounds.size > 1) return resetOf('the page is far behind', sequence);
  parts.push(...eventParts('run', frameJson(frames.run), sequence));
  return Buffer.from(parts.join(''));
}

function resetOf(reason: string, sequence: number): Buffer {
  return Buffer.from(eventText('reset', JSON.stringify({ reason }), sequence));
}

/** A run's document as JSON (`RunDocument`) in pieces, put together from what was written before. */
export function documentPieces(frames: FrameSet, sequence: number): Iterable<string> {
  return documentText(toDocument(frames, sequence), writtenText);
}

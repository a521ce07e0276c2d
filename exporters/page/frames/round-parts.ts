import type { RoundDetails } from '../../run-model/index.js';
import { atOnce, type Steps } from '../../steps/index.js';
import type { ClientColumns, EventEntry, RoundFrame, TaskFrame } from '../types.js';

/** What a round's frame is put together from. */
export interface RoundParts {
  readonly results: Omit<RoundFrame, 'clients' | 'tasks' | 'events'>;
  /** What the rest is made of, to be held until that is done. */
  details(): Steps<RoundDetails>;
  clients(details: RoundDetails): Steps<ClientColumns>;
  tasks(details: RoundDetails): Steps<readonly TaskFrame[]>;
  events(details: RoundDetails): Steps<readonly EventEntry[]>;
}

const known = new WeakMap<object, RoundParts>();

/**
 * The frame of a round. It holds the round's results; what it has of single clients is made each time that it is asked for,
 * which is once for a page's JSON, because in memory it would take as much as everything else of the run.
 */
export function frameOf(parts: RoundParts): RoundFrame {
  const made = <T>(make: (details: RoundDetails) => Steps<T>) => atOnce(make(atOnce(parts.details())));
  const frame: RoundFrame = {
    ...parts.results,
    get clients() {
      return made(parts.clients);
    },
    get tasks() {
      return made(parts.tasks);
    },
    get events() {
      return made(parts.events);
    },
  };
  known.set(frame, parts);
  return frame;
}

/** What a frame was put together from, to make it in steps; `undefined` for any other object. */
export function partsOf(frame: object): RoundParts | undefined {
  return known.get(frame);
}

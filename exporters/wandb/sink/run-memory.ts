import { join } from 'node:path';
import { runFileStem } from '../../journal/index.js';
import { headOf } from '../../sink-parts/index.js';
import { projectName } from '../settings/index.js';
import type { ChannelTools } from './channel-tools.js';
import type { RunTracker } from './run-tracker.js';
import { type RunState, readState, writeState } from './state-file.js';

/** What is remembered of a run on disk, made when there is nothing. */
export class RunMemory {
  readonly path: string;
  readonly #tools: ChannelTools;
  readonly #tracker: RunTracker;
  #state: RunState | undefined;

  constructor(stem: string, tracker: RunTracker, tools: ChannelTools) {
    this.path = join(tools.stateDir, `${runFileStem(stem)}.json`);
    this.#tools = tools;
    this.#tracker = tracker;
  }

  /** What is remembered. What is about another journal, which was there under the same name, is forgotten. */
  async read(): Promise<RunState> {
    if (this.#state !== undefined) return this.#state;
    const { first, describe } = this.#tracker;
    const head = first === undefined ? '' : headOf(first);
    const known = await readState(this.path);
    if (known?.head === head) {
      this.#state = known;
      return known;
    }
    const { settings, perClient } = this.#tools;
    this.#state = {
      head,
      perClient,
      project: settings.project ?? projectName(describe?.job ?? ''),
      finishes: [],
      draft: undefined,
      pending: undefined,
      written: {},
      directories: [],
      refused: undefined,
    };
    return this.#state;
  }

  /** Takes over a state that somebody else has written. */
  adopt(state: RunState): void {
    this.#state = state;
  }

  /** Keeps a state. @throws Error (system error) when the disk does not take it */
  async write(state: RunState): Promise<void> {
    await writeState(this.path, state);
    this.#state = state;
  }
}

import { readJournalFile } from '../../journal/index.js';
import { createRunModel, isDetail, type RunModel, type RunView } from '../../run-model/index.js';
import { inTurns } from '../../sink-parts/index.js';
import { createFrames, type FrameSet, type Frames, type PlaceLookup } from '../frames/index.js';
import type { RunListEntry } from '../types.js';
import { ChangeLog, type Changes, rangeOf } from './change-log.js';
import { writeFrame } from './messages.js';
import type { RunFileState } from './run-folder.js';

/** What a step of a run brought. */
export type Step =
  | { readonly kind: 'same' }
  | ({ readonly kind: 'changed' } & Changes)
  /** Pages of before have to begin again. */
  | { readonly kind: 'reset' };

/** How far the details of a run may grow before old ones are let go. */
const SPARE = 1.5;

/** Options of {@link LiveRun}. */
export interface LiveRunOptions {
  readonly path: string;
  readonly stem: string;
  /**
   * Bytes of the journal, the newest, whose single clients are shown; older rounds keep their results. A run that grows
   * beyond one and a half times as much is read again, so that memory is bounded.
   */
  readonly detailBytes: number;
  readonly lookup?: PlaceLookup | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** One run in memory, as far as its journal was read. */
export class LiveRun {
  /** Bytes of the journal that the model holds about, for the hub's account of memory. */
  weight = 0;
  /** When somebody last asked for it; the hub's clock. */
  lastUsed = 0;
  /** The same as epoch milliseconds. */
  usedAt = 0;
  /** A page shows it: frames are written as JSON while their clients are at hand. Otherwise each is when it is asked for. */
  isOpened = false;
  /** Told of each step at once, before anybody can see its frames: who writes them to pages must know what they change. */
  onStep: (step: Step) => void = () => undefined;
  readonly #options: LiveRunOptions;
  #model: RunModel = createRunModel();
  #frames: Frames;
  #changes = new ChangeLog();
  /** As of the last step, with its frames. */
  #view: RunView | undefined;
  #set: FrameSet | undefined;
  /** Up to where the journal was read; ahead of `#sequence` while it is being read. */
  #position = 0;
  #sequence = 0;
  #inode: number | undefined;
  /** Place in the journal from which on single clients are shown. */
  #detailFrom = 0;
  #generation = 0;
  #reading: Promise<unknown> = Promise.resolve();
  #isReading = false;

  constructor(options: LiveRunOptions) {
    this.#options = options;
    this.#frames = createFrames({ stem: options.stem, lookup: options.lookup });
  }

  /** Place in the journal that the frames are of. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Changes whenever the journal was replaced by another. */
  get generation(): number {
    return this.#generation;
  }

  /** The journal says that the run has ended. */
  get isOver(): boolean {
    return this.#set?.run.state === 'finished' || this.#set?.run.state === 'failed';
  }

  /** Frames as of the last step. @throws Error before the first */
  get frames(): FrameSet {
    if (this.#set === undefined) throw new Error('the run was not read yet');
    return this.#set;
  }

  /**
   * Reads what is new in the journal. Calls at the same time wait for each other.
   *
   * @throws JournalFormatError when a newer version wrote it, Error (system error) when it cannot be read
   */
  async advance(file: RunFileState): Promise<Step> {
    const step = this.#reading.then(async () => {
      this.#isReading = true;
      try {
        return await this.#advance(file);
      } finally {
        this.#isReading = false;
      }
    });
    this.#reading = step.catch(() => undefined);
    return step;
  }

  /** Judges silence again: a run that says nothing for long is interrupted. */
  refresh(): Step {
    const before = this.#set?.run.state;
    const view = this.#view;
    if (view === undefined || before !== 'running' || this.#isReading) return { kind: 'same' };
    const { run } = this.#show(view, this.#frames.update(view, this.#options.now()));
    return run.state === before ? { kind: 'same' } : this.#tell({ ...NOTHING, kind: 'changed' });
  }

  /** What a page needs that is as of a place in the journal; `undefined` when it has to begin again. */
  since(sequence: number): Changes | undefined {
    if (sequence > this.#sequence) return undefined;
    return this.#changes.since(
      sequence,
      this.frames.rounds.map(({ round }) => round),
    );
  }

  /** A line for the list of runs. @throws Error before the first step */
  entry(): RunListEntry {
    if (this.#view === undefined) throw new Error('the run was not read yet');
    return this.#frames.entry(this.#view, this.#options.now(), true);
  }

  async #advance(file: RunFileState): Promise<Step> {
    const replaced = this.#inode !== undefined && (this.#inode !== file.inode || file.size < this.#position - 1);
    if (replaced) this.#forget(0);
    const trimmed = this.#trim(file.size);
    const before = replaced || trimmed ? undefined : this.#set;
    this.#inode = file.inode;
    if (before !== undefined && file.size <= this.#position) return { kind: 'same' };
    const { path } = this.#options;
    let events = 0;
    for await (const { event, sequence } of readJournalFile(path, { from: this.#position })) {
      this.#changes.note(event, sequence, (id) => this.#frames.indexOf(id));
      if (sequence > this.#detailFrom || !isDetail(event)) this.#model.apply(event);
      this.#position = sequence;
      events += 1;
    }
    this.weight = this.#position - this.#detailFrom;
    if (events === 0 && before !== undefined) return { kind: 'same' };
    const after = await this.#update();
    if (trimmed || after.shrunk) this.#changes.reset(this.#sequence);
    if (replaced || trimmed || after.shrunk) return this.#tell({ kind: 'reset' });
    const known = new Set(before?.rounds);
    const rounds = after.rounds.filter((frame) => !known.has(frame)).map(({ round }) => round);
    const logged = after.logged !== before?.logged;
    return this.#tell({ kind: 'changed', ...rangeOf(after.changedClients), rounds: new Set(rounds), logged });
  }

  #tell(step: Step): Step {
    this.onStep(step);
    return step;
  }

  /** Makes frames of what is new; nobody sees them before all are there. */
  async #update(): Promise<FrameSet> {
    const frames = this.#frames;
    const isOpened = () => this.isOpened;
    frames.measure(this.#model.resources());
    const view = await inTurns(
      this.#model.viewSteps(function* (round, upToIt) {
        const frame = yield* frames.meet(round, upToIt);
        if (isOpened()) yield* writeFrame(frame);
      }),
    );
    return this.#show(view, await inTurns(frames.updateSteps(view, this.#options.now())));
  }

  #show(view: RunView, set: FrameSet): FrameSet {
    this.#view = view;
    this.#set = set;
    this.#sequence = this.#position;
    return set;
  }

  /** Lets go of old details when there are too many. @returns whether the run has to be read again for that */
  #trim(size: number): boolean {
    const { detailBytes } = this.#options;
    const isNew = this.#position === 0;
    if (size - this.#detailFrom <= detailBytes * (isNew ? 1 : SPARE)) return false;
    if (isNew) this.#detailFrom = size - detailBytes;
    else this.#forget(size - detailBytes);
    return !isNew;
  }

  #forget(detailFrom: number): void {
    this.#detailFrom = detailFrom;
    this.#model = createRunModel();
    this.#frames = createFrames({ stem: this.#options.stem, lookup: this.#options.lookup });
    this.#changes = new ChangeLog();
    this.#position = 0;
    this.#generation += 1;
  }
}

const NOTHING: Changes = { clientsFrom: undefined, clientsTo: -1, rounds: new Set(), logged: false };

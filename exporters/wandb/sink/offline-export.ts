import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SequencedEvent } from '../../bridge/sink.js';
import { createRunContent, type RunChoices, type RunContent, type RunEnding } from '../content/index.js';
import { directoryName, type FinishedDraft, OfflineRun, publish } from '../offline/index.js';
import { runIdOf } from '../settings/index.js';
import type { ArtifactOutput, RunOutput, WandbOutput } from '../types.js';
import { keepClaim, newDraftPrefix, removeClaim } from './draft-claim.js';
import { type ArtifactSource, runArtifacts } from './run-artifacts.js';
import { type PendingDirectory, type RunState, writeState } from './state-file.js';

/** Events between two looks at what has gathered in memory. */
const EVENTS_AT_ONCE = 500;
/** Bytes that may gather in memory for all files, and for one of them. */
const GATHERED_BYTES = 32 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** Key of the run itself among those of its clients. */
const OWN = '';

/** What writing a run's directories needs. */
export interface OfflineExportOptions {
  readonly runId: string;
  readonly state: RunState;
  readonly stateFile: string;
  /** The state is gone with this process: nobody will go on by it. */
  readonly passing: boolean;
  /** The folder `wandb`. */
  readonly folder: string;
  readonly entity: string | undefined;
  readonly choices: RunChoices;
  /** How the run has ended. */
  readonly ending: RunEnding;
  /** The run's events from the first one on; those after {@link upTo} are left for later. */
  readonly events: AsyncIterable<SequencedEvent> | Iterable<SequencedEvent>;
  /** Byte offset of the last event that belongs to the directories. */
  readonly upTo: number;
  /** Where files come from; the content knows the rest. */
  readonly artifacts: Omit<ArtifactSource, 'id' | 'describe' | 'files' | 'bestRound'>;
  warn(text: string): void;
}

/**
 * Writes what earlier directories of a run do not have into new ones: one for the run, and one for each client that has
 * a run of its own. The run is folded from its first event on, in one pass; memory does not grow with it.
 *
 * It may be killed at any instant: directories get their names when all are whole and when it is noted that they are.
 *
 * @returns the state afterwards
 * @throws Error (system error) when the disk does not take it; it can be called again
 */
export async function writeDirectories(options: OfflineExportOptions): Promise<RunState> {
  const pass = new ExportPass(options);
  try {
    return await pass.run();
  } catch (error) {
    await pass.discard();
    throw error;
  }
}

/**
 * Ends what an earlier process had begun: gives directories that are whole their names, removes those that are not.
 *
 * @throws Error (system error) when the disk does not take it
 */
export async function resumeDirectories(stateFile: string, folder: string, state: RunState): Promise<RunState> {
  if (state.pending === undefined && state.draft === undefined) return state;
  let next = state;
  if (state.pending !== undefined) next = await publishAll(folder, state);
  else {
    const names = await readdir(folder).catch(() => []);
    const drafts = names.filter((name) => name.startsWith(state.draft ?? '\0'));
    for (const name of drafts) await rm(join(folder, name), { recursive: true, force: true });
    next = { ...state, draft: undefined };
  }
  await writeState(stateFile, next);
  if (state.draft !== undefined) await removeClaim(folder, state.draft);
  return next;
}

/** Gives directories their names. */
async function publishAll(folder: string, state: RunState): Promise<RunState> {
  if (state.pending === undefined) return state;
  const { finish, directories } = state.pending;
  for (const { draftName, name } of directories) await publish(folder, draftName, name);
  const written = directories.map((directory) => [directory.client, directory.written] as const);
  return {
    ...state,
    draft: undefined,
    pending: undefined,
    finishes: [...state.finishes, finish],
    written: { ...state.written, ...Object.fromEntries(written) },
    directories: [...state.directories, ...directories.map(({ name }) => name)],
  };
}

/** One pass over a run's events. */
class ExportPass {
  readonly #options: OfflineExportOptions;
  readonly #draft = newDraftPrefix();
  readonly #runs = new Map<string, OfflineRun>();
  readonly #content: RunContent;
  /** The run is written into another directory than its first. */
  readonly #isLate: boolean;

  constructor(options: OfflineExportOptions) {
    this.#options = options;
    this.#isLate = options.state.finishes.length > 0;
    this.#content = createRunContent({
      perClient: options.state.perClient,
      choices: options.choices,
      take: (output, client) => this.#runOf(client ?? OWN).take(this.#named(output)),
    });
  }

  async run(): Promise<RunState> {
    const { state, stateFile, passing, folder, upTo, ending } = this.#options;
    const claimed = { stateFile: passing ? undefined : stateFile };
    await keepClaim(folder, this.#draft, { ...claimed, whole: [] });
    await writeState(stateFile, { ...state, draft: this.#draft });
    await this.#fold();
    const settled = !ending.complete;
    if (settled) this.#content.settle();
    const artifacts = await this.#artifacts();
    let directories: readonly PendingDirectory[];
    try {
      for (const artifact of artifacts.artifacts) this.#runOf(OWN).take(artifact);
      this.#content.finish(ending);
      directories = await this.#finish();
    } finally {
      await artifacts.remove();
    }
    const pending = { finish: { sequence: upTo, settled }, directories };
    const whole = { ...state, draft: this.#draft, pending };
    await writeState(stateFile, whole);
    await keepClaim(folder, this.#draft, {
      ...claimed,
      whole: directories.map(({ draftName, name }) => ({ draftName, name })),
    });
    const next = await publishAll(folder, whole);
    await writeState(stateFile, next);
    await removeClaim(folder, this.#draft);
    return next;
  }

  async discard(): Promise<void> {
    try {
      for (const run of this.#runs.values()) await run.discard();
      await removeClaim(this.#options.folder, this.#draft);
    } catch {
      // The claim stays with what could not be removed, for a later process.
    }
  }

  async #fold(): Promise<void> {
    const { events, upTo, state } = this.#options;
    const finishes = new Map(state.finishes.map((finish) => [finish.sequence, finish]));
    let untilReady = EVENTS_AT_ONCE;
    for await (const { event, sequence } of events) {
      if (sequence > upTo) break;
      this.#content.apply(event);
      const finish = finishes.get(sequence);
      if (finish?.settled === true) this.#content.settle();
      // The end is that of then, which no directory gets any more; the table of places was a row.
      if (finish !== undefined) this.#content.finish(this.#options.ending);
      if (--untilReady > 0) continue;
      untilReady = EVENTS_AT_ONCE;
      const most = Math.min(CHUNK_BYTES, GATHERED_BYTES / this.#runs.size);
      for (const run of this.#runs.values()) await run.ready(most);
    }
  }

  async #artifacts(): Promise<{ readonly artifacts: readonly ArtifactOutput[]; remove(): Promise<void> }> {
    const { describe, files, bestRound, untoldClients } = this.#content;
    const { runId, artifacts, warn } = this.#options;
    if (untoldClients > 0) {
      warn(`run ${JSON.stringify(runId)} has too many clients: ${untoldClients} have no run of their own`);
    }
    return runArtifacts({ ...artifacts, id: runIdOf(runId), describe, files, bestRound });
  }

  async #finish(): Promise<readonly PendingDirectory[]> {
    const directories: PendingDirectory[] = [];
    for (const [client, run] of this.#runs) {
      const finished: FinishedDraft | undefined = await run.finish(this.#options.ending.timeMillis);
      if (finished !== undefined) directories.push({ client, ...finished });
    }
    return directories;
  }

  #runOf(client: string): OfflineRun {
    let run = this.#runs.get(client);
    if (run === undefined) {
      const { runId, state, folder, entity, warn } = this.#options;
      const id = this.#idOf(client);
      run = new OfflineRun({
        target: { id, project: state.project, entity },
        folder,
        draftName: `${this.#draft}${id}`,
        written: state.written[client],
        warn: (text) => warn(`run ${JSON.stringify(runId)}: ${text}`),
      });
      this.#runs.set(client, run);
    }
    return run;
  }

  /** Late data are a run of their own: what is synced into a run that is there stands behind its rows a second time. */
  #idOf(client: string): string {
    const { runId, state } = this.#options;
    return numbered(runIdOf(client === OWN ? runId : `${runId}/${client}`), state);
  }

  #named(output: WandbOutput): WandbOutput {
    if (output.kind !== 'run' || !this.#isLate) return output;
    const late: RunOutput = {
      ...output,
      displayName: `${output.displayName ?? this.#options.runId} (late data)`,
      config: { ...output.config, 'fl/late_data_of': runIdOf(this.#options.runId) },
    };
    return late;
  }
}

/** Name that the run's next directory will have, to see whether somebody else has written it. */
export function nextDirectoryName(runId: string, state: RunState, startMillis: number): string {
  return directoryName(numbered(runIdOf(runId), state), startMillis);
}

/** The id of a run's next directory. What W&B refused over HTTP may be there in part, under the id itself. */
function numbered(id: string, { finishes, refused }: RunState): string {
  const number = finishes.length + (refused === undefined ? 1 : 2);
  return number === 1 ? id : `${id}-${number}`;
}

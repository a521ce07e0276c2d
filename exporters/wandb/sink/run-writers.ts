import { join } from 'node:path';
import { runFileStem } from '../../journal/index.js';
import { runIdOf } from '../settings/index.js';
import type { WandbOutput } from '../types.js';
import type { ChannelTools } from './channel-tools.js';
import type { RunWriter, WriteFlush, WriteResult } from './run-writer.js';

/** Which run the writers are for. */
export interface RunWritersOptions {
  readonly runId: string;
  readonly stem: string;
  readonly project: string;
  /** Mark of journal and per-client choice. */
  readonly fold: string;
  /** The user pressed Stop in W&B's page. */
  stopped(): void;
}

/** The writers of a run: one for the run itself, and one for each client that has a run of its own. */
export class RunWriters {
  readonly #options: RunWritersOptions;
  readonly #tools: ChannelTools;
  /** By client; `undefined` is the run itself. */
  readonly #writers = new Map<string | undefined, RunWriter>();
  readonly #waiting = new Map<RunWriter, WandbOutput[]>();

  constructor(options: RunWritersOptions, tools: ChannelTools) {
    this.#options = options;
    this.#tools = tools;
  }

  get isIdle(): boolean {
    return [...this.#writers.values()].every((writer) => writer.isIdle);
  }

  /** Takes an output of the run, or of a client's. */
  take(output: WandbOutput, client: string | undefined): void {
    const writer = this.#writerOf(client);
    const waiting = this.#waiting.get(writer);
    if (waiting === undefined) this.#waiting.set(writer, [output]);
    else waiting.push(output);
  }

  /** Hands over what was taken. Ends when there is room for more. */
  async ready(): Promise<WriteResult> {
    this.#hand();
    for (const writer of this.#writers.values()) {
      const result = await writer.ready();
      if (result.kind !== 'ok') return result;
    }
    return { kind: 'ok' };
  }

  /** Brings everything that was taken. The runs of clients come after the run itself. */
  async flush(how: WriteFlush): Promise<WriteResult> {
    this.#hand();
    for (const writer of this.#writers.values()) {
      const result = await writer.flush(how);
      if (result.kind !== 'ok') return result;
    }
    return { kind: 'ok' };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
    this.#writers.clear();
    this.#waiting.clear();
  }

  #hand(): void {
    for (const [writer, outputs] of this.#waiting) writer.take(outputs);
    this.#waiting.clear();
  }

  #writerOf(client: string | undefined): RunWriter {
    let writer = this.#writers.get(client);
    if (writer === undefined) {
      const { runId, stem, project, fold, stopped } = this.#options;
      const { settings, stateDir, warn, progress } = this.#tools;
      const id = runIdOf(client === undefined ? runId : `${runId}/${client}`);
      // In a folder of their own, by which they can be removed with the run.
      const place = client === undefined ? runFileStem(stem) : join(`${runFileStem(stem)}.clients`, runFileStem(id));
      writer = this.#tools.createWriter({
        target: { id, project, entity: settings.entity },
        fold,
        stateFile: join(stateDir, `${place}.online.json`),
        warn,
        progress,
        stopped: client === undefined ? stopped : () => undefined,
      });
      this.#writers.set(client, writer);
    }
    return writer;
  }
}

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf } from '../../sink-parts/index.js';
import type { MlflowResult, MlflowRun } from '../api/index.js';
import { failureOf, type Outcome } from './outcome.js';

/**
 * Creates runs of which there must be one. MLflow cannot be told to create a run unless it is there, and a request that
 * nobody waits for any more (the answer was lost, the process killed) may be carried out later: behind a locked database
 * after 20 s. So what is being created is noted on disk first, and while an earlier try may still come true, a run is
 * only looked for.
 */
export class RunCreation {
  readonly #path: string;
  readonly #uncertainMillis: number;

  /** @param path file for the note; @param uncertainSeconds how long an unanswered request may still be carried out */
  constructor(path: string, uncertainSeconds: number) {
    this.#path = path;
    this.#uncertainMillis = uncertainSeconds * 1000;
  }

  /**
   * Creates a run that was looked for and not found.
   *
   * @param what tells it from other runs that are created with the same note
   */
  async create(what: string, request: () => Promise<MlflowResult<MlflowRun>>): Promise<Outcome<MlflowRun>> {
    const tried = await this.#triedAt(what);
    if (tried !== undefined && Date.now() - tried < this.#uncertainMillis) {
      const reason = `nobody knows yet whether ${what} was created`;
      return { kind: 'retry', reason, afterSeconds: Math.min(1, this.#uncertainMillis / 1000), expected: true };
    }
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await writeFile(this.#path, JSON.stringify({ what, at: Date.now() }), { mode: 0o600 });
    } catch (error) {
      return { kind: 'retry', reason: reasonOf(error) };
    }
    const result = await request();
    if (result.kind !== 'retry' || !result.unsure) await this.forget();
    return result.kind === 'ok' ? result : failureOf(result);
  }

  /** The run is there: what was noted is over. */
  async forget(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  async #triedAt(what: string): Promise<number | undefined> {
    try {
      const note = JSON.parse(await readFile(this.#path, 'utf8')) as { readonly what?: unknown; readonly at?: unknown };
      return note.what === what && typeof note.at === 'number' ? note.at : undefined;
    } catch {
      return undefined;
    }
  }
}

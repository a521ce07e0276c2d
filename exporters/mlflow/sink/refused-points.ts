import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunReference } from '../../bridge/sink.js';
import { runFileStem } from '../../journal/index.js';
import type { RunPoint } from './batches.js';

/** Refused points that are said one by one; further ones are in the file. */
const MAX_SAID = 10;

/** Points that MLflow will never take: each has a line in `<run>.refused.jsonl`, so that nothing is lost unseen. */
export class RefusedPoints {
  /** Points refused since the start. */
  count = 0;
  readonly #stateDir: string;
  readonly #warn: (text: string) => void;

  constructor(stateDir: string, warn: (text: string) => void) {
    this.#stateDir = stateDir;
    this.#warn = warn;
  }

  /** Sets one point aside. */
  async add(run: RunReference, { name, step, timeMillis, value }: RunPoint, reason: string): Promise<void> {
    this.count += 1;
    const path = join(this.#stateDir, `${runFileStem(run.stem)}.refused.jsonl`);
    const point = {
      run_id: run.runId,
      key: name.key,
      client: name.child,
      step,
      time: timeMillis,
      value: String(value),
    };
    await appendFile(path, `${JSON.stringify({ ...point, reason })}\n`, { mode: 0o600 }).catch(() => undefined);
    if (this.count > MAX_SAID) return;
    this.#warn(`a point of run ${JSON.stringify(run.runId)} is set aside in ${path}: ${reason}`);
  }
}

import type { MlflowApi, MlflowBatch, MlflowEntry, MlflowRun } from '../api/index.js';
import { MAX_ENTRIES, MAX_PARAM_CHARACTERS, MAX_TAG_CHARACTERS } from '../api/index.js';
import { DONE, failureOf, type Outcome } from './outcome.js';

/** Sends a run's params and tags, each once and again only when it has changed. */
export class FactsWriter {
  readonly #api: MlflowApi;
  readonly #runId: string;
  readonly #warn: (text: string) => void;
  /** What the server has. */
  readonly #params: Map<string, string>;
  readonly #tags: Map<string, string>;

  constructor(api: MlflowApi, run: MlflowRun, warn: (text: string) => void) {
    this.#api = api;
    this.#runId = run.runId;
    this.#warn = warn;
    this.#params = mapOf(run.params);
    this.#tags = mapOf(run.tags);
  }

  /**
   * Sends what the server does not have. A param cannot be changed in MLflow: a later value goes to a tag
   * `fl.changed.<param>`.
   */
  async send(params: ReadonlyMap<string, string>, tags: ReadonlyMap<string, string>): Promise<Outcome<undefined>> {
    const changed = new Map<string, string>();
    const missing: MlflowEntry[] = [];
    for (const [key, text] of params) {
      const value = this.#cut('param', key, text, MAX_PARAM_CHARACTERS);
      const there = this.#params.get(key);
      if (there === undefined) missing.push({ key, value });
      else if (there !== value) changed.set(`fl.changed.${key}`, value);
    }
    const sent = await this.#sendAll(missing, this.#params, (chunk) => ({ params: chunk }));
    if (sent.kind !== 'ok') return sent;
    const differing = [...tags, ...changed].flatMap(([key, text]) => {
      const value = this.#cut('tag', key, text, MAX_TAG_CHARACTERS);
      return this.#tags.get(key) === value ? [] : [{ key, value }];
    });
    return this.#sendAll(differing, this.#tags, (chunk) => ({ tags: chunk }));
  }

  async #sendAll(
    entries: readonly MlflowEntry[],
    there: Map<string, string>,
    batchOf: (chunk: readonly MlflowEntry[]) => MlflowBatch,
  ): Promise<Outcome<undefined>> {
    for (let from = 0; from < entries.length; from += MAX_ENTRIES) {
      const outcome = await this.#sendChunk(entries.slice(from, from + MAX_ENTRIES), there, batchOf);
      if (outcome.kind !== 'ok') return outcome;
    }
    return DONE;
  }

  /** A refused entry must not cost the others: they go one by one then. */
  async #sendChunk(
    chunk: readonly MlflowEntry[],
    there: Map<string, string>,
    batchOf: (chunk: readonly MlflowEntry[]) => MlflowBatch,
  ): Promise<Outcome<undefined>> {
    const result = await this.#api.logBatch(this.#runId, batchOf(chunk));
    const [only] = chunk;
    const refused = result.kind === 'reject' && result.scope === 'request' && result.code !== 'not_mlflow';
    if (result.kind !== 'ok' && !refused) return failureOf(result);
    if (result.kind !== 'ok' && chunk.length > 1) {
      for (const entry of chunk) {
        const outcome = await this.#sendChunk([entry], there, batchOf);
        if (outcome.kind !== 'ok') return outcome;
      }
      return DONE;
    }
    if (result.kind !== 'ok') this.#warn(`MLflow refuses ${JSON.stringify(only?.key)}: ${result.reason}`);
    for (const { key, value } of chunk) there.set(key, value);
    return DONE;
  }

  #cut(kind: string, key: string, text: string, limit: number): string {
    // The server counts code points.
    if (text.length <= limit) return text;
    const characters = [...text];
    if (characters.length <= limit) return text;
    this.#warn(`${kind} ${JSON.stringify(key)} has ${characters.length} characters; MLflow takes ${limit}: it is cut`);
    return characters.slice(0, limit).join('');
  }
}

function mapOf(entries: readonly MlflowEntry[]): Map<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}

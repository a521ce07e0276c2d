import { guard } from '../core/guard.js';
import { ArgumentReader, asObject } from '../core/read.js';
import { redactText } from '../core/secret-text.js';
import { cutText, entriesOf } from '../core/values.js';
import { DEFAULT_BINS, type Histogram, histogramOf, MAX_BINS, readHistogram } from './histogram.js';
import type { Logged, LogTarget } from './log-target.js';
import { isValues } from './scan.js';
import type { Writer } from './types.js';

/** Longest tag. Destinations with a shorter limit cut it themselves, reversibly. */
const MAX_TAG = 4096;
/** Longest text: as far as texts are searched for secrets. */
export const MAX_LOGGED_TEXT = 32_768;
/** Most values of one `addScalars`. */
const MAX_SCALARS = 10_000;
/** Longest wait of `flush`, seconds, unless the app says. */
const FLUSH_SECONDS = 2;

/** Reads what the app gives and passes it on. Methods are bound, so that an app may take them apart from the writer. */
export class TargetWriter implements Writer {
  readonly #find: () => LogTarget | undefined;

  /** @param find where values go now; `undefined` when there is no place, which it has said */
  constructor(find: () => LogTarget | undefined) {
    this.#find = find;
  }

  readonly addScalar = (tag: string, value: number | bigint, step?: number | bigint): void =>
    this.#to('addScalar', (target, read) => this.#scalar(target, read, tag, value, step));

  readonly addScalars = (
    mainTag: string,
    values: Readonly<Record<string, number | bigint>>,
    step?: number | bigint,
  ): void =>
    this.#to('addScalars', (target, read) => {
      const main = tagOf(read, mainTag);
      if (main === undefined) {
        return;
      }
      const entries = [...entriesOf(values)];
      for (const [key, value] of entries.slice(0, MAX_SCALARS)) {
        this.#scalar(target, read, `${main}/${key}`, value, step);
      }
      if (entries.length > MAX_SCALARS) {
        target.warnings.warn(
          'FEDOTEL_LIMIT',
          `addScalars: more than ${MAX_SCALARS} values: the rest was left out`,
          'addScalars',
        );
      }
    });

  readonly addHistogram = (tag: string, values: unknown, step?: number | bigint, options?: unknown): void =>
    this.#to('addHistogram', (target, read) => {
      const name = tagOf(read, tag);
      const histogram = name === undefined ? undefined : readDistribution(read, values, options);
      if (name !== undefined && histogram !== undefined) {
        target.log({ kind: 'histogram', name, step: stepOf(read, step), time: target.now(), histogram });
      }
    });

  readonly addText = (tag: string, text: string, step?: number | bigint): void =>
    this.#to('addText', (target, read) => {
      const name = tagOf(read, tag);
      // An empty text is a text: whoever logs it at a step wants it to be there.
      const said = text === '' ? '' : (read.text('text', text, MAX_LOGGED_TEXT) ?? read.refuse('text', 'a text', text));
      if (name !== undefined && said !== undefined) {
        target.log({ kind: 'text', name, step: stepOf(read, step), time: target.now(), text: redactText(said) });
      }
    });

  readonly logParams = (given: unknown): void => this.#to('logParams', (target) => log(target, 'params', given));

  readonly setTags = (given: unknown): void => this.#to('setTags', (target) => log(target, 'tags', given));

  readonly logArtifact = (path: string, options?: unknown): void =>
    this.#to('logArtifact', (target, read) => {
      const said = read.text('path', path) ?? read.refuse('path', 'a text that is not empty', path);
      if (said !== undefined) {
        const { name, type } = asObject(options);
        log(target, 'artifact', { path: said, name: read.text('name', name) ?? lastPart(said), type });
      }
    });

  readonly flush = async (options?: { timeoutSeconds?: number | undefined }): Promise<boolean> => {
    try {
      const { timeoutSeconds } = asObject(options);
      const seconds = typeof timeoutSeconds === 'number' && timeoutSeconds >= 0 ? timeoutSeconds : FLUSH_SECONDS;
      return (await this.#find()?.flush(seconds)) ?? true;
    } catch {
      // Whoever sends says itself what it could not send; the app's training goes on.
      return false;
    }
  };

  #to(call: string, action: (target: LogTarget, read: ArgumentReader) => void): void {
    const target = this.#find();
    if (target !== undefined) {
      guard(target.warnings, call, undefined, () => action(target, new ArgumentReader(call, target.warnings)));
    }
  }

  #scalar(target: LogTarget, read: ArgumentReader, tag: unknown, given: unknown, step: unknown): void {
    const name = tagOf(read, tag);
    const value = read.number('value', given) ?? read.refuse('value', 'a number', given);
    if (name !== undefined && value !== undefined) {
      target.log({ kind: 'scalar', name, step: stepOf(read, step), time: target.now(), value });
    }
  }
}

function log(target: LogTarget, kind: Extract<Logged['kind'], 'params' | 'tags' | 'artifact'>, given: unknown): void {
  target.log({ kind, given, time: target.now() });
}

function tagOf(read: ArgumentReader, tag: unknown): string | undefined {
  return read.text('tag', tag, MAX_TAG) ?? read.refuse('tag', 'a text that is not empty', tag);
}

/** What is no step is said, and the tag's own counter stands in: the value itself is worth keeping. */
function stepOf(read: ArgumentReader, given: unknown): number | undefined {
  return read.count('step', given);
}

function readDistribution(read: ArgumentReader, given: unknown, options: unknown): Histogram | undefined {
  const { bins: wanted } = asObject(options);
  const bins = Math.min(Math.max(read.integer('bins', wanted) ?? DEFAULT_BINS, 1), MAX_BINS);
  const histogram = isValues(given) ? histogramOf(given, bins) : readHistogram(given);
  const expected = `at least one number, or { edges, counts } with rising edges, one more than counts, and at most ${MAX_BINS} counts`;
  return histogram ?? read.refuse('values', expected, given);
}

/** Name of a file in a path of any system. */
function lastPart(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  return cutText(parts.at(-1) ?? path, MAX_TAG);
}

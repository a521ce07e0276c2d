import type { JournalEvent } from '../../journal/events.js';
import {
  createProjection,
  type HistogramOutput,
  type IncidentOutput,
  type PerClientMode,
  type PointKey,
  type ProjectedPoint,
  type ProjectionOutput,
  type StateOutput,
} from '../../projection/index.js';
import type { EventFile } from '../files/event-file.js';
import type { RunFiles } from '../files/run-files.js';
import { ScalarTags, tagOf } from '../names/tags.js';
import { type ScalarValue, writeScalars, writeSummary } from '../records/events.js';
import type { ScalarTag } from '../records/scalar-tag.js';
import { histogramValue, textValue } from '../records/summary-values.js';
import { sessionEnd, sessionStart } from './hyperparameters.js';
import { RunTexts } from './run-texts.js';

/** Numbers in one record; a row with more becomes several. */
const MAX_RECORD_VALUES = 1000;

/** Where a point goes. */
interface Route {
  readonly file: EventFile;
  readonly tag: ScalarTag;
  /** The file has the tag's description. */
  described: boolean;
}

/**
 * Folds a run's journal into the bytes of its event files. They depend on the journal and the mode alone, so that every
 * process that folds it makes the same ones.
 */
export class RunFold {
  state: StateOutput | undefined;
  readonly #files: RunFiles;
  readonly #projection;
  readonly #outputs: ProjectionOutput[] = [];
  readonly #tags = new ScalarTags();
  readonly #routes = new WeakMap<PointKey, Route>();
  readonly #texts = new RunTexts();
  readonly #best = new Map<string, PointKey>();
  /** Epoch milliseconds of the last thing that had a time. */
  #time = 0;
  #sessionStarted = false;
  #sessionEnded = false;

  /** @param startMillis epoch milliseconds; time of what comes before anything that has one */
  constructor(perClient: PerClientMode, files: RunFiles, startMillis: number) {
    this.#projection = createProjection({ perClient });
    this.#files = files;
    this.#time = startMillis;
  }

  /** Takes the next event. */
  apply(event: JournalEvent): void {
    this.#projection.apply(event, this.#outputs);
    this.#write();
  }

  /** Writes what is held back for data that do not come any more. */
  settle(): void {
    this.#projection.settle(this.#outputs);
    this.#write();
  }

  /** Writes what the projection has told, and forgets it. */
  #write(): void {
    for (const output of this.#outputs) this.#writeOutput(output);
    this.#outputs.length = 0;
  }

  #writeOutput(output: ProjectionOutput): void {
    if ('timeMillis' in output) this.#time = output.timeMillis;
    switch (output.kind) {
      case 'row':
        this.#writePoints(output.step, output.points);
        break;
      case 'histogram':
        this.#writeHistogram(output);
        break;
      case 'text':
        this.#writeValue(output.key.client, output.step, textValue(tagOf(output.key), output.text));
        break;
      case 'describe':
        for (const { tag, step, text } of this.#texts.describe(output)) {
          this.#writeValue(undefined, step, textValue(tag, text));
        }
        // TensorBoard reads the first of these only: one without a configuration would hide those that follow.
        if (this.#sessionStarted || Object.keys(output.config).length === 0) break;
        this.#sessionStarted = true;
        this.#writeValue(undefined, 0, sessionStart(output.runId, output.config, output.startMillis ?? this.#time));
        break;
      case 'incident':
        this.#writeValue(undefined, output.round, textValue(`log/${output.what}`, incidentText(output)));
        break;
      case 'best': {
        const { metric, round, value } = output.best;
        const points = [
          { key: this.#bestKey(metric), value },
          { key: this.#bestKey('round'), value: round },
        ];
        this.#writePoints(round, points);
        break;
      }
      case 'state':
        this.#writeState(output);
        break;
    }
  }

  #writeHistogram(output: HistogramOutput): void {
    const { key, step, nonfinite } = output;
    this.#writeValue(key.client, step, histogramValue(tagOf(key), output));
    if (nonfinite === 0) return;
    // They are in no bin, and nobody would see them otherwise.
    const path = [...key.path, 'nonfinite'];
    this.#writePoints(step, [{ key: { ...key, path }, value: nonfinite }]);
  }

  #writeState(output: StateOutput): void {
    this.state = output;
    const { state, error, timeMillis } = output;
    for (const { tag, step, text } of this.#texts.tell(
      'run/state',
      error === undefined ? state : `${state}: ${error}`,
    )) {
      this.#writeValue(undefined, step, textValue(tag, text));
    }
    if (this.#sessionEnded || (state !== 'finished' && state !== 'failed')) return;
    this.#sessionEnded = true;
    this.#writeValue(undefined, 0, sessionEnd(state, timeMillis));
  }

  /** Neighbours that go to one file are one record. */
  #writePoints(step: number, points: readonly ProjectedPoint[]): void {
    const time = this.#time;
    let values: ScalarValue[] = [];
    let file: EventFile | undefined;
    const write = () => {
      if (file === undefined || values.length === 0) return;
      const now = values;
      this.#files.put(file, time, (to) => writeScalars(to, time, step, now));
      values = [];
    };
    for (const { key, value } of points) {
      const route = this.#routeOf(key);
      if (route.file !== file || values.length >= MAX_RECORD_VALUES) write();
      file = route.file;
      values.push({ tag: route.tag, described: !route.described, value: Number(value) });
      // TensorBoard keeps the first description of a tag in a file.
      route.described = true;
    }
    write();
  }

  #writeValue(client: string | undefined, step: number, value: Uint8Array): void {
    const time = this.#time;
    this.#files.put(this.#fileOf(client), time, (to) => writeSummary(to, time, step, value));
  }

  #routeOf(key: PointKey): Route {
    let route = this.#routes.get(key);
    if (route === undefined) {
      route = { file: this.#fileOf(key.client), tag: this.#tags.of(tagOf(key)), described: false };
      this.#routes.set(key, route);
    }
    return route;
  }

  #fileOf(client: string | undefined): EventFile {
    return client === undefined ? this.#files.own : this.#files.ofClient(client, this.#time);
  }

  #bestKey(name: string): PointKey {
    let key = this.#best.get(name);
    if (key === undefined) {
      key = { group: 'scalar', client: undefined, path: ['best', name] };
      this.#best.set(name, key);
    }
    return key;
  }
}

function incidentText({ client, operation, reason }: IncidentOutput): string {
  return operation === 'train' ? `${client}: ${reason}` : `${client} (${operation}): ${reason}`;
}

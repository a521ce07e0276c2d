import type { JournalEvent } from '../../journal/events.js';
import { createProjection } from '../../projection/index.js';
import type {
  BestOutput,
  DescribeOutput,
  FileOutput,
  HistogramOutput,
  PerClientMode,
  ProjectionOutput,
  RowOutput,
  StateOutput,
  TextOutput,
} from '../../projection/types.js';
import type { MlflowEntry } from '../api/types.js';
import type { RunPoint } from './batches.js';
import { HistogramRows } from './histogram-rows.js';
import { type MetricName, MetricNames } from './metric-names.js';
import { HappeningTags } from './run-facts.js';

/** Files that a run may register; further ones are passed over. */
const MAX_FILES = 10_000;

/** A point whose key tells nothing of a client. */
function ownName(key: string): MetricName {
  return { key, child: undefined, tag: undefined };
}

/**
 * Folds a run's journal into what MLflow is to have. The points come in one order that depends on the journal alone, so
 * that a number of points is a place in it.
 */
export class RunFold {
  readonly perClient: PerClientMode;
  readonly happenings = new HappeningTags();
  /** Tags that tell what tokens in keys stand for. */
  readonly tokenTags = new Map<string, string>();
  readonly files = new Map<string, FileOutput>();
  describe: DescribeOutput | undefined;
  state: StateOutput | undefined;
  /** Rises with everything that is no point. */
  changes = 0;
  /** Epoch milliseconds of the youngest point. */
  lastMillis: number | undefined;
  readonly #projection;
  readonly #names: MetricNames;
  readonly #histograms = new HistogramRows();
  readonly #outputs: ProjectionOutput[] = [];
  readonly #best = { value: ownName(''), round: ownName('best/round'), step: 0, timeMillis: 0 };

  constructor(perClient: PerClientMode) {
    this.perClient = perClient;
    this.#projection = createProjection({ perClient });
    this.#names = new MetricNames(perClient === 'runs');
  }

  /** Takes the next event and hands its points on. */
  apply(event: JournalEvent, take: (point: RunPoint) => void): void {
    this.#projection.apply(event, this.#outputs);
    this.#hand(take);
  }

  /** Hands on what is held back for data that do not come any more. */
  settle(take: (point: RunPoint) => void): void {
    this.#projection.settle(this.#outputs);
    this.#hand(take);
  }

  #hand(take: (point: RunPoint) => void): void {
    for (const output of this.#outputs) {
      if (output.kind === 'row') this.#addRow(output, take);
      else if (output.kind === 'best') this.#addBest(output, take);
      else if (output.kind === 'histogram') this.#addRow(this.#histograms.rowOf(output), take);
      else if (output.kind !== 'text') this.#addFact(output);
    }
    this.#outputs.length = 0;
  }

  #addRow({ step, timeMillis, points }: RowOutput, take: (point: RunPoint) => void): void {
    this.lastMillis = Math.max(this.lastMillis ?? timeMillis, timeMillis);
    for (const { key, value } of points) {
      const name = this.#names.of(key);
      if (name.tag !== undefined) this.#addTokenTag(name.tag);
      take({ name, step, timeMillis, value: Number(value) });
    }
  }

  /**
   * The best round's value and number, as metrics that a search can order by. MLflow searches the point of highest step
   * and time: neither ever goes back here, also when a restarted run begins at round 0 again.
   */
  #addBest({ best, timeMillis }: BestOutput, take: (point: RunPoint) => void): void {
    const last = this.#best;
    const key = `best/${best.metric}`;
    if (last.value.key !== key) last.value = this.#names.of({ group: 'scalar', client: undefined, path: [key] });
    last.step = Math.max(last.step, best.round);
    last.timeMillis = Math.max(last.timeMillis + 1, timeMillis);
    take({ name: last.value, step: last.step, timeMillis: last.timeMillis, value: best.value });
    take({ name: last.round, step: last.step, timeMillis: last.timeMillis, value: best.round });
  }

  #addTokenTag({ key, value }: MlflowEntry): void {
    if (this.tokenTags.has(key)) return;
    this.tokenTags.set(key, value);
    this.changes += 1;
  }

  #addFact(output: Exclude<ProjectionOutput, RowOutput | BestOutput | HistogramOutput | TextOutput>): void {
    this.changes += 1;
    switch (output.kind) {
      case 'describe':
        this.describe = output;
        break;
      case 'state':
        this.state = output;
        break;
      case 'incident':
        this.happenings.addIncident(output);
        break;
      case 'location':
        this.happenings.addLocation(output);
        break;
      case 'file':
        if (this.files.size < MAX_FILES)
          this.files.set(`${output.type} ${output.round} ${output.client ?? ''} ${output.name}`, output);
    }
  }
}

/** What the first events of a journal say about the run, before anything is known of it elsewhere. */
export function previewRun(events: Iterable<JournalEvent>): DescribeOutput | undefined {
  const fold = new RunFold('off');
  for (const event of events) {
    if (event.event_type === 'init' || event.event_type === 'run_update') fold.apply(event, () => undefined);
  }
  return fold.describe;
}

import type { JournalEvent, JsonObject, JsonValue } from '../../journal/events.js';
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
import type { EndOutput, WandbOutput } from '../types.js';
import { Alerts } from './alerts.js';
import { clientRunOutput, type RunChoices, runOutput } from './description.js';
import { histogramValue } from './histogram.js';
import { KeyNames, ROUND_AXIS, STEP_AXIS, TIME_AXIS } from './keys.js';
import { LOCATION_COLUMNS, LOCATION_KEY, LocationTable } from './locations.js';
import { type Axis, RunLines } from './run-lines.js';
import { systemName } from './system-names.js';

/** Files that a run may register; further ones are passed over. */
const MAX_FILES = 10_000;
/** Runs of single clients; what further ones said is in the table of updates among the run's files. */
const MAX_CLIENT_RUNS = 1000;
/** Further ones that are counted. */
const MAX_UNTOLD = 100_000;

/** Takes what a fold gives: an output, and the client whose run it belongs to; `undefined` for the run itself. */
export type TakeRunOutput = (output: WandbOutput, client: string | undefined) => void;

/** Options of {@link createRunContent}. */
export interface RunContentOptions {
  readonly perClient: PerClientMode;
  readonly choices: RunChoices;
  /** Called for every output while an event is applied. */
  readonly take: TakeRunOutput;
}

/** How a run has ended. */
export interface RunEnding {
  readonly exitCode: EndOutput['exitCode'];
  readonly complete: boolean;
  /** Epoch milliseconds. */
  readonly timeMillis: number;
}

/**
 * Folds a run's journal into what W&B is to have. What comes out depends on the journal alone, and on after which of its
 * events {@link RunContent.settle} and {@link RunContent.finish} were called: who restarts and does the same gets the
 * same rows under the same numbers.
 */
export interface RunContent {
  readonly perClient: PerClientMode;
  /** What is known of the run, from its first event on. */
  readonly describe: DescribeOutput | undefined;
  /** How the run stands; `undefined`: it has never ended. */
  readonly state: StateOutput | undefined;
  /** Epoch milliseconds of the youngest row. */
  readonly lastMillis: number | undefined;
  /** What the run registered, each file once. */
  readonly files: ReadonlyMap<string, FileOutput>;
  /** The best round so far by the run's objective. */
  readonly bestRound: number | undefined;
  /** Clients whose rows are in no run of their own, because there are too many; `--per-client runs` only. */
  readonly untoldClients: number;
  /** Takes the next event. Never throws on one that a journal reader gave. */
  apply(event: JournalEvent): void;
  /** Tells what is held back for updates that do not come any more (see `Projection.settle`). */
  settle(): void;
  /** Gives the summary as it is now, of the run and of its clients' runs. */
  summarise(): void;
  /** Gives the table of places, the summary and the end, of the run and of its clients' runs. */
  finish(ending: RunEnding): void;
}

class JournalContent implements RunContent {
  readonly perClient: PerClientMode;
  readonly files = new Map<string, FileOutput>();
  describe: DescribeOutput | undefined;
  state: StateOutput | undefined;
  readonly #take: TakeRunOutput;
  readonly #choices: RunChoices;
  readonly #projection;
  readonly #names: KeyNames;
  readonly #outputs: ProjectionOutput[] = [];
  readonly #own: RunLines;
  readonly #clients = new Map<string, RunLines>();
  readonly #alerts = new Alerts();
  readonly #locations = new LocationTable();
  readonly #untold = new Set<string>();
  #best: BestOutput['best'] | undefined;
  #tabled = 0;

  constructor({ perClient, choices, take }: RunContentOptions) {
    this.perClient = perClient;
    this.#take = take;
    this.#choices = choices;
    this.#projection = createProjection({ perClient });
    this.#names = new KeyNames(perClient === 'runs');
    this.#own = new RunLines((output) => take(output, undefined));
  }

  get lastMillis(): number | undefined {
    return this.#own.lastMillis;
  }

  get bestRound(): number | undefined {
    return this.#best?.round;
  }

  get untoldClients(): number {
    return this.#untold.size;
  }

  apply(event: JournalEvent): void {
    this.#projection.apply(event, this.#outputs);
    this.#hand();
  }

  settle(): void {
    this.#projection.settle(this.#outputs);
    this.#hand();
  }

  summarise(): void {
    const best = this.#best;
    const more = best === undefined ? {} : { [`best/${best.metric}`]: best.value, 'best/round': best.round };
    this.#take(this.#own.summary(more), undefined);
    for (const [client, lines] of this.#clients) this.#take(lines.summary({}), client);
  }

  finish({ exitCode, complete, timeMillis }: RunEnding): void {
    if (this.#locations.changes !== this.#tabled) {
      this.#tabled = this.#locations.changes;
      this.#own.table(LOCATION_KEY, timeMillis, LOCATION_COLUMNS, this.#locations.rows());
    }
    this.summarise();
    const start = this.describe?.startMillis ?? timeMillis;
    const runtimeSeconds = Math.max(0, (timeMillis - start) / 1000);
    const end: EndOutput = { kind: 'end', exitCode, complete, runtimeSeconds };
    this.#take(end, undefined);
    for (const client of this.#clients.keys()) this.#take(end, client);
  }

  /** Gives what an event, or the lack of one, has brought. */
  #hand(): void {
    // Places first: the row of the update that told them is a row of the table.
    for (const output of this.#outputs) if (output.kind === 'location') this.#locations.place(output);
    for (const output of this.#outputs) this.#add(output);
    this.#outputs.length = 0;
  }

  #add(output: ProjectionOutput): void {
    switch (output.kind) {
      case 'row':
        this.#addRow(output);
        break;
      case 'histogram':
        this.#addValue(output, histogramValue(output));
        break;
      case 'text':
        this.#addValue(output, output.text);
        break;
      case 'describe':
        this.#describeAs(output);
        break;
      case 'incident':
        this.#alert(this.#alerts.incident(output));
        break;
      case 'file':
        this.#addFile(output);
        break;
      case 'best':
        this.#best = output.best;
        break;
      case 'state':
        this.#stand(output);
        break;
      case 'location':
        break;
    }
  }

  /** Each description replaces the one before, in the runs of clients too: their config repeats that of the run. */
  #describeAs(describe: DescribeOutput): void {
    const isRestart = this.describe !== undefined && this.describe.attempt !== describe.attempt;
    this.describe = describe;
    if (isRestart) for (const lines of [this.#own, ...this.#clients.values()]) lines.restart();
    this.#take(runOutput(describe, this.#choices, this.perClient), undefined);
    for (const client of this.#clients.keys()) this.#take(clientRunOutput(describe, this.#choices, client), client);
  }

  /** A run fails once, however often its state is told. */
  #stand(state: StateOutput): void {
    const wasFailed = this.state?.state === 'failed';
    this.state = state;
    if (state.state === 'failed' && !wasFailed) this.#alert(this.#alerts.failure(this.describe?.runId ?? '', state));
  }

  /** The last word on a file counts: who registers it again has written it again. */
  #addFile(file: FileOutput): void {
    if (this.files.size < MAX_FILES) this.files.set(`${file.type} ${file.round} ${file.client} ${file.name}`, file);
  }

  #alert(alert: WandbOutput | undefined): void {
    if (alert !== undefined) this.#take(alert, undefined);
  }

  /**
   * A row of the projection may tell of several clients: with runs of clients it is one row of each. Every row has the value
   * of its own axis. W&B would fill in the last one that it saw, which is wrong for what comes late.
   */
  #addRow(row: RowOutput): void {
    this.#locations.row(row);
    if (row.axis === 'sample' && this.#addStats(row)) return;
    const [axis, at] = this.#placeOf(row);
    let values: Map<string, JsonValue> | undefined;
    let others: Map<string, Map<string, JsonValue>> | undefined;
    for (const { key, value } of row.points) {
      const { name, client } = this.#names.of(key);
      if (client === undefined) {
        values ??= new Map([[axis, at]]);
        values.set(name, value);
      } else {
        others ??= new Map();
        const known = others.get(client) ?? new Map<string, JsonValue>([[axis, at]]);
        others.set(client, known.set(name, value));
      }
    }
    if (values !== undefined) this.#own.row(axis, at, row.timeMillis, values);
    for (const [client, known] of others ?? []) this.#linesOf(client)?.row(axis, at, row.timeMillis, known);
  }

  /** The process that started the run: W&B shows its resources in a panel of their own. */
  #addStats({ timeMillis, points }: RowOutput): boolean {
    if (points.some(({ key }) => key.group !== 'sys' || key.client !== undefined)) return false;
    const values = points.map(({ key, value }) => {
      const { name, scale } = systemName(key.path.join('/'));
      return [name, Number(value) * scale] as const;
    });
    this.#own.stats(timeMillis, new Map(values));
    return true;
  }

  /** Samples have no step of their own: they are drawn over the seconds since the run began. */
  #placeOf({ axis, step, timeMillis }: RowOutput): readonly [Axis, number] {
    if (axis === 'round') return [ROUND_AXIS, step];
    if (axis === 'step') return [STEP_AXIS, step];
    return [TIME_AXIS, (timeMillis - (this.describe?.startMillis ?? timeMillis)) / 1000];
  }

  /** Histograms and texts are values of the history, each in a row of its own. */
  #addValue({ key, step, timeMillis }: HistogramOutput | TextOutput, value: string | JsonObject): void {
    const { name, client } = this.#names.of(key);
    const values = new Map<string, JsonValue>([
      [STEP_AXIS, step],
      [name, value],
    ]);
    (client === undefined ? this.#own : this.#linesOf(client))?.row(STEP_AXIS, step, timeMillis, values);
  }

  /** The run of a client, which begins with its first row; `undefined` when there are too many. */
  #linesOf(client: string): RunLines | undefined {
    let lines = this.#clients.get(client);
    if (lines === undefined) {
      if (this.#clients.size >= MAX_CLIENT_RUNS) {
        if (this.#untold.size < MAX_UNTOLD) this.#untold.add(client);
        return undefined;
      }
      lines = new RunLines((output) => this.#take(output, client));
      this.#clients.set(client, lines);
      if (this.describe !== undefined) this.#take(clientRunOutput(this.describe, this.#choices, client), client);
    }
    return lines;
  }
}

/** Makes the fold that turns a journal into what W&B is to have. */
export function createRunContent(options: RunContentOptions): RunContent {
  return new JournalContent(options);
}

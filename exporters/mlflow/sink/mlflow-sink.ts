import { join } from 'node:path';
import { createSlots, type Slots } from '../../bridge/delivery/slots.js';
import type {
  CheckResult,
  FlushOptions,
  RunReference,
  SequencedEvent,
  Sink,
  SinkContext,
  SinkResult,
} from '../../bridge/sink.js';
import { removeLeftDocuments } from '../../documents/index.js';
import { proxyNotice } from '../../http/proxy.js';
import { runFileStem } from '../../journal/index.js';
import type { PerClientMode } from '../../projection/index.js';
import { createOpenRuns, readPerClient, reasonOf } from '../../sink-parts/index.js';
import { createMlflowApi, type MlflowApi } from '../api/index.js';
import { type MlflowSettings, mlflowOptions, readMlflowSettings } from '../settings/index.js';
import { Destination } from './destination.js';
import { RefusedPoints } from './refused-points.js';
import { RunChannel } from './run-channel.js';
import { RunCreation } from './run-creation.js';

/** Runs whose requests go side by side; more gains nothing on SQLite. */
const CONCURRENT_RUNS = 4;

/** SQLite gives up on a locked database after 20 s. */
const UNCERTAIN_SECONDS = 25;

/** Options of {@link createMlflowSink}; what is not given comes from the environment. */
export interface MlflowSinkOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** How long the server may still carry out a request that nobody waits for any more. Default 25. */
  readonly uncertainSeconds?: number | undefined;
}

/** What `open` makes. */
interface Opened {
  readonly api: MlflowApi;
  readonly context: SinkContext;
  readonly destination: Destination;
  readonly perClient: PerClientMode;
  readonly refused: RefusedPoints;
  readonly slots: Slots;
}

class MlflowSink implements Sink {
  readonly name = 'mlflow';
  readonly resume = 'start';
  readonly serverSetting = 'MLFLOW_TRACKING_URI or --to mlflow=URL';
  readonly stateEndings = ['.json', '.creating', '.refused.jsonl'];
  readonly concurrency = CONCURRENT_RUNS;
  readonly #env: NodeJS.ProcessEnv;
  readonly #uncertainSeconds: number;
  readonly #runs = createOpenRuns({ create: (run) => this.#createRun(run) });
  #opened: Opened | undefined;

  constructor({ env, uncertainSeconds }: MlflowSinkOptions) {
    this.#env = env ?? process.env;
    this.#uncertainSeconds = uncertainSeconds ?? UNCERTAIN_SECONDS;
  }

  async open(context: SinkContext): Promise<void> {
    const settings = this.#readSettings(context.argument);
    const perClient = readPerClient(context.perClient, this.#env);
    const notice = proxyNotice(settings.proxies());
    if (notice !== undefined) context.warn(notice);
    await removeLeftDocuments(context.stateDir);
    const api = createMlflowApi(settings);
    this.#opened = {
      api,
      context,
      destination: new Destination(api, settings.experiment),
      perClient,
      refused: new RefusedPoints(context.stateDir, context.warn),
      slots: createSlots(CONCURRENT_RUNS),
    };
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    return this.#runs.apply(run, events);
  }

  async flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult> {
    return this.#runs.flush(run, options);
  }

  async forget(run: RunReference): Promise<void> {
    await this.#runs.forget(run);
  }

  async check(): Promise<CheckResult> {
    if (this.#opened === undefined) return { kind: 'failed', reason: 'mlflow: check was called before open' };
    const { api } = this.#opened;
    const result = await api.check();
    return result.kind === 'ok'
      ? { kind: 'ok', detail: `MLflow ${result.value.version} at ${api.trackingUri}` }
      : { kind: 'failed', reason: result.reason };
  }

  async close(): Promise<void> {
    // First, so that requests that are under way end.
    this.#opened?.api.close();
    await this.#runs.close();
  }

  /** @throws Error that names what the user wrote */
  #readSettings(trackingUri: string | undefined): MlflowSettings {
    try {
      return readMlflowSettings({ trackingUri }, { env: this.#env });
    } catch (error) {
      const flag = `--${mlflowOptions.trackingUri.name}`;
      throw new Error(reasonOf(error).replace(flag, `--to ${this.name}=URL`), { cause: error });
    }
  }

  #createRun(run: RunReference): RunChannel {
    if (this.#opened === undefined) throw new Error('mlflow: apply was called before open');
    const { api, context, destination, perClient, refused, slots } = this.#opened;
    return new RunChannel(run, {
      api,
      destination,
      perClient,
      refused,
      stateDir: context.stateDir,
      creation: new RunCreation(join(context.stateDir, `${runFileStem(run.stem)}.creating`), this.#uncertainSeconds),
      placeFile: join(context.stateDir, `${runFileStem(run.stem)}.json`),
      artifactRoots: context.artifactRoots ?? [context.runsDir],
      warn: (text) => context.warn(text),
      progress: (text) => context.progress?.(text),
      totalWaiting: () => [...this.#runs.all()].reduce((sum, { waiting }) => sum + waiting, 0),
      inTurn: async (work) => {
        const release = await slots.take();
        return work().finally(release);
      },
    });
  }
}

/**
 * Creates the sink that brings every run into MLflow over REST. Settings are MLflow's own variables; an argument
 * (`--to mlflow=http://host:5000`) is the tracking URI.
 */
export function createMlflowSink(options: MlflowSinkOptions = {}): Sink {
  return new MlflowSink(options);
}

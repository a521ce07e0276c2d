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
import { runFileStem } from '../../journal/index.js';
import type { PerClientMode } from '../../projection/index.js';
import { createMlflowApi, type MlflowApi } from '../api/index.js';
import { type MlflowSettings, mlflowOptions, readMlflowSettings } from '../settings/index.js';
import { Destination, parsePerClient } from './destination.js';
import { RefusedPoints } from './refused-points.js';
import { RunChannel } from './run-channel.js';
import { RunCreation } from './run-creation.js';

/** Runs whose requests go side by side; more gains nothing on SQLite. */
const CONCURRENT_RUNS = 4;
/** Runs that are held in memory; idle ones beyond are read again when they have data. */
const MAX_OPEN_RUNS = 64;

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
  readonly concurrency = CONCURRENT_RUNS;
  readonly #env: NodeJS.ProcessEnv;
  readonly #uncertainSeconds: number;
  readonly #channels = new Map<string, RunChannel>();
  #opened: Opened | undefined;

  constructor({ env, uncertainSeconds }: MlflowSinkOptions) {
    this.#env = env ?? process.env;
    this.#uncertainSeconds = uncertainSeconds ?? UNCERTAIN_SECONDS;
  }

  async open(context: SinkContext): Promise<void> {
    const settings = this.#readSettings(context.argument);
    const { FEDOTEL_PER_CLIENT: variable } = this.#env;
    const perClient =
      context.perClient === undefined
        ? parsePerClient('FEDOTEL_PER_CLIENT', variable === undefined || variable === '' ? 'auto' : variable)
        : parsePerClient('--per-client', context.perClient);
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
    return (await this.#channelOf(run)).apply(events);
  }

  async flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult> {
    const closing = options?.closing ?? run === undefined;
    const stems = run === undefined ? [...this.#channels.keys()] : [run.stem];
    let result: SinkResult = { kind: 'ok' };
    for (const stem of stems) {
      const channel = this.#channels.get(stem);
      if (channel === undefined) continue;
      const flushed = await channel.flush(closing);
      if (flushed.kind !== 'ok') result = flushed;
      else if (closing) await this.#letGo(stem, channel);
    }
    return result;
  }

  async forget({ stem }: RunReference): Promise<void> {
    const channel = this.#channels.get(stem);
    this.#channels.delete(stem);
    await channel?.close();
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
    await Promise.all([...this.#channels.values()].map((channel) => channel.close()));
    this.#channels.clear();
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

  async #channelOf(run: RunReference): Promise<RunChannel> {
    let channel = this.#channels.get(run.stem);
    if (channel === undefined) {
      await this.#makeRoom();
      channel = this.#channels.get(run.stem) ?? this.#createChannel(run);
      this.#channels.set(run.stem, channel);
    }
    return channel;
  }

  #createChannel(run: RunReference): RunChannel {
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
      totalWaiting: () => [...this.#channels.values()].reduce((sum, { waiting }) => sum + waiting, 0),
      inTurn: async (work) => {
        const release = await slots.take();
        return work().finally(release);
      },
    });
  }

  /** Lets idle runs go, the one without data for longest first. */
  async #makeRoom(): Promise<void> {
    if (this.#channels.size < MAX_OPEN_RUNS) return;
    const idle = [...this.#channels].filter(([, channel]) => channel.isIdle);
    const [oldest] = idle.sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    if (oldest !== undefined) await this.#letGo(...oldest);
  }

  async #letGo(stem: string, channel: RunChannel): Promise<void> {
    this.#channels.delete(stem);
    await channel.close();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Creates the sink that brings every run into MLflow over REST. Settings are MLflow's own variables; an argument
 * (`--to mlflow=http://host:5000`) is the tracking URI.
 */
export function createMlflowSink(options: MlflowSinkOptions = {}): Sink {
  return new MlflowSink(options);
}

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
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
import { makeFolder } from '../../journal/index.js';
import { createOpenRuns, type OpenRun, readPerClient, reasonOf } from '../../sink-parts/index.js';
import { checkWandb, createOnlineWriter, createWandbApi, type OnlineTiming, type WandbApi } from '../online/index.js';
import { parseWandbArgument, readWandbSettings, type WandbSettings } from '../settings/index.js';
import type { ChannelTools } from './channel-tools.js';
import { sweepDrafts } from './draft-claim.js';
import { OfflineChannel } from './offline-channel.js';
import { OnlineChannel } from './online-channel.js';
import { offlineNotice, writtenNotice } from './wording.js';

const CONCURRENT_RUNS = 4;
const LATE_SECONDS = 10;

/** Options of {@link createWandbSink}; what is not given comes from the environment. */
export interface WandbSinkOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Folder that has `.netrc`. */
  readonly home?: string | undefined;
  /** Silence after which late data of a run that has ended are brought. Default 10. */
  readonly lateSeconds?: number | undefined;
  /** When requests are made. */
  readonly timing?: Partial<OnlineTiming> | undefined;
}

/** What `open` makes. */
interface Opened {
  readonly tools: ChannelTools;
  /** Only when runs go over HTTP. */
  readonly api: WandbApi | undefined;
}

class WandbSink implements Sink {
  readonly name = 'wandb';
  readonly resume = 'start';
  readonly stateEndings = ['.json', '.online.json', '.clients'];
  readonly concurrency = CONCURRENT_RUNS;
  readonly #options: WandbSinkOptions;
  readonly #runs = createOpenRuns({ create: (run) => this.#createRun(run) });
  #opened: Opened | undefined;
  #swept: Promise<void> | undefined;

  constructor(options: WandbSinkOptions) {
    this.#options = options;
  }

  async open(context: SinkContext): Promise<void> {
    const { env = process.env, home = homedir() } = this.#options;
    const settings = readWandbSettings(parseWandbArgument(context.argument), { env, home });
    const perClient = readPerClient(context.perClient, env);
    const notice = proxyNotice(settings.proxies());
    if (notice !== undefined) context.warn(notice);
    await removeLeftDocuments(context.stateDir);
    const base = resolve(context.exporting?.out ?? settings.dir);
    const folder = join(base, 'wandb');
    const api = settings.mode === 'online' ? createWandbApi(settings) : undefined;
    if (settings.mode === 'offline') {
      await makeFolder(folder);
      if (!settings.modeGiven) context.warn(offlineNotice(base));
    }
    const tools: ChannelTools = {
      settings,
      perClient,
      folder,
      stateDir: context.stateDir,
      passing: context.exporting !== undefined,
      lateMillis: (this.#options.lateSeconds ?? LATE_SECONDS) * 1000,
      artifactRoots: context.artifactRoots ?? [context.runsDir],
      createWriter: (options) => {
        if (api === undefined) throw new Error('wandb: nothing goes over HTTP in this mode');
        return createOnlineWriter({ ...options, api, timing: this.#options.timing });
      },
      warn: (text) => context.warn(text),
      progress: (text) => context.progress?.(text),
      written: (names) => {
        if (names.length > 0) context.warn(writtenNotice(base, names));
      },
    };
    this.#opened = { tools, api };
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    if (this.#mode === 'disabled') return { kind: 'ok' };
    this.#swept ??= this.#sweep();
    await this.#swept;
    return this.#runs.apply(run, events);
  }

  async flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult> {
    return this.#runs.flush(run, options);
  }

  async forget(run: RunReference): Promise<void> {
    await this.#runs.forget(run);
  }

  async check(): Promise<CheckResult> {
    if (this.#opened === undefined) return { kind: 'failed', reason: 'wandb: check was called before open' };
    const { tools, api } = this.#opened;
    const { mode } = tools.settings;
    if (mode === 'disabled') return { kind: 'ok', detail: 'nothing is written (WANDB_MODE=disabled)' };
    if (api === undefined) return checkFolder(tools.folder);
    const owner = await checkWandb(api);
    return owner.kind === 'ok'
      ? { kind: 'ok', detail: `W&B at ${api.baseUrl}, as ${owner.value.user}` }
      : { kind: 'failed', reason: owner.reason };
  }

  async close(): Promise<void> {
    await this.#runs.close();
    this.#opened?.api?.close();
  }

  get #mode(): WandbSettings['mode'] | undefined {
    return this.#opened?.tools.settings.mode;
  }

  /** Before anything is written: what killed processes left is in nobody's way. */
  async #sweep(): Promise<void> {
    if (this.#opened === undefined) return;
    const { folder, written, warn } = this.#opened.tools;
    try {
      const { published, removed } = await sweepDrafts(folder);
      written(published);
      if (removed > 0)
        warn(`removed ${removed} incomplete director${removed === 1 ? 'y' : 'ies'} of a process that was killed`);
    } catch (error) {
      warn(`what a killed process left in ${folder} stays there: ${reasonOf(error)}`);
    }
  }

  #createRun(run: RunReference): OpenRun {
    if (this.#opened === undefined) throw new Error('wandb: apply was called before open');
    const { tools } = this.#opened;
    return tools.settings.mode === 'online' ? new OnlineChannel(run, tools) : new OfflineChannel(run, tools);
  }
}

async function checkFolder(folder: string): Promise<CheckResult> {
  try {
    await makeFolder(folder);
    return { kind: 'ok', detail: `writes directories for \`wandb sync\` into ${folder}` };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/**
 * Creates the sink that brings every run to Weights & Biases: into directories that `wandb sync` uploads, or over HTTP
 * while it goes on. Settings are W&B's own variables; an argument (`--to wandb=ENTITY/PROJECT`) is the project.
 */
export function createWandbSink(options: WandbSinkOptions = {}): Sink {
  return new WandbSink(options);
}

import { relative } from 'node:path';
import type { Core, RunEnd } from '../core/core.js';
import { guard } from '../core/guard.js';
import type { TelemetryConfig } from './config/resolve.js';
import { createDestination, type Destination } from './destination/destination.js';
import { toPlainLogs } from './logs/last-logs.js';
import type { Peers } from './peers.js';
import { createPipeline, type Pipeline } from './pipeline/pipeline.js';
import { createRunResources } from './pipeline/run-resources.js';
import { flushBeforeEnd } from './process/last-flush.js';
import { onProcessEnd } from './process/process-end.js';
import { onTermination } from './process/signals.js';
import type { PrometheusEndpoint } from './prometheus/endpoint.js';
import { createProviders, type Providers } from './providers/providers.js';
import type { DroppedCounts, FlushResult, OwedEvents, ShutdownResult, Telemetry, TimeLimit } from './types.js';

/** What running telemetry is made of. */
export interface TelemetryParts {
  readonly core: Core;
  readonly config: TelemetryConfig;
  readonly peers: Peers;
  /** Endpoint for Prometheus, listening already; closed with the telemetry. */
  readonly prometheus?: PrometheusEndpoint | undefined;
  /** Script of an embedded bridge; another one in tests. */
  readonly worker?: URL | undefined;
  /** Longest time for saving at the end of the process, seconds. By default that depends on how it ends. */
  readonly endSeconds?: number | undefined;
}

/** Wait of `flush` and `shutdown` unless told otherwise. Seconds. */
const DEFAULT_TIMEOUT_SECONDS = 10;

/** After a signal the data must be in the journal within this time. Seconds. */
const SIGNAL_SECONDS = 2;

/** A process that dies of an error, and one that is told to exit, try for at most so long. Seconds. */
const CRASH_SECONDS = 4;
const EXIT_SECONDS = 2;

/** Records without a bound, for handing everything over. */
const ALL = { maxRecords: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };

/**
 * Starts telemetry: from here on the outbox is drained.
 *
 * @throws Error when telemetry is already started in this process
 */
export async function createTelemetry(parts: TelemetryParts): Promise<Telemetry> {
  const telemetry = new RunningTelemetry(parts);
  await telemetry.open();
  return telemetry;
}

class RunningTelemetry implements Telemetry {
  readonly #core: Core;
  readonly #config: TelemetryConfig;
  readonly #destination: Destination;
  readonly #pipeline: Pipeline;
  readonly #providers: Providers;
  readonly #prometheus: PrometheusEndpoint | undefined;
  readonly #endSeconds: number | undefined;
  readonly #unregister: () => void;
  readonly #stopListening: (() => void)[] = [];
  #shutdown: Promise<ShutdownResult> | undefined;
  #said = '';
  /** Whether what waited has been delivered in place of the pipeline: an exit follows an uncaught exception. */
  #handedOver = false;

  constructor({ core, config: given, peers, prometheus, worker, endSeconds }: TelemetryParts) {
    // Most is said from timers, where an error of the app's own function would end the app.
    const log = (line: string): void => guard(core.warnings, 'option log', undefined, () => given.log(line));
    const config = { ...given, log };
    this.#core = core;
    this.#config = config;
    this.#destination = createDestination({
      peers,
      config,
      ...(worker === undefined ? {} : { worker }),
      onChange: () => this.#destinationChanged(),
      warn: (line) => core.warnings.warn('FEDOTEL_TELEMETRY', line, line.slice(0, 40)),
    });
    const resources = createRunResources(peers, config.resourceAttributes);
    this.#pipeline = createPipeline({
      core,
      config,
      resources,
      destination: this.#destination,
      clients: prometheus?.clients,
    });
    this.#providers = createProviders({
      core,
      peers,
      config,
      destination: this.#destination,
      scraped: prometheus?.reader,
    });
    this.#prometheus = prometheus;
    this.#endSeconds = endSeconds;
    this.#unregister = this.#register();
    core.setFallbackProviders(this.#providers);
  }

  get description(): string {
    return this.#destination.description;
  }

  get prometheusUrl(): string | undefined {
    return this.#prometheus?.url;
  }

  get dropped(): DroppedCounts {
    return { ...this.#pipeline.dropped, ...this.#providers.dropped };
  }

  /** Says where data goes, and installs the handlers for the end of the process. */
  async open(): Promise<void> {
    for (const warning of this.#config.warnings) {
      this.#core.warnings.warn('FEDOTEL_TELEMETRY', warning, warning);
    }
    await this.#destination.look();
    this.#announce();
    if (this.#prometheus !== undefined && !this.#config.quiet) {
      this.#config.log(`fedotel: Prometheus finds metrics at ${this.#prometheus.url}`);
    }
    if (this.#config.handleSignals) {
      this.#stopListening.push(onTermination(() => this.#interrupted()));
    }
    this.#stopListening.push(
      onProcessEnd({
        idle: () => void this.#forgotten(),
        crash: (error) => this.#handOver('failed', this.#endSeconds ?? CRASH_SECONDS, error),
        exit: () => this.#handOver('interrupted', this.#endSeconds ?? EXIT_SECONDS),
      }),
    );
  }

  async flush({ timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: TimeLimit = {}): Promise<FlushResult> {
    if (this.#shutdown !== undefined) {
      return this.#shutdown;
    }
    const [complete] = await Promise.all([this.#pipeline.flush(timeoutSeconds), this.#providers.flush(timeoutSeconds)]);
    return { complete, pending: this.#pipeline.pending };
  }

  shutdown({ timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: TimeLimit = {}): Promise<ShutdownResult> {
    this.#shutdown ??= this.#stop(timeoutSeconds);
    return this.#shutdown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #register(): () => void {
    try {
      return this.#core.register(this.#pipeline);
    } catch (error) {
      this.#pipeline.stop();
      void this.#providers.shutdown(0);
      throw error;
    }
  }

  /** Into the bridge first, so that all is on disk; then the sinks get what is left of the time. */
  async #stop(timeoutSeconds: number): Promise<ShutdownResult> {
    const start = performance.now();
    const [complete] = await Promise.all([
      this.#pipeline.flush(timeoutSeconds),
      this.#providers.shutdown(timeoutSeconds),
    ]);
    for (const stopListening of this.#stopListening) {
      stopListening();
    }
    this.#unregister();
    this.#core.setFallbackProviders({});
    this.#pipeline.stop();
    await this.#prometheus?.close();
    const left = timeoutSeconds - (performance.now() - start) / 1000;
    const owed = await this.#destination.stop(Math.max(left, MINIMUM_STOP_SECONDS));
    const result = { complete, pending: this.#pipeline.pending, owed, dropped: this.dropped };
    this.#sayResult(result);
    return result;
  }

  #destinationChanged(): void {
    this.#pipeline.nudge();
    this.#providers.nudge();
    this.#announce();
  }

  /** While no bridge is known there is nothing to say that would not be corrected a moment later. */
  #announce(): void {
    if (!this.#destination.known) {
      return;
    }
    const line = `fedotel: telemetry goes ${this.description}`;
    if (line !== this.#said && !this.#config.quiet && this.#shutdown === undefined) {
      this.#said = line;
      this.#config.log(line);
    }
  }

  #sayResult({ pending, owed, dropped }: ShutdownResult): void {
    if (pending > 0) {
      this.#config.log(
        `fedotel: ${pending} updates and events could not be delivered ${this.description} and are lost with this process`,
      );
    }
    if (dropped.updates + dropped.events > 0) {
      this.#config.log(`fedotel: ${dropped.updates} updates and ${dropped.events} events were dropped`);
    }
    if (owed.length > 0) {
      this.#config.log(`fedotel: ${owedText(owed, this.#config)}`);
    }
  }

  async #interrupted(): Promise<void> {
    this.#endRuns('interrupted');
    await this.shutdown({ timeoutSeconds: this.#endSeconds ?? SIGNAL_SECONDS });
  }

  /** The app ends without having shut telemetry down: what it recorded is saved all the same. */
  async #forgotten(): Promise<void> {
    this.#endRuns('interrupted');
    await this.shutdown({ timeoutSeconds: this.#endSeconds ?? DEFAULT_TIMEOUT_SECONDS });
  }

  /** The process ends as soon as this returns: whatever waits is delivered before, or said to be lost. */
  #handOver(state: RunEnd, seconds: number, error?: unknown): void {
    const ownsRun = this.#core.openRuns.size > 0;
    this.#endRuns(state, error);
    const events = this.#core.outbox.events.peek(ALL).records;
    const points = this.#core.outbox.points.peek(ALL).records;
    const logs = toPlainLogs(this.#providers.waitingLogs);
    if (events.length + points.length + logs.length === 0 || this.#handedOver) {
      return;
    }
    this.#handedOver = true;
    const { log: _, ...config } = this.#config;
    if (!deliver({ config, events, points, logs, ownsRun, seconds })) {
      this.#config.log(
        `fedotel: not all of the last ${events.length + points.length} updates and events could be delivered ` +
          `${this.description} before this process ends${state === 'failed' ? ' of an error' : ''}`,
      );
    }
  }

  #endRuns(state: RunEnd, error?: unknown): void {
    for (const run of [...this.#core.openRuns]) {
      run.end(state, error);
    }
  }
}

/** An error in an exit handler would change the exit code: what cannot be sent is lost, and no more than that. */
function deliver(work: Parameters<typeof flushBeforeEnd>[0]): boolean {
  try {
    return flushBeforeEnd(work);
  } catch {
    return false;
  }
}

/** A bridge is given at least this long to close its files. Seconds. */
const MINIMUM_STOP_SECONDS = 0.5;

/** What is in the journal and not at its destinations, with the command that sends it. */
function owedText(owed: readonly OwedEvents[], { runsDir, to }: TelemetryConfig): string {
  const parts = owed.map(({ sink, run, events }) => `${events} events of run ${run} to ${sink}`);
  const shown = parts.slice(0, 5).join(', ') + (parts.length > 5 ? ` and ${parts.length - 5} more` : '');
  const folder = relative('', runsDir) || '.';
  const quoted = /^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder);
  // Addresses of destinations may have a user name and a password in them.
  const shownTo = to.map((choice) => choice.replace(/:\/\/[^/?#]*@/g, '://***@')).join(',');
  return `still owed: ${shown}. Send it with: fedotel bridge --runs-dir ${quoted} --to ${shownTo}`;
}

import { relative } from 'node:path';
import { redactText } from '../../core/secret-text.js';
import { signalsForBridge, signalUrl, type TelemetryConfig } from '../config/resolve.js';
import { SIGNALS, type Signal } from '../config/signal.js';
import type { Peers } from '../peers.js';
import type { ExportOutcome } from '../pipeline/export-outcome.js';
import type { OwedEvents } from '../types.js';
import { type BridgeFinder, createBridgeFinder } from './bridge-finder.js';
import { createSignalSender, type SignalPayload, type SignalSender } from './signal-sender.js';

/** Where data goes. It may change while the app runs: a bridge is found, dies, is replaced. */
export interface Destination {
  /** Where data goes at the moment, and who said so. */
  readonly description: string;
  /** Whether every signal has somewhere to go now: false while no bridge is known. */
  readonly known: boolean;
  /** Sends to wherever the signal goes now. Never rejects; without a destination the answer is `retry`. */
  send<S extends Signal>(signal: S, payload: SignalPayload[S]): Promise<ExportOutcome>;
  /** Looks for a running bridge once, if any signal needs one. */
  look(): Promise<void>;
  /** This process has started a run: a bridge may be embedded in it. */
  runStarted(): void;
  /** Ends every request and the embedded bridge. */
  stop(timeoutSeconds: number): Promise<readonly OwedEvents[]>;
}

/** What a destination needs beside its configuration. */
export interface DestinationOptions {
  readonly peers: Peers;
  readonly config: TelemetryConfig;
  /** Script of an embedded bridge; another one in tests. */
  readonly worker?: URL;
  /** Called when a bridge was found or lost. */
  onChange(): void;
  warn(line: string): void;
}

/** Makes the destination that the configuration asks for. */
export function createDestination(options: DestinationOptions): Destination {
  return new ResolvedDestination(options);
}

/** No bridge is known yet. */
const NOWHERE: ExportOutcome = { kind: 'retry', reason: 'no bridge runs yet', unreachable: false };

class ResolvedDestination implements Destination {
  readonly #peers: Peers;
  readonly #config: TelemetryConfig;
  readonly #finder: BridgeFinder | undefined;
  #stopped = false;
  readonly #senders = new Map<Signal, SignalSender<Signal>>();

  constructor({ peers, config, worker, onChange, warn }: DestinationOptions) {
    this.#peers = peers;
    this.#config = config;
    if (signalsForBridge(config).length > 0) {
      this.#finder = createBridgeFinder({
        runsDir: config.runsDir,
        to: config.to,
        page: config.page,
        ...(worker === undefined ? {} : { worker }),
        onChange: () => {
          this.#closeStale();
          onChange();
        },
        warn,
        say: (line) => config.log(`fedotel: ${line}`),
        progress: (line) => {
          if (!config.quiet) {
            config.log(`fedotel: ${line}`);
          }
        },
      });
    }
  }

  get known(): boolean {
    return this.#finder === undefined || this.#finder.current !== undefined;
  }

  get description(): string {
    const places = new Map<string, Signal[]>();
    for (const signal of SIGNALS) {
      const place = this.#describe(signal);
      places.set(place, [...(places.get(place) ?? []), signal]);
    }
    const parts = [...places].map(([place, signals]) =>
      signals.length === SIGNALS.length ? place : `${signals.join(' and ')} ${place}`,
    );
    return parts.join('; ');
  }

  async send<S extends Signal>(signal: S, payload: SignalPayload[S]): Promise<ExportOutcome> {
    const sender = this.#stopped ? undefined : this.#sender(signal);
    if (sender === undefined) {
      return NOWHERE;
    }
    const outcome = await sender.send(payload);
    if (outcome.kind === 'ok' || this.#finder === undefined || this.#config.signals[signal].endpoint !== undefined) {
      return outcome;
    }
    // A bridge that died may have left its port to another program, whose refusal says nothing about the data.
    if ((outcome.kind === 'reject' || outcome.unreachable) && !(await this.#finder.check())) {
      return { kind: 'retry', reason: outcome.reason, unreachable: true };
    }
    return outcome;
  }

  async look(): Promise<void> {
    await this.#finder?.look();
  }

  runStarted(): void {
    this.#finder?.allowEmbedded();
  }

  async stop(timeoutSeconds: number): Promise<readonly OwedEvents[]> {
    this.#stopped = true;
    for (const sender of this.#senders.values()) {
      sender.close();
    }
    this.#senders.clear();
    return (await this.#finder?.stop(timeoutSeconds)) ?? [];
  }

  /** The exporters' URLs are fixed: another bridge means another sender. */
  #sender<S extends Signal>(signal: S): SignalSender<S> | undefined {
    const known = this.#senders.get(signal);
    const url = this.#url(signal);
    if (known !== undefined || url === undefined) {
      return known as SignalSender<S> | undefined;
    }
    const sender = createSignalSender(this.#peers, signal, this.#config.signals[signal], url);
    this.#senders.set(signal, sender as unknown as SignalSender<Signal>);
    return sender;
  }

  #url(signal: Signal): string | undefined {
    const bridge = this.#finder?.current?.address.url;
    return (
      this.#config.signals[signal].endpoint?.value ?? (bridge === undefined ? undefined : signalUrl(bridge, signal))
    );
  }

  /** What waits for an answer of a bridge that is gone is tried again at the next one. */
  #closeStale(): void {
    for (const [signal, sender] of this.#senders) {
      if (sender.url !== this.#url(signal)) {
        this.#senders.delete(signal);
        sender.close();
      }
    }
  }

  #describe(signal: Signal): string {
    const { enabled, endpoint } = this.#config.signals[signal];
    if (!enabled) {
      return 'off';
    }
    if (endpoint !== undefined) {
      const full = endpoint.source.includes(signal.toUpperCase());
      return `to ${shownUrl(full ? endpoint.value : baseOf(endpoint.value))} (${endpoint.source})`;
    }
    return this.#describeBridge();
  }

  #describeBridge(): string {
    const { runsDir, runsDirSource } = this.#config;
    const shown = relative('', runsDir) || '.';
    const folder = `${shown.startsWith('..') ? runsDir : shown}/ (${runsDirSource}; no endpoint is set)`;
    const current = this.#finder?.current;
    if (current === undefined) {
      return `to the bridge of ${folder}, which the first process to start a run has`;
    }
    return current.embedded
      ? `to an embedded bridge that writes ${folder}`
      : `to the running bridge ${current.address.url} of ${folder}`;
  }
}

/** URL without the signal's path. */
function baseOf(url: string): string {
  return new URL(url.replace(/\/v1\/\w+($|\?)/, '$1')).href.replace(/\/$/, '');
}

/** URL as it may be printed: without credentials, in front or in its query. */
function shownUrl(url: string): string {
  return redactText(url.replace(/\/\/[^/]*@/, '//'));
}

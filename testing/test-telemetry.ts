import { unusableMessage, unusableReason } from '../exporters/bridge/unusable-values.js';
import type { JournalEvent } from '../exporters/journal/events.js';
import { decodeOtlp, type Encoding, OtlpDecodeError, type Signal } from '../exporters/otlp/index.js';
import { type AcceptResult, createReceiver, type ExportRequest, type Receiver } from '../exporters/receiver/index.js';
import { createRunModel, type RunView } from '../exporters/run-model/index.js';
import { createTranslator } from '../exporters/translate/index.js';
import { sharedCore } from '../lib/core/core.js';
import type { TelemetryOptions } from '../lib/telemetry/index.js';
import { peerLoaders } from '../lib/telemetry/peers.js';
import { startTelemetryIn } from '../lib/telemetry/surroundings.js';
import type { Telemetry } from '../lib/telemetry/types.js';

/** Options of `createTestTelemetry`. */
export interface TestTelemetryOptions {
  /** Options of `startTelemetry` that the test is about; variables of the environment are not read. */
  readonly telemetry?: Omit<TelemetryOptions, 'endpoint' | 'disabled'> | undefined;
  /** Longest wait for what was recorded to arrive. Default 5 seconds. */
  readonly timeoutSeconds?: number | undefined;
}

/** One export request as it went over the wire. */
export interface ExportedRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  /** The body, decompressed. */
  readonly body: Uint8Array;
}

/**
 * Telemetry for unit tests of an app: what the app records is encoded by the official exporters, sent over loopback,
 * decoded and translated as by a bridge, and kept in memory instead of a journal.
 */
export interface TestTelemetry extends AsyncDisposable {
  /** Everything recorded so far as journal events, in order of arrival. @throws Error when it does not arrive in time */
  events(): Promise<readonly JournalEvent[]>;
  /** A run as every reader of a journal sees it. @throws Error when nothing of the run has arrived, or not in time */
  run(runId: string): Promise<RunView>;
  /** Every export request so far. @throws Error when what was recorded does not arrive in time */
  requests(): Promise<readonly ExportedRequest[]>;
  /** Reasons why records were refused as malformed; empty when the app did all right. */
  malformed(): Promise<readonly string[]>;
  /**
   * Attributes with values of another kind than the conventions say, which records are kept without: each once, such as
   * `fl.client.accuracy: expected a number, got a text`. Calls of the library say and leave out what they cannot use
   * before it is sent; these are of events that the app makes itself.
   */
  unusable(): Promise<readonly string[]>;
  /** Ends telemetry and the receiver; a process has one telemetry at a time. */
  shutdown(): Promise<void>;
}

/**
 * Starts telemetry for a test. Records that were made before, and that no telemetry has sent, arrive too. An app that
 * sets up an OpenTelemetry SDK of its own keeps its spans and low-cardinality metrics to itself.
 *
 * @throws Error when an option is illegal, an optional package is missing, or telemetry is already started
 */
export async function createTestTelemetry(options: TestTelemetryOptions = {}): Promise<TestTelemetry> {
  const kept = new Memory();
  const receiver = await createReceiver({
    listen: { host: '127.0.0.1', port: 0 },
    accept: async (request) => kept.accept(request),
    health: () => ({ instance: 'test' }),
  });
  try {
    const telemetry = await startTelemetryIn(
      { environment: {}, core: sharedCore(), loaders: peerLoaders },
      { handleSignals: false, quiet: true, ...options.telemetry, endpoint: receiver.url },
    );
    return new MemoryTelemetry(kept, receiver, telemetry, options.timeoutSeconds ?? 5);
  } catch (error) {
    await receiver.close({ timeoutSeconds: 0 });
    throw error;
  }
}

/** Stands in for the journal. */
class Memory {
  readonly requests: ExportedRequest[] = [];
  readonly events: JournalEvent[] = [];
  readonly malformed: string[] = [];
  readonly unusable = new Set<string>();
  readonly #translator = createTranslator();

  accept({ signal, encoding, body }: ExportRequest): AcceptResult {
    // The receiver uses the body's memory again.
    this.requests.push({ signal, encoding, body: Buffer.from(body) });
    try {
      decodeOtlp(signal, encoding, body, this.#translator);
    } catch (error) {
      this.#translator.end();
      if (error instanceof OtlpDecodeError) {
        this.malformed.push(error.message);
        return { kind: 'reject', status: 400, message: error.message };
      }
      throw error;
    }
    const { events, malformed, malformedReason = 'malformed', unusable } = this.#translator.end();
    this.events.push(...events);
    for (const name of unusable.names) {
      this.unusable.add(unusableReason(name));
    }
    if (malformed === 0) {
      const message = unusableMessage(unusable);
      return message === undefined ? { kind: 'ok' } : { kind: 'ok', rejected: 0, message };
    }
    this.malformed.push(malformedReason);
    return { kind: 'ok', rejected: malformed, message: malformedReason };
  }
}

class MemoryTelemetry implements TestTelemetry {
  readonly #kept: Memory;
  readonly #receiver: Receiver;
  readonly #telemetry: Telemetry;
  readonly #timeoutSeconds: number;

  constructor(kept: Memory, receiver: Receiver, telemetry: Telemetry, timeoutSeconds: number) {
    this.#kept = kept;
    this.#receiver = receiver;
    this.#telemetry = telemetry;
    this.#timeoutSeconds = timeoutSeconds;
  }

  async events(): Promise<readonly JournalEvent[]> {
    await this.#arrival();
    return [...this.#kept.events];
  }

  async run(runId: string): Promise<RunView> {
    const events = (await this.events()).filter((event) => event.run_id === runId);
    if (events.length === 0) {
      const seen = [...new Set(this.#kept.events.map((event) => event.run_id))];
      throw new Error(`fedotel: nothing was recorded for run ${runId}; there are ${seen.join(', ') || 'no runs'}.`);
    }
    const model = createRunModel();
    for (const event of events) {
      model.apply(event);
    }
    return model.view();
  }

  async requests(): Promise<readonly ExportedRequest[]> {
    await this.#arrival();
    return [...this.#kept.requests];
  }

  async malformed(): Promise<readonly string[]> {
    await this.#arrival();
    return [...this.#kept.malformed];
  }

  async unusable(): Promise<readonly string[]> {
    await this.#arrival();
    return [...this.#kept.unusable];
  }

  async shutdown(): Promise<void> {
    await this.#telemetry.shutdown({ timeoutSeconds: this.#timeoutSeconds });
    await this.#receiver.close({ timeoutSeconds: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #arrival(): Promise<void> {
    const { complete, pending } = await this.#telemetry.flush({ timeoutSeconds: this.#timeoutSeconds });
    if (!complete) {
      throw new Error(`fedotel: ${pending} records have not arrived within ${this.#timeoutSeconds} s.`);
    }
  }
}

import { type Journal, JournalUnavailableError } from '../journal/index.js';
import { decodeOtlp, OtlpDecodeError } from '../otlp/index.js';
import type { Encoding, Signal } from '../otlp/visitor.js';
import type { AcceptResult } from '../receiver/index.js';
import { reasonOf } from '../sink-parts/index.js';
import { createTranslator, type GatheredTranslation } from '../translate/index.js';
import { createJobGuard, type JobGuard } from './job-guard.js';
import { createJournalTrouble, type JournalTrouble } from './journal-trouble.js';
import type { Quarantine } from './quarantine.js';
import { createUnusableTeller, type UnusableTeller, unusableMessage } from './unusable-values.js';

/** Seconds after which a sender may come again when the journal cannot be written. */
const JOURNAL_RETRY_SECONDS = 5;

/** Counts of what came in, for `/health`. */
export interface IntakeCounts {
  requests: number;
  /** Events that are on disk. */
  events: number;
  /** Events that had been on disk before: senders' repetitions. */
  duplicates: number;
  /** Records that no journal keeps. */
  ignored: number;
  /** Records that claim to be ours and break the contract. */
  malformed: number;
  /** Values of another kind than the conventions say, which records are kept without. */
  unusable: number;
  /** Requests set aside because our own code failed on them. */
  quarantined: number;
  /** Requests that were told to come again. */
  deferred: number;
}

/** One export request after the receiver has unpacked it. */
export interface IntakeRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
}

/** The way of a request from its bytes to the disk. */
export interface Intake {
  /** Answers when the request's events are durable. Never rejects. */
  accept(request: IntakeRequest): Promise<AcceptResult>;
  readonly counts: Readonly<IntakeCounts>;
}

/** What an intake needs. */
export interface IntakeOptions {
  readonly journal: Journal;
  readonly quarantine: Quarantine;
  /** Says something to the operator. */
  warn(text: string): void;
}

class JournalIntake implements Intake {
  readonly counts: IntakeCounts = {
    requests: 0,
    events: 0,
    duplicates: 0,
    ignored: 0,
    malformed: 0,
    unusable: 0,
    quarantined: 0,
    deferred: 0,
  };
  readonly #options: IntakeOptions;
  readonly #translator = createTranslator();
  readonly #jobGuard: JobGuard;
  readonly #trouble: JournalTrouble;
  readonly #unusable: UnusableTeller;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#jobGuard = createJobGuard(options);
    this.#trouble = createJournalTrouble((text) => options.warn(text));
    this.#unusable = createUnusableTeller((text) => options.warn(text));
  }

  async accept(request: IntakeRequest): Promise<AcceptResult> {
    this.counts.requests += 1;
    let translation: GatheredTranslation;
    try {
      translation = this.#translate(request);
    } catch (error) {
      if (error instanceof OtlpDecodeError) return { kind: 'reject', status: 400, message: error.message };
      return this.#setAside(request, error);
    }
    this.counts.ignored += translation.ignored;
    this.counts.malformed += translation.malformed;
    this.counts.unusable += translation.unusable.count;
    this.#unusable.met(translation.unusable);
    let rejected = translation.malformed;
    let reason = translation.malformedReason;
    const { entries } = translation;
    if (entries.length > 0) {
      try {
        // A run's start is a log record.
        if (request.signal === 'logs') await this.#jobGuard.look(entries);
        const appended = await this.#options.journal.append(entries);
        this.#trouble.over();
        this.counts.events += appended.written;
        this.counts.duplicates += appended.duplicates;
        this.counts.malformed += appended.refused;
        rejected += appended.refused;
        reason ??= appended.refusedReason;
      } catch (error) {
        if (!(error instanceof JournalUnavailableError)) return this.#setAside(request, error);
        this.#trouble.met(error);
        return this.#defer(error.message);
      }
    }
    // Without rejected records a message is a warning: the sender's log may be the only place where its author looks.
    const warning = unusableMessage(translation.unusable);
    if (rejected === 0) return warning === undefined ? { kind: 'ok' } : { kind: 'ok', rejected, message: warning };
    const said = reason ?? 'malformed';
    return { kind: 'ok', rejected, message: warning === undefined ? said : `${said}; ${warning}` };
  }

  #defer(message: string): AcceptResult {
    this.counts.deferred += 1;
    return { kind: 'retry', status: 503, afterSeconds: JOURNAL_RETRY_SECONDS, message };
  }

  /** Decoding is one synchronous piece, so that concurrent requests can share the translator. */
  #translate({ signal, encoding, body }: IntakeRequest): GatheredTranslation {
    try {
      decodeOtlp(signal, encoding, body, this.#translator);
      return this.#translator.endGathered();
    } catch (error) {
      this.#translator.endGathered();
      throw error;
    }
  }

  /**
   * A fault of ours must not make a Collector send the same bytes for ever, nor drop them: they are kept on disk and
   * acknowledged. Only when even that fails is the sender told to come again.
   */
  async #setAside({ signal, encoding, body }: IntakeRequest, error: unknown): Promise<AcceptResult> {
    const reason = reasonOf(error);
    const path = await this.#options.quarantine.keep(signal, encoding, body);
    if (path === undefined) {
      return this.#defer(`not handled: ${reason}`);
    }
    this.counts.quarantined += 1;
    this.#options.warn(`a ${signal} request could not be handled (${reason}); it is kept in ${path}`);
    return { kind: 'ok', rejected: 0, message: 'kept for inspection, not handled' };
  }
}

/** Creates an intake. */
export function createIntake(options: IntakeOptions): Intake {
  return new JournalIntake(options);
}

import type {
  FlushOptions,
  RunReference,
  SequencedEvent,
  Sink,
  SinkContext,
  SinkResult,
} from '../../../exporters/bridge/sink.js';

/** A sink that remembers what it was given and answers as told. */
export class RecordingSink implements Sink {
  readonly name = 'recording';
  readonly calls: { run: RunReference; sequences: number[]; types: string[] }[] = [];
  readonly stored: SequencedEvent[] = [];
  /** Run of each flush, and whether it was the last one. */
  readonly flushed: string[] = [];
  concurrency: number | undefined;
  /** Ended runs are not flushed before the last time. */
  waitsForMore = false;
  closed = false;
  readonly forgotten: string[] = [];
  context: SinkContext | undefined;
  /** Answers of the next `apply` calls; `ok` when none is left. */
  answers: (SinkResult | Error)[] = [];
  flushAnswers: (SinkResult | Error)[] = [];
  #gate: Promise<void> = Promise.resolve();
  #flushGate: Promise<void> = Promise.resolve();

  constructor(readonly resume: 'cursor' | 'start' = 'cursor') {}

  async open(context: SinkContext): Promise<void> {
    this.context = context;
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    this.calls.push({ run, sequences: events.map((e) => e.sequence), types: events.map((e) => e.event.event_type) });
    const answer = this.answers.shift() ?? { kind: 'ok' };
    await this.#gate;
    if (answer instanceof Error) throw answer;
    if (answer.kind === 'ok') this.stored.push(...events);
    return answer;
  }

  async flush(run?: RunReference, options?: FlushOptions): Promise<SinkResult> {
    this.flushed.push(`${run?.runId} ${options?.closing}`);
    const waits = this.waitsForMore && options?.closing !== true;
    const answer = waits ? WAITING : (this.flushAnswers.shift() ?? { kind: 'ok' });
    await this.#flushGate;
    if (answer instanceof Error) throw answer;
    return answer;
  }

  /** From now on no call of `apply` returns before the gate is opened. */
  hang(): { open(): void } {
    const { gate, open } = createGate();
    this.#gate = gate;
    return { open };
  }

  /** The same for `flush`. */
  hangFlush(): { open(): void } {
    const { gate, open } = createGate();
    this.#flushGate = gate;
    return { open };
  }

  async forget(run: RunReference): Promise<void> {
    this.forgotten.push(run.runId);
  }

  async check() {
    return { kind: 'ok' as const, detail: 'memory' };
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const WAITING: SinkResult = { kind: 'retry', reason: 'more is to come', afterSeconds: 600, expected: true };

function createGate(): { readonly gate: Promise<void>; open(): void } {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open };
}

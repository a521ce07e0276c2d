import type { RunReference, SequencedEvent, Sink, SinkContext, SinkResult } from '../../../exporters/bridge/sink.js';

/** A sink that remembers what it was given and answers as told. */
export class RecordingSink implements Sink {
  readonly name = 'recording';
  readonly calls: { run: RunReference; sequences: number[]; types: string[] }[] = [];
  readonly stored: SequencedEvent[] = [];
  /** Run of each flush; `undefined` for all. */
  readonly flushed: (string | undefined)[] = [];
  closed = false;
  context: SinkContext | undefined;
  /** Answers of the next `apply` calls; `ok` when none is left. */
  answers: (SinkResult | Error)[] = [];
  flushAnswer: SinkResult = { kind: 'ok' };

  constructor(readonly resume: 'cursor' | 'start' = 'cursor') {}

  async open(context: SinkContext): Promise<void> {
    this.context = context;
  }

  async apply(run: RunReference, events: readonly SequencedEvent[]): Promise<SinkResult> {
    this.calls.push({ run, sequences: events.map((e) => e.sequence), types: events.map((e) => e.event.event_type) });
    const answer = this.answers.shift() ?? { kind: 'ok' };
    if (answer instanceof Error) throw answer;
    if (answer.kind === 'ok') this.stored.push(...events);
    return answer;
  }

  async flush(run?: RunReference): Promise<SinkResult> {
    this.flushed.push(run?.runId);
    return this.flushAnswer;
  }

  async check() {
    return { kind: 'ok' as const, detail: 'memory' };
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

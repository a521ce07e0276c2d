import type { SequencedEvent, Sink, SinkContext, SinkResult } from '../../../exporters/bridge/index.js';

/** A destination in memory that answers what the test wants. */
export interface MemorySink extends Sink {
  readonly batches: { readonly runId: string; readonly stem: string; readonly events: readonly SequencedEvent[] }[];
  /** What was called beside `apply`, in order. */
  readonly calls: string[];
  context: SinkContext | undefined;
}

/** Makes one; `answers` are given in turn, then ok. */
export function createMemorySink(answers: readonly SinkResult[] = [], changes: Partial<Sink> = {}): MemorySink {
  const left = [...answers];
  const sink: MemorySink = {
    name: 'memory',
    resume: 'cursor',
    batches: [],
    calls: [],
    context: undefined,
    open: async (context) => {
      sink.calls.push('open');
      sink.context = context;
    },
    apply: async (run, events) => {
      sink.batches.push({ ...run, events });
      return left.shift() ?? { kind: 'ok' };
    },
    flush: async () => {
      sink.calls.push('flush');
      return { kind: 'ok' };
    },
    check: async () => ({ kind: 'ok', detail: '' }),
    close: async () => {
      sink.calls.push('close');
    },
    ...changes,
  };
  return sink;
}

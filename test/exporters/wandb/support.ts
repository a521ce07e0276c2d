import type { JournalEvent } from '../../../exporters/journal/events.js';
import type { PerClientMode } from '../../../exporters/projection/index.js';
import { createRunContent, type RunChoices, type RunContent } from '../../../exporters/wandb/content/index.js';
import type { HistoryOutput, WandbOutput } from '../../../exporters/wandb/types.js';

export { FULL, sequenced } from '../../support/journal-events.js';

/** What nobody has chosen. */
export const NO_CHOICES: RunChoices = {
  group: undefined,
  jobType: undefined,
  tags: [],
  displayName: undefined,
  notes: undefined,
};

/** A fold with what it gave. */
export interface Folded {
  readonly content: RunContent;
  /** Of the run itself. */
  readonly own: WandbOutput[];
  /** Of runs of single clients. */
  readonly clients: Map<string, WandbOutput[]>;
}

/** A fold of events. */
export function fold(events: Iterable<JournalEvent>, perClient: PerClientMode = 'keys'): Folded {
  const own: WandbOutput[] = [];
  const clients = new Map<string, WandbOutput[]>();
  const content = createRunContent({
    perClient,
    choices: NO_CHOICES,
    take: (output, client) => {
      if (client === undefined) own.push(output);
      else clients.set(client, [...(clients.get(client) ?? []), output]);
    },
  });
  for (const event of events) content.apply(event);
  return { content, own, clients };
}

/** Outputs of one kind. */
export function ofKind<K extends WandbOutput['kind']>(
  outputs: readonly WandbOutput[],
  kind: K,
): Extract<WandbOutput, { kind: K }>[] {
  return outputs.filter((output): output is Extract<WandbOutput, { kind: K }> => output.kind === kind);
}

/** Rows as objects. */
export function rowsOf(outputs: readonly WandbOutput[]): Record<string, unknown>[] {
  return ofKind(outputs, 'history').map(({ values }: HistoryOutput) => Object.fromEntries(values));
}

const START = Date.UTC(2026, 0, 1);

/** A time of a made run. */
export function at(second: number): string {
  return new Date(START + second * 1000).toISOString();
}

/** Events of a made run: its start, rounds with an update of each client, no end. */
export function madeRun({ runId = 'made', rounds = 3, clients = ['a', 'b'] } = {}): JournalEvent[] {
  const base = { run_id: runId };
  return [
    {
      ...{ ...base, event_type: 'init', format: 1, timestamp: at(0), started_at: at(0) },
      ...{ job: 'digits', algorithm: 'FedAvg', config: { lr: 0.1 } },
    },
    ...Array.from({ length: rounds }, (_, round): JournalEvent[] => [
      ...clients.map(
        (client_id, n): JournalEvent => ({
          ...{ ...base, event_type: 'client_update', round, timestamp: at(round * 10 + n) },
          clients: [{ client_id, local_loss: n + round / 8, status: 'active' }],
        }),
      ),
      {
        ...{ ...base, event_type: 'round_end', round, timestamp: at(round * 10 + 9) },
        round_metrics: { global_accuracy: round / 100, global_loss: 1 / (round + 1) },
      },
    ]).flat(),
  ];
}

/** The end of a made run. */
export function finished(second: number, state?: 'finished' | 'failed' | 'interrupted', runId = 'made'): JournalEvent {
  const said = state === undefined ? {} : { state };
  return { event_type: 'finished', run_id: runId, timestamp: at(second), ...said };
}

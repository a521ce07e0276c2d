import { fromMillis, nextNano } from '../core/clock.js';
import type { SampleRecord } from '../core/records.js';
import type { TaskResources } from '../core/task-watch.js';
import type { UpdateDraft } from '../update/draft.js';
import type { RunContext } from './context.js';

/** Serialised bytes of a sample besides its fields, and of one field. */
const SAMPLE_BYTES = 100;
const FIELD_BYTES = 90;

/**
 * Records what a client's report says of its resources: where its counters stood when the task began, and at its end
 * these and the means of everything else. Times are the client's own.
 */
export function recordReportSamples(context: RunContext, draft: UpdateDraft, resources: TaskResources): void {
  const { policy } = context;
  if (!policy.perClient || !policy.allowsPart('metrics')) {
    return;
  }
  const { from, to, first, last } = resources;
  const start = fromMillis(from * 1000);
  const end = fromMillis(to * 1000);
  if (Object.keys(first).length > 0) {
    push(context, draft, { time: start, start, fields: first });
  }
  push(context, draft, { time: to > from ? end : nextNano(end), start, fields: last });
}

function push(
  { emitter, identity }: RunContext,
  { client, round }: UpdateDraft,
  sample: Pick<SampleRecord, 'time' | 'start'> & { readonly fields: Readonly<Record<string, number>> },
): void {
  const { fields, ...times } = sample;
  const names = Object.keys(fields);
  const values = Object.values(fields);
  const record: SampleRecord = { kind: 'sample', run: identity, ...times, client, round, names, values };
  emitter.point(record, sampleBytes(record));
}

/** About how large a sample is on the wire. */
export function sampleBytes({ names, client = '' }: Pick<SampleRecord, 'names' | 'client'>): number {
  return SAMPLE_BYTES + names.length * (FIELD_BYTES + client.length);
}

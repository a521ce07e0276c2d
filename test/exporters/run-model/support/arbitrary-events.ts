import fc from 'fast-check';
import type { ClientRecord, JournalEvent, RoundMetrics } from '../../../../exporters/journal/events.js';
import { RUN } from './scenario.js';

/** Start of the first attempt, epoch milliseconds; the second begins 10 s later. */
const FIRST_ATTEMPT = Date.UTC(2026, 2, 2, 9);

// Few values of everything, so that events meet: same round, same client, same instant.
const millis = fc.integer({ min: 0, max: 20 }).map((second) => FIRST_ATTEMPT + second * 1000);
/** One instant in the spellings of HiveWatch and ours; sometimes no time, sometimes none that can be read. */
const timestamp = fc.oneof(
  { weight: 8, arbitrary: millis.map((value) => new Date(value).toISOString()) },
  { weight: 3, arbitrary: millis.map((value) => new Date(value).toISOString().replace('Z', '000+00:00')) },
  { weight: 1, arbitrary: fc.constantFrom('yesterday', '') },
);
const attempt = fc.constantFrom(FIRST_ATTEMPT, FIRST_ATTEMPT + 10_000);
const round = fc.integer({ min: 0, max: 2 });
const client = fc.constantFrom('a', 'b', 'c', '__proto__');
const status = fc.constantFrom('active', 'idle', 'failed', 'dropped', 'rebooting');
const operation = fc.constantFrom('train', 'evaluate');
const value = fc.oneof(
  fc.constantFrom(null, 0, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 9007199254740993n, 'text', true),
  fc.integer({ min: 0, max: 5 }),
);
const count = fc.integer({ min: 0, max: 4 });

const record: fc.Arbitrary<ClientRecord> = fc
  .record(
    {
      client_id: client,
      client_name: fc.constantFrom('Ada', 'Bo'),
      status: fc.option(status),
      local_accuracy: value,
      num_samples: value,
      bytes_sent: value,
      f1: value,
      ['__proto__']: value,
    },
    { requiredKeys: ['client_id'] },
  )
  .map((fields) => fields as ClientRecord);

const metrics = fc.record(
  {
    global_accuracy: fc.constantFrom(null, 0.1, 0.9, Number.NaN),
    global_loss: fc.constantFrom(null, 0.3, 2.5),
    num_selected: count,
    num_completed: count,
    num_stragglers: count,
    num_failures: count,
    num_dropped: count,
    round_duration_sec: fc.constantFrom(null, 1.5),
    metrics: fc.constantFrom({ f1: 0.5 }, { f1: 0.7 }),
    error: fc.constant('TimeoutError'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RoundMetrics>;

const spanEvent = fc.record(
  {
    event_type: fc.constant('task'),
    kind: fc.constantFrom('round', 'task', 'aggregation'),
    phase: fc.constantFrom('started', 'ended'),
    side: fc.constantFrom('server', 'client'),
    round,
    client_id: client,
    operation,
    start: timestamp,
    end: timestamp,
    span_id: fc.constantFrom('01', '02'),
    round_metrics: metrics,
  },
  { requiredKeys: ['event_type', 'kind', 'phase', 'start'] },
);

const bodies = fc.oneof(
  fc.record(
    {
      event_type: fc.constantFrom('init', 'run_update'),
      provisional: fc.boolean(),
      job: fc.constantFrom('digits', 'texts'),
      algorithm: fc.constantFrom('FedAvg', 'FedProx'),
      started_at: timestamp,
      planned_rounds: count,
      params: fc.constantFrom({ lr: 0.1 }, { lr: 0.2, mu: 1 }),
      objective: fc.constantFrom({ metric: 'loss', goal: 'min' }, { metric: 'f1', goal: 'max' }),
    },
    { requiredKeys: ['event_type'] },
  ),
  fc.record(
    { event_type: fc.constant('round_start'), round, num_selected: count },
    { requiredKeys: ['event_type', 'round'] },
  ),
  fc.record(
    {
      event_type: fc.constant('client_update'),
      round: fc.option(round),
      clients: fc.array(record, { minLength: 1, maxLength: 1 }),
      late: fc.boolean(),
      field_count: count,
      source: fc.constant('gauge'),
    },
    { requiredKeys: ['event_type', 'round', 'clients'] },
  ),
  fc.record(
    {
      event_type: fc.constant('round_end'),
      round,
      round_metrics: metrics,
      clients: fc.array(record, { maxLength: 3 }),
    },
    { requiredKeys: ['event_type', 'round', 'round_metrics'] },
  ),
  fc.record(
    {
      event_type: fc.constant('client_dropout'),
      round,
      operation,
      clients: fc.array(record, { minLength: 1, maxLength: 1 }),
      reason: fc.constantFrom('timeout', 'battery'),
    },
    { requiredKeys: ['event_type', 'round', 'clients', 'reason'] },
  ),
  fc.record({ event_type: fc.constant('comm_failure'), round, client_id: client, reason: fc.constantFrom('x', 'y') }),
  fc.record(
    {
      event_type: fc.constant('evaluation'),
      round,
      operation: fc.constant('evaluate'),
      client: record,
      loss: fc.double(),
    },
    { requiredKeys: ['event_type'] },
  ),
  fc.record(
    { event_type: fc.constant('checkpoint'), round, path: fc.constantFrom('m', 'n') },
    { requiredKeys: ['event_type', 'path'] },
  ),
  spanEvent,
  fc.record(
    {
      event_type: fc.constant('scalar'),
      name: fc.constantFrom('lr', 'f'),
      step: count,
      value: fc.integer(),
      client_id: client,
    },
    { requiredKeys: ['event_type', 'name', 'step', 'value'] },
  ),
  fc.record(
    {
      event_type: fc.constant('histogram'),
      name: fc.constantFrom('w', 'f'),
      step: count,
      edges: fc.constant([0, 1, 2]),
      counts: fc.tuple(count, count),
      min: fc.constant(0),
      max: fc.constant(2),
      sum: fc.constant(1),
      sum_of_squares: fc.constant(1),
      client_id: client,
    },
    { requiredKeys: ['event_type', 'name', 'step', 'edges', 'counts', 'min', 'max', 'sum', 'sum_of_squares'] },
  ),
  fc.record(
    {
      event_type: fc.constant('text'),
      name: fc.constantFrom('n', 'f'),
      step: count,
      text: fc.constantFrom('x', 'y'),
      client_id: client,
    },
    { requiredKeys: ['event_type', 'name', 'step', 'text'] },
  ),
  fc.record({ event_type: fc.constant('artifact'), name: fc.constantFrom('m', 'n'), path: fc.constantFrom('p', 'q') }),
  fc.record({ event_type: fc.constant('server_metadata'), server: fc.constantFrom({ city: 'Lemont' }, { gpus: 4 }) }),
  fc.record(
    { event_type: fc.constant('finished'), state: fc.constantFrom('finished', 'failed', 'interrupted') },
    { requiredKeys: ['event_type'] },
  ),
);

/** Any event of few clients, rounds and instants; not a likely one. */
export const anyEvent: fc.Arbitrary<JournalEvent> = fc
  .tuple(bodies, fc.record({ attempt, timestamp }, { requiredKeys: [] }))
  .map(([body, head]) => ({ ...body, ...head, run_id: RUN }) as unknown as JournalEvent);

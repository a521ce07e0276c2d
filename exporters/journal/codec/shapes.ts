import type { JournalEvent, JsonObject, JsonValue } from '../events.js';
import { isJsonObject } from './numeric-fields.js';

type Kind = 'string' | 'number' | 'numbers' | 'round' | 'object' | 'client' | 'clients';

/** What a field must be; with `?` it may be absent. `number` is any JSON number, `numbers` a list of them, `round` a whole one from 0. */
type Check = Kind | `${Kind}?`;

const RUN: Readonly<Record<string, Check>> = {
  job: 'string?',
  algorithm: 'string?',
  config: 'object?',
  planned_rounds: 'number?',
  started_at: 'string?',
  aggregation_mode: 'string?',
  objective: 'object?',
  parent_run_id: 'string?',
  system: 'string?',
  instance: 'string?',
};

/** What every event has, and what it needs at least to be of use to a reader. */
const COMMON: Readonly<Record<string, Check>> = {
  run_id: 'string',
  attempt: 'number?',
  timestamp: 'string?',
  operation: 'string?',
};

const SHAPES: Readonly<Record<JournalEvent['event_type'], Readonly<Record<string, Check>>>> = {
  init: { ...RUN, format: 'number?' },
  run_update: { ...RUN, params: 'object?', tags: 'object?', text: 'object?', client_id: 'string?' },
  round_start: { round: 'round', num_selected: 'number?' },
  client_update: { round: 'round?', clients: 'clients', field_count: 'number?' },
  round_end: { round: 'round', round_metrics: 'object', clients: 'clients?' },
  client_dropout: { round: 'round', clients: 'clients', reason: 'string' },
  comm_failure: { round: 'round', client_id: 'string', reason: 'string' },
  checkpoint: { round: 'round?', path: 'string', size_bytes: 'number?', metadata: 'object?' },
  server_metadata: { server: 'object' },
  task: {
    kind: 'string',
    phase: 'string',
    start: 'string',
    end: 'string?',
    side: 'string?',
    round: 'round?',
    client_id: 'string?',
    error: 'string?',
    trace_id: 'string?',
    span_id: 'string?',
    parent_span_id: 'string?',
    round_metrics: 'object?',
  },
  evaluation: {
    round: 'round?',
    scope: 'string?',
    split: 'string?',
    client: 'client?',
    field_count: 'number?',
    num_samples: 'number?',
    duration_sec: 'number?',
    metrics: 'object?',
  },
  scalar: { name: 'string', step: 'number', value: 'number', client_id: 'string?' },
  histogram: {
    name: 'string',
    step: 'number',
    edges: 'numbers',
    counts: 'numbers',
    min: 'number',
    max: 'number',
    sum: 'number',
    sum_of_squares: 'number',
    nonfinite: 'number?',
    client_id: 'string?',
  },
  text: { name: 'string', step: 'number', text: 'string', client_id: 'string?' },
  resource_sample: { client_id: 'string?', round: 'round?', resources: 'object' },
  artifact: { name: 'string', path: 'string', type: 'string?', client_id: 'string?' },
  finished: { state: 'string?', error: 'string?', emitted: 'object?' },
};

interface FieldCheck {
  readonly field: string;
  readonly kind: string;
  readonly optional: boolean;
}

/** The tables above in the form that is run for every line. */
const CHECKS: ReadonlyMap<string, readonly FieldCheck[]> = new Map(
  Object.entries(SHAPES).map(([eventType, shape]) => {
    const fields = Object.entries<Check>({ ...COMMON, ...shape });
    return [
      eventType,
      fields.map(([field, check]) => ({ field, kind: check.replace('?', ''), optional: check.endsWith('?') })),
    ];
  }),
);

/** True for the name of an event that this version knows. */
export function isKnownEvent(eventType: string): eventType is JournalEvent['event_type'] {
  return Object.hasOwn(SHAPES, eventType);
}

function fits(value: JsonValue | undefined, kind: string): boolean {
  switch (kind) {
    case 'string':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'numbers':
      return Array.isArray(value) && value.every((item) => typeof item === 'number' || typeof item === 'bigint');
    case 'round':
      return Number.isSafeInteger(value) && Number(value) >= 0;
    case 'object':
      return isJsonObject(value);
    case 'client':
      return isClient(value);
    default:
      return Array.isArray(value) && value.every(isClient);
  }
}

function isClient(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && typeof value.client_id === 'string';
}

/**
 * What is wrong with an event, in words, or `undefined` when a reader can use it. Undefined and null both mean that an
 * optional field is absent. Fields that are not listed may be anything.
 */
export function findFault(event: JsonObject): string | undefined {
  const eventType = String(event.event_type);
  const checks = CHECKS.get(eventType);
  if (checks === undefined) return `unknown event ${JSON.stringify(eventType.slice(0, 40))}`;
  for (const { field, kind, optional } of checks) {
    const value = event[field];
    if (optional && (value === undefined || value === null)) continue;
    if (!fits(value, kind)) return `${eventType}: "${field}" is no ${DESCRIPTIONS[kind] ?? kind}`;
  }
  return undefined;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  client: 'object with a client_id',
  clients: 'list of clients with a client_id each',
  round: 'round number',
};

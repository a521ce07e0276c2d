import type { SequencedEvent } from '../../../../exporters/bridge/sink.js';
import type { JournalEvent } from '../../../../exporters/journal/events.js';
import { encodeLine } from '../../../../exporters/journal/index.js';

const CLIENTS_PER_ROUND = 10;
const RUN_ID = 'run-1';

/**
 * The journal of a run of so many updates with all 22 numeric and descriptive fields of HiveWatch's `ClientUpdate` and
 * two unknown keys, ten clients a round, with its real offsets in bytes.
 */
export function* fullRun(updates: number): Generator<SequencedEvent> {
  let sequence = 0;
  for (const event of events(updates)) {
    sequence += Buffer.byteLength(encodeLine(event)) + 1;
    yield { event, sequence };
  }
}

function* events(updates: number): Generator<JournalEvent> {
  let millis = Date.UTC(2026, 2, 2, 9);
  const attempt = millis;
  const head = () => {
    millis += 7;
    return { run_id: RUN_ID, attempt, timestamp: `${new Date(millis).toISOString().slice(0, -1)}123456Z` };
  };
  yield { event_type: 'init', format: 1, ...head(), job: 'digits', algorithm: 'FedAvg', config: { lr: 0.1 } };
  for (let index = 0; index < updates; index++) {
    const round = Math.floor(index / CLIENTS_PER_ROUND);
    const place = index % CLIENTS_PER_ROUND;
    if (place === 0) yield { event_type: 'round_start', ...head(), round, num_selected: CLIENTS_PER_ROUND };
    yield {
      event_type: 'client_update',
      ...head(),
      round,
      field_count: 19,
      clients: [fullRecord(index, round, place)],
    };
    if (place === CLIENTS_PER_ROUND - 1) {
      yield { event_type: 'round_end', ...head(), round, round_metrics: roundMetrics(round) };
    }
  }
  yield { event_type: 'finished', ...head(), state: 'finished' };
}

function fullRecord(index: number, round: number, place: number) {
  return {
    client_id: `client-${place}`,
    round,
    status: 'active',
    base_round: round,
    local_accuracy: 0.516477 + place / 1000,
    local_loss: 2.207542 - index / 1e6,
    num_samples: 800 + place,
    gradient_norm: 3.113019 + index / 1e6,
    gradient_magnitude: 0.01107244,
    sparsity: 0.1,
    compression_ratio: 0.25,
    bytes_sent: 1_048_576 + index,
    bytes_received: 2_097_152 + index,
    network_latency_ms: 14.108,
    train_time_sec: 3.346,
    staleness: 0,
    cpu_pct: 35.29,
    ram_mb: 900.5,
    gpu_util_pct: 62.03,
    gpu_vram_mb: 4096,
    energy_joules: 12.5,
    lat: 45.5017,
    lng: -73.5673,
    city: 'Montréal',
    country: 'CA',
    f1_macro: 0.486477,
    device_type: 'jetson',
  };
}

function roundMetrics(round: number) {
  return {
    global_accuracy: 0.5 + round / 1e4,
    global_loss: 1.2 - round / 1e4,
    num_selected: CLIENTS_PER_ROUND,
    num_completed: CLIENTS_PER_ROUND,
    num_stragglers: 0,
    num_failures: 0,
    num_dropped: 0,
    round_duration_sec: 1.5,
    gradient_norm_dispersion: 0.329,
  };
}

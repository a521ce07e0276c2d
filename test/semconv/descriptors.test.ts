import assert from 'node:assert/strict';
import {
  attributeDescriptors,
  clientFields,
  EVENT_FL_CLIENT_UPDATE,
  eventDescriptors,
  findAttribute,
  type InstrumentDescriptor,
  instruments,
  metricDescriptors,
  SCOPE_NAME,
  SCOPE_NAME_CLIENT,
  spanDescriptors,
} from '../../semconv/index.js';

/** The contract with dashboards: these names and their labels do not change. */
const PROMETHEUS: Readonly<Record<string, readonly string[]>> = {
  fl_rounds_completed_total: ['fl.job.name'],
  fl_rounds_failed_total: ['fl.job.name'],
  fl_train_loss: ['fl.job.name'],
  fl_eval_loss: ['fl.job.name'],
  fl_accuracy: ['fl.job.name'],
  fl_best_accuracy: ['fl.job.name'],
  fl_active_clients: ['fl.job.name'],
  fl_total_clients: ['fl.job.name'],
  fl_model_parameters: ['fl.job.name'],
  fl_samples_per_round: ['fl.job.name'],
  fl_round_duration_seconds: ['fl.job.name'],
  fl_active_runs: ['fl.job.name'],
  fl_run_info: ['fl.job.name', 'fl.run.id'],
  fl_client_updates_total: ['fl.job.name', 'fl.operation.name', 'fl.update.result'],
  fl_client_selections_total: ['fl.job.name', 'fl.selection.outcome'],
  fl_client_dropouts_total: ['fl.job.name', 'fl.dropout.type'],
  fl_communication_failures_total: ['fl.job.name'],
  fl_communication_io_bytes_total: ['fl.job.name', 'network.io.direction'],
  fl_update_size_bytes: ['fl.job.name'],
  fl_update_staleness: ['fl.job.name'],
  fl_aggregation_duration_seconds: ['fl.job.name'],
  fl_task_duration_seconds: ['fl.job.name', 'fl.operation.name', 'error.type'],
};

/** Field, journal field and factor, destination key and factor: HiveWatch's names where it has one. */
const CLIENT_FIELDS = [
  ['loss', 'local_loss', 1, 'loss', 1],
  ['accuracy', 'local_accuracy', 1, 'accuracy', 1],
  ['samples', 'num_samples', 1, 'num_samples', 1],
  ['gradientNorm', 'gradient_norm', 1, 'gradient_norm', 1],
  ['gradientMagnitude', 'gradient_magnitude', 1, 'gradient_magnitude', 1],
  ['sparsity', 'sparsity', 1, 'sparsity', 1],
  ['compressionRatio', 'compression_ratio', 1, 'compression_ratio', 1],
  ['bytesSent', 'bytes_sent', 1, 'bytes_sent_mb', 1e-6],
  ['bytesReceived', 'bytes_received', 1, 'bytes_received_mb', 1e-6],
  ['networkLatency', 'network_latency_ms', 1000, 'network_latency_ms', 1000],
  ['trainDuration', 'train_time_sec', 1, 'train_time_sec', 1],
  ['staleness', 'staleness', 1, 'staleness', 1],
  ['cpuUtilization', 'cpu_pct', 100, 'cpu_pct', 100],
  ['memoryUsage', 'ram_mb', 1e-6, 'ram_mb', 1e-6],
  ['gpuUtilization', 'gpu_util_pct', 100, 'gpu_util_pct', 100],
  ['gpuMemoryUsage', 'gpu_vram_mb', 1e-6, 'gpu_vram_mb', 1e-6],
  ['energy', 'energy_joules', 1, 'energy_joules', 1],
];

describe('instruments', () => {
  const all: readonly InstrumentDescriptor[] = Object.values(instruments);

  it('have exactly the Prometheus names and labels of the contract', () => {
    const actual = Object.fromEntries(
      all.map(({ prometheus, attributes }) => [prometheus, attributes.map(({ key }) => key)]),
    );
    assert.deepEqual(actual, PROMETHEUS);
  });

  it('are all the metrics of scope fedotel', () => {
    const names = Object.values(metricDescriptors)
      .filter(({ scope }) => scope === SCOPE_NAME)
      .map(({ name }) => name);
    assert.deepEqual(all.map(({ name }) => name).sort(), names.sort());
  });

  it('are called by their names without fl', () => {
    assert.equal(instruments.roundsCompleted.name, 'fl.rounds.completed');
    assert.equal(instruments.samplesPerRound.name, 'fl.samples.per_round');
    assert.equal(instruments.communicationIo.name, 'fl.communication.io');
  });

  it('cover what their histograms measure', () => {
    const buckets = (descriptor: InstrumentDescriptor) => descriptor.buckets ?? [];
    assert.equal(buckets(instruments.taskDuration)[0], 0.1);
    assert.equal(buckets(instruments.roundDuration).at(-1), 86_400);
    assert.equal(buckets(instruments.updateSize)[0], 1024);
    assert.equal(buckets(instruments.updateSize).at(-1), 10 * 1024 ** 3);
    assert.deepEqual(buckets(instruments.updateStaleness).slice(0, 7), [0, 1, 2, 3, 5, 8, 13]);
  });
});

describe('clientFields', () => {
  it('have the names and factors of the contract', () => {
    assert.deepEqual(
      clientFields.map(({ field, journal, journalScale, key, keyScale }) => [
        field,
        journal,
        journalScale,
        key,
        keyScale,
      ]),
      CLIENT_FIELDS,
    );
  });

  it('hide losses, accuracies and norms under secure aggregation', () => {
    assert.deepEqual(
      clientFields.filter((field) => field.private).map(({ field }) => field),
      ['loss', 'accuracy', 'gradientNorm', 'gradientMagnitude'],
    );
  });

  it('tell the machine from the model', () => {
    assert.deepEqual(
      clientFields.filter((field) => field.system).map(({ field }) => field),
      ['cpuUtilization', 'memoryUsage', 'gpuUtilization', 'gpuMemoryUsage', 'energy'],
    );
  });

  it('are gauges of scope fedotel.client with the same unit and type', () => {
    for (const { name, unit, valueType } of clientFields) {
      const metric = Object.values(metricDescriptors).find((descriptor) => descriptor.name === name);
      assert.equal(metric?.scope, SCOPE_NAME_CLIENT, name);
      assert.equal(metric?.instrument, 'gauge', name);
      assert.equal(metric?.unit, unit, name);
      assert.equal(metric?.valueType, valueType, name);
    }
  });

  it('are attributes of the event form', () => {
    const keys = eventDescriptors[EVENT_FL_CLIENT_UPDATE].attributes.map(({ key }) => key);
    assert.deepEqual(
      clientFields.filter(({ name }) => !keys.includes(name)),
      [],
    );
  });
});

describe('descriptors', () => {
  it('are found under their own names', () => {
    assert.ok(Object.entries(attributeDescriptors).every(([key, descriptor]) => descriptor.key === key));
    assert.ok(Object.entries(eventDescriptors).every(([name, descriptor]) => descriptor.name === name));
    assert.ok(Object.entries(metricDescriptors).every(([name, descriptor]) => descriptor.name === name));
    assert.ok(Object.entries(spanDescriptors).every(([type, descriptor]) => descriptor.type === type));
  });

  it('use registered attributes only, and mark templates', () => {
    const signals = [
      ...Object.values(eventDescriptors),
      ...Object.values(metricDescriptors),
      ...Object.values(spanDescriptors),
    ];
    for (const { key, template } of signals.flatMap(({ attributes }) => attributes)) {
      const descriptor = findAttribute(template ? `${key}.x` : key);
      assert.equal(descriptor?.key, key);
      assert.equal(descriptor?.template, template ?? false);
    }
  });

  it('warn with drop-outs and communication failures, and inform with the rest', () => {
    const warnings = Object.values(eventDescriptors).filter(({ severityNumber }) => severityNumber === 13);
    assert.deepEqual(warnings.map(({ name }) => name).sort(), ['fl.client.dropout', 'fl.communication.failure']);
    const others = Object.values(eventDescriptors).filter(({ severityNumber }) => severityNumber !== 13);
    assert.ok(others.every(({ severityNumber }) => severityNumber === 9));
  });

  it('let the span of a round carry the results of its event under the same keys', () => {
    const spanKeys = spanDescriptors['fl.round'].attributes.map(({ key }) => key);
    const eventKeys = eventDescriptors['fl.round.finished'].attributes.map(({ key }) => key);
    assert.deepEqual(
      eventKeys.filter((key) => !spanKeys.includes(key)),
      [],
    );
  });

  it('give every point of an update its identity', () => {
    const points = Object.values(metricDescriptors).filter(({ scope, name }) => {
      return scope === SCOPE_NAME_CLIENT && name !== 'fl.scalar';
    });
    for (const { name, attributes } of points) {
      const required = attributes.filter(({ level }) => level === 'required').map(({ key }) => key);
      for (const key of ['fl.round.number', 'fl.client.id', 'fl.operation.name']) {
        assert.ok(required.includes(key), `${name} ${key}`);
      }
    }
  });
});

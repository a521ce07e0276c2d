import assert from 'node:assert/strict';
import { isKnownUnit, prometheusName } from '../../../semconv/generator/prometheus.js';

describe('prometheusName', () => {
  for (const [name, unit, instrument, expected] of [
    ['fl.rounds.completed', '{round}', 'counter', 'fl_rounds_completed_total'],
    ['fl.round.duration', 's', 'histogram', 'fl_round_duration_seconds'],
    ['fl.communication.io', 'By', 'counter', 'fl_communication_io_bytes_total'],
    ['fl.update.size', 'By', 'histogram', 'fl_update_size_bytes'],
    ['fl.samples.per_round', '{sample}', 'gauge', 'fl_samples_per_round'],
    ['fl.active.runs', '{run}', 'updowncounter', 'fl_active_runs'],
    ['fl.sparsity', '1', 'gauge', 'fl_sparsity_ratio'],
    ['fl.compression.ratio', '1', 'gauge', 'fl_compression_ratio'],
    ['fl.ratio.of.clients', '1', 'gauge', 'fl_of_clients_ratio'],
    ['fl.share', '1', 'counter', 'fl_share_total'],
    ['fl.total.clients', '{client}', 'counter', 'fl_clients_total'],
    ['fl.client.bytes.sent', 'By', 'gauge', 'fl_client_bytes_sent'],
    ['fl.energy', 'J', 'counter', 'fl_energy_joules_total'],
  ] as const) {
    it(`makes ${expected} of ${instrument} ${name} in ${unit}`, () => {
      assert.equal(prometheusName(name, unit, instrument), expected);
    });
  }
});

describe('isKnownUnit', () => {
  for (const unit of ['s', 'By', 'J', 'W', '1', '{round}', '{model_parameter}']) {
    it(`knows ${unit}`, () => assert.equal(isKnownUnit(unit), true));
  }
  for (const unit of ['', 'seconds', 'ms ', '{}', '{Round}', '{a b}', 'By/s', '{round}s']) {
    it(`does not know "${unit}"`, () => assert.equal(isKnownUnit(unit), false));
  }
});

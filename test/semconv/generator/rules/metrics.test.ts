import { assertRefused, type Change } from '../sample-model.js';

const ROUND = 'model/metrics/round.yaml';
const RUN = 'model/metrics/run.yaml';
const TRAFFIC = 'model/metrics/traffic.yaml';
const FIELDS = 'model/metrics/client-fields.yaml';

/** Gives `fl.client.dropouts` another attribute. */
function dropoutsBy(key: string): Change {
  return { file: TRAFFIC, from: 'ref: fl.dropout.type', to: `ref: ${key}` };
}

describe('rules about metrics', () => {
  for (const unit of ['seconds', 'MB', '"{rounds per day}"', '"{Round}"', '""']) {
    it(`refuse the unit ${unit}`, async () => {
      await assertRefused(
        { file: ROUND, from: 'unit: "{round}"', to: `unit: ${unit}` },
        { rule: 'unit-ucum', where: 'metric fl.rounds.completed', message: /expected a unit such as/ },
      );
    });
  }

  it('refuse a Prometheus name that does not follow from name, unit and kind', async () => {
    await assertRefused(
      { file: ROUND, from: 'prometheus: fl_round_duration_seconds', to: 'prometheus: fl_round_duration' },
      {
        rule: 'prometheus-name',
        where: 'metric fl.round.duration',
        message: /expected prometheus fl_round_duration_seconds, got fl_round_duration$/,
      },
    );
  });

  it('refuse an instrument without a Prometheus name', async () => {
    await assertRefused(
      { file: ROUND, from: '      prometheus: fl_accuracy\n', to: '' },
      { rule: 'prometheus-name', where: 'metric fl.accuracy', message: /got undefined/ },
    );
  });

  it('refuse a Prometheus name on a client data point', async () => {
    await assertRefused(
      { file: FIELDS, from: 'field: loss', to: 'field: loss\n      prometheus: fl_client_loss' },
      { rule: 'prometheus-name', where: 'metric fl.client.loss', message: /expected prometheus undefined/ },
    );
  });

  it('refuse a unit that would change the Prometheus name', async () => {
    await assertRefused(
      { file: ROUND, from: 'unit: "{accuracy}"', to: 'unit: "1"' },
      { rule: 'prometheus-name', where: 'metric fl.accuracy', message: /fl_accuracy_ratio/ },
    );
  });

  it('refuse a histogram without buckets', async () => {
    await assertRefused(
      { file: TRAFFIC, from: '      buckets: [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]\n', to: '' },
      { rule: 'histogram-buckets', where: 'metric fl.update.staleness', message: /got none/ },
    );
  });

  it('refuse buckets that do not rise', async () => {
    await assertRefused(
      { file: TRAFFIC, from: '[0, 1, 2, 3, 5, 8', to: '[0, 1, 1, 3, 5, 8' },
      { rule: 'histogram-buckets', where: 'metric fl.update.staleness', message: /rising/ },
    );
  });

  it('refuse buckets on a counter', async () => {
    await assertRefused(
      { file: ROUND, from: 'scope: fedotel', to: 'scope: fedotel\n      buckets: [1, 2]' },
      { rule: 'histogram-buckets', where: 'metric fl.rounds.completed', message: /no buckets on a counter/ },
    );
  });

  it('refuse a scope that nobody emits', async () => {
    await assertRefused(
      { file: ROUND, from: 'scope: fedotel', to: 'scope: fedotel.round' },
      { rule: 'metric-scope', where: 'metric fl.rounds.completed', message: /got "fedotel\.round"/ },
    );
  });

  it('refuse a client data point that is no gauge', async () => {
    await assertRefused(
      { file: FIELDS, from: 'instrument: gauge', to: 'instrument: histogram' },
      { rule: 'metric-scope', where: 'metric fl.client.loss', message: /expected a gauge/ },
    );
  });

  it('refuse a client field in the scope of the instruments', async () => {
    await assertRefused(
      { file: FIELDS, from: 'scope: fedotel.client', to: 'scope: fedotel' },
      { rule: 'metric-scope', where: 'metric fl.client.loss', message: /expected scope fedotel\.client/ },
    );
  });

  for (const key of ['fl.round.number', 'fl.client.id', 'fl.run.id', 'fl.dropout.reason', 'fl.run.attempt']) {
    it(`refuse ${key} on an instrument`, async () => {
      await assertRefused(dropoutsBy(key), {
        rule: 'low-cardinality',
        where: 'metric fl.client.dropouts',
        message: new RegExp(`${key.replaceAll('.', '\\.')} has too many values`),
      });
    });
  }

  it('refuse more than the run id even on fl.run.info', async () => {
    await assertRefused(
      { file: RUN, from: 'ref: fl.run.id', to: 'ref: fl.run.attempt' },
      { rule: 'low-cardinality', where: 'metric fl.run.info', message: /fl\.run\.attempt/ },
    );
  });

  it('refuse an enum without _OTHER on an instrument', async () => {
    await assertRefused(dropoutsBy('fl.client.state'), {
      rule: 'enum-other',
      where: 'metric fl.client.dropouts',
      message: /fl\.client\.state needs a member with value _OTHER/,
    });
  });

  it('refuse values of any type on a metric', async () => {
    await assertRefused(
      { file: 'model/metrics/client-points.yaml', from: 'ref: fl.client.state', to: 'ref: fl.client.extra' },
      { rule: 'complex-types', where: 'metric fl.client.update', message: /fl\.client\.extra may have any type/ },
    );
  });

  it('refuse values of any type on an entity', async () => {
    await assertRefused(
      { file: 'model/entities.yaml', from: 'ref: fl.run.attempt', to: 'ref: fl.run.config' },
      { rule: 'complex-types', where: 'entity fl.run', message: /fl\.run\.config/ },
    );
  });
});

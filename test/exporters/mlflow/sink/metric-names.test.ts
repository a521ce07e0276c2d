import assert from 'node:assert/strict';
import { keyProblem } from '../../../../exporters/mlflow/api/index.js';
import { MetricNames } from '../../../../exporters/mlflow/sink/metric-names.js';
import type { PointKey } from '../../../../exporters/projection/index.js';

const key = (group: PointKey['group'], path: readonly string[], client?: string): PointKey => ({ group, client, path });

describe('MetricNames', () => {
  const names = new MetricNames(false);
  const text = (...args: Parameters<typeof key>) => names.of(key(...args)).key;

  it('are called as HiveWatch calls them', () => {
    assert.equal(text('round', ['accuracy']), 'round/accuracy');
    assert.equal(text('agg', ['algo', 'mu']), 'agg/algo/mu');
    assert.equal(text('client', ['loss'], 'hive_5'), 'client.hive_5.loss');
    assert.equal(text('sys', ['cpu_pct'], 'a'), 'sys.a.cpu_pct');
    assert.equal(text('client', ['evaluate', 'loss'], 'a'), 'client.a.evaluate.loss');
    // The run's own process: the names of MLflow's "System metrics" tab.
    assert.equal(text('sys', ['cpu_utilization_percentage']), 'system/cpu_utilization_percentage');
    assert.equal(text('clients', ['loss', 'p10']), 'clients/loss/p10');
    assert.equal(text('scalar', ['train/loss']), 'train/loss');
    assert.equal(text('scalar', ['loss'], 'a'), 'client.a.scalar.loss');
  });

  it('are legal whatever ids and names are like, and as many as those', () => {
    const odd = [
      '',
      '.',
      '..',
      '/',
      'a/',
      '/a',
      'a//b',
      '🐝',
      'é',
      'a@b',
      'a:b',
      '%41',
      'h0123456789abcdef',
      '\ud800',
      'a b',
      '\u0000',
      'x'.repeat(300),
      'ü'.repeat(300),
    ];
    const made = odd.flatMap((one) => [
      ...(one === '' ? [] : [text('scalar', [one])]),
      text('client', ['loss'], one),
      text('client', [one || 'x'], 'plain'),
      text('round', [one || 'x']),
    ]);
    for (const name of made) assert.equal(keyProblem(name), undefined, name);
    const ids = odd.map((one) => text('client', ['loss'], one));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('say in a tag what they left out', () => {
    const id = 'site-'.repeat(60);
    const { key: name, tag } = names.of(key('client', ['loss'], id));
    assert.match(name, /^client\.h[0-9a-f]{16}\.loss$/);
    assert.deepEqual(tag, { key: `fl.client.${name.split('.')[1]}`, value: id });
    const long = names.of(key('scalar', ['y'.repeat(400)]));
    assert.match(long.key, /^h[0-9a-f]{16}$/);
    assert.deepEqual(long.tag, { key: `fl.key.${long.key}`, value: 'y'.repeat(400) });
  });

  it('leave the id out in runs of single clients', () => {
    const children = new MetricNames(true);
    assert.deepEqual(children.of(key('client', ['evaluate', 'loss'], 'a.b')), {
      key: 'client/evaluate.loss',
      child: 'a.b',
      tag: undefined,
    });
    assert.equal(children.of(key('sys', ['cpu_pct'], 'a')).key, 'sys/cpu_pct');
    assert.equal(children.of(key('round', ['loss'])).child, undefined);
  });

  it('are the same object for the same key', () => {
    const same = key('round', ['loss']);
    assert.equal(names.of(same), names.of(same));
  });
});

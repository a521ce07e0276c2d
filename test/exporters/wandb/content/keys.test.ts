import assert from 'node:assert/strict';
import type { PointKey } from '../../../../exporters/projection/index.js';
import {
  escapeKeyName,
  escapeKeyPart,
  KeyNames,
  metricPath,
  unescapeKeyPart,
} from '../../../../exporters/wandb/content/keys.js';

const key = (group: PointKey['group'], path: readonly string[], client?: string): PointKey => ({ group, client, path });

describe('keys in W&B', () => {
  const names = new KeyNames(false);
  const text = (...args: Parameters<typeof key>) => names.of(key(...args)).name;

  it('are called as HiveWatch calls them', () => {
    assert.equal(text('round', ['accuracy']), 'round/accuracy');
    assert.equal(text('agg', ['algo', 'mu']), 'agg/algo/mu');
    assert.equal(text('client', ['loss'], 'client.4'), 'client/client.4/loss');
    assert.equal(text('sys', ['cpu_pct'], '🐝-hive_5'), 'sys/🐝-hive_5/cpu_pct');
    assert.equal(text('client', ['evaluate', 'loss'], 'a'), 'client/a/evaluate/loss');
    assert.equal(text('clients', ['loss', 'p10']), 'clients/loss/p10');
    assert.equal(text('client', ['_hidden'], 'a'), 'client/a/_hidden');
  });

  it('are what the app called them, where a tracking writer did', () => {
    assert.equal(text('scalar', ['train/loss']), 'train/loss');
    assert.equal(text('scalar', ['loss'], 'a'), 'client/a/scalar/loss');
  });

  it('leave W&B and the axes their own names', () => {
    assert.equal(text('scalar', ['_step']), '%5Fstep');
    assert.equal(text('scalar', ['round']), '%72ound');
    assert.equal(text('scalar', ['step']), '%73tep');
    assert.equal(text('scalar', ['elapsed_sec']), '%65lapsed_sec');
    assert.equal(text('scalar', ['rounds']), 'rounds');
  });

  it('give every id a part of its own that can be read back', () => {
    const ids = ['', '%', '/', 'a/b', 'a%2Fb', '%25', 'edge/03 küche', '🐝', 'client.4', '\u0000', 'a\nb', '_', ' '];
    const parts = ids.map(escapeKeyPart);
    assert.equal(new Set(parts).size, ids.length);
    assert.ok(parts.every((part) => part !== '' && !part.includes('/')));
    assert.deepEqual(parts.map(unescapeKeyPart), ids);
    assert.deepEqual(ids.map(escapeKeyName).map(unescapeKeyPart), ids);
    assert.equal(unescapeKeyPart('a%'), undefined);
    assert.equal(escapeKeyPart('\ud800x'), '%EF%BF%BDx');
  });

  it('are made once for a key', () => {
    const one = key('client', ['loss'], 'a');
    assert.equal(names.of(one), names.of(one));
  });

  it('leave the id out in runs of single clients', () => {
    const runs = new KeyNames(true);
    assert.deepEqual(runs.of(key('client', ['loss'], 'a')), { name: 'client/loss', client: 'a' });
    assert.deepEqual(runs.of(key('scalar', ['round'], 'a')), { name: '%72ound', client: 'a' });
    assert.deepEqual(runs.of(key('round', ['loss'])), { name: 'round/loss', client: undefined });
  });

  it('have their dots escaped where a definition names them', () => {
    assert.equal(metricPath('client/client.4/loss'), 'client/client\\.4/loss');
  });
});

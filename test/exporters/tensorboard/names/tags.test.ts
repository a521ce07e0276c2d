import assert from 'node:assert/strict';
import { PLAIN_RESULTS } from '../../../../exporters/projection/round-points.js';
import { descriptionOf } from '../../../../exporters/tensorboard/names/descriptions.js';
import { ScalarTags, tagOf } from '../../../../exporters/tensorboard/names/tags.js';
import { clientFields } from '../../../../semconv/index.js';

describe('tagOf', () => {
  it('joins the parts with slashes, the group first, without the client', () => {
    assert.equal(tagOf({ group: 'round', path: ['accuracy'] }), 'round/accuracy');
    assert.equal(tagOf({ group: 'client', path: ['evaluate', 'loss'] }), 'client/evaluate/loss');
    assert.equal(tagOf({ group: 'clients', path: ['loss', 'p10'] }), 'clients/loss/p10');
  });

  it('calls what an app logged as the app did', () => {
    assert.equal(tagOf({ group: 'scalar', path: ['train/loss'] }), 'train/loss');
    assert.equal(tagOf({ group: 'scalar', path: [''] }), '');
  });
});

describe('descriptionOf', () => {
  it('knows every key of a round’s plain results and of a client’s update', () => {
    for (const path of PLAIN_RESULTS.values()) assert.match(descriptionOf(path.join('/')) ?? '', /\.$/);
    for (const { system, key } of clientFields) {
      assert.match(descriptionOf(`${system ? 'sys' : 'client'}/${key}`) ?? '', /\.$/);
    }
  });

  it('knows the fields of resource samples, those of devices too', () => {
    assert.match(descriptionOf('sys/process_cpu_user_seconds') ?? '', /\.$/);
    assert.match(descriptionOf('sys/gpu_0_power_usage_watts') ?? '', /\.$/);
    assert.equal(descriptionOf('sys/other'), undefined);
  });

  it('says no unit that the key has not', () => {
    assert.doesNotMatch(descriptionOf('sys/cpu_pct') ?? '', /0 to 1/);
    assert.match(descriptionOf('client/train_time_sec') ?? '', /in seconds/);
  });

  it('says nothing of free names', () => {
    assert.equal(descriptionOf('client/f1'), undefined);
    assert.equal(descriptionOf('constructor'), undefined);
  });
});

describe('ScalarTags', () => {
  it('encodes a tag once', () => {
    const tags = new ScalarTags();
    assert.equal(tags.of('client/loss'), tags.of('client/loss'));
    assert.notDeepEqual(tags.of('client/loss').described, tags.of('client/loss').plain);
    assert.equal(tags.of('client/free').described, tags.of('client/free').plain);
  });
});

import assert from 'node:assert/strict';
import { tagFilter } from '../../../../exporters/mlflow/api/index.js';

describe('tagFilter', () => {
  it('quotes with whatever the value has not', () => {
    assert.equal(tagFilter('fl.run.id', 'r 1'), 'tags.`fl.run.id` = "r 1"');
    assert.equal(tagFilter('fl.run.id', "it's"), 'tags.`fl.run.id` = "it\'s"');
    assert.equal(tagFilter('fl.run.id', 'a "b"'), 'tags.`fl.run.id` = \'a "b"\'');
  });

  it('cannot say a value with both quotes, nor a key with a backtick', () => {
    assert.equal(tagFilter('fl.run.id', `"it's"`), undefined);
    assert.equal(tagFilter('a`b', 'x'), undefined);
  });
});

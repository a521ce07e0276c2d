import assert from 'node:assert/strict';
import { readAnswer } from '../../../../../exporters/wandb/online/api/read.js';

describe('readAnswer', () => {
  const answer = readAnswer({ run: { name: 'a', count: 3, none: null, list: ['x'], yes: true } });

  it('reads what is there', () => {
    const run = answer.at('run');
    assert.equal(run.at('name').text(), 'a');
    assert.equal(run.at('count').count(), 3);
    assert.equal(run.at('none').textOrNone(), undefined);
    assert.equal(run.at('name').textOrNone(), 'a');
    assert.deepEqual([run.at('none').isNone, run.at('missing').isNone, run.at('name').isNone], [true, true, false]);
    assert.deepEqual([run.at('yes').isTrue, run.at('name').isTrue], [true, false]);
    assert.deepEqual(
      run
        .at('list')
        .list()
        .map((item) => item.text()),
      ['x'],
    );
  });

  it('says where something else is', () => {
    for (const [read, message] of [
      [() => answer.at('run').at('count').text(), 'data.run.count: expected a text, got number'],
      [() => answer.at('run').at('count').textOrNone(), 'data.run.count: expected a text or null, got number'],
      [() => answer.at('run').at('name').count(), 'data.run.name: expected a count, got string'],
      [() => answer.at('run').at('name').list(), 'data.run.name: expected a list, got string'],
      [() => answer.at('none').at('deeper'), 'data.none: expected an object, got nothing'],
      [() => answer.at('run').at('list').list()[0]?.count(), 'data.run.list[0]: expected a count, got string'],
      [() => readAnswer([]).text(), 'data: expected a text, got a list'],
      [() => readAnswer(-1).count(), 'data: expected a count, got number'],
    ] as const) {
      assert.throws(read, { name: 'TypeError', message });
    }
  });
});

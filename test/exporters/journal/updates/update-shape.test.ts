import assert from 'node:assert/strict';
import { FIELD_COUNT } from '../../../../exporters/journal/identity/identity.js';
import { createShapeTree, type UpdateShape } from '../../../../exporters/journal/updates/update-shape.js';

function shapeOf(empty: UpdateShape, names: readonly string[]): UpdateShape {
  return names.reduce((shape, name) => shape.with(name), empty);
}

describe('UpdateShape', () => {
  it('is one object for one list of names, in that order', () => {
    const { empty } = createShapeTree();
    const ab = shapeOf(empty, ['a', 'b']);
    assert.equal(shapeOf(empty, ['a', 'b']), ab);
    assert.notEqual(shapeOf(empty, ['b', 'a']), ab);
    assert.equal(shapeOf(empty, ['a', 'c']).with('b').size, 3);
    assert.equal(shapeOf(empty, ['a', 'b']), ab);
    assert.deepEqual([ab.names, ab.size], [['a', 'b'], 2]);
    assert.deepEqual([empty.names, empty.size], [[], 0]);
  });

  it('keeps the place of a name that comes again', () => {
    const { empty } = createShapeTree();
    const abc = shapeOf(empty, ['a', 'b', 'c']);
    assert.equal(abc.with('a'), abc);
    assert.equal(abc.with('c'), abc);
    assert.equal(abc.with('d').with('b'), shapeOf(empty, ['a', 'b', 'c', 'd']));
    assert.deepEqual(
      ['a', 'b', 'c', 'd', ''].map((name) => abc.indexOf(name)),
      [0, 1, 2, -1, -1],
    );
    assert.equal(empty.indexOf(''), -1);
  });

  it('gives the names to de-duplication, the count of fields among them', () => {
    const shape = shapeOf(createShapeTree().empty, ['a']);
    assert.deepEqual(shape.fields(false), ['a']);
    assert.deepEqual(shape.fields(true), ['a', FIELD_COUNT]);
    assert.equal(shape.fields(true), shape.fields(true));
  });

  it('has the bytes before the values, unless a name is an unusual one', () => {
    const { empty } = createShapeTree();
    const keys = (names: readonly string[]) => shapeOf(empty, names).keys?.map((key) => Buffer.from(key).toString());
    assert.deepEqual(keys(['a', 'b c']), [',"a":', ',"b c":']);
    for (const name of ['7', '__proto__', 'round', 'client_id', 'a"b', 'é', '', '-a']) {
      assert.equal(keys([name]), undefined, name);
      assert.equal(keys([name, 'a']), undefined, name);
    }
  });

  it('counts the shapes of its tree', () => {
    const tree = createShapeTree();
    shapeOf(tree.empty, ['a', 'b']);
    shapeOf(tree.empty, ['a', 'b']);
    assert.equal(tree.size, 2);
    shapeOf(tree.empty, ['a', 'c']);
    assert.equal(tree.size, 3);
  });
});

import assert from 'node:assert/strict';
import { createFieldSets } from '../../../../exporters/journal/identity/field-sets.js';

describe('FieldSets', () => {
  it('gives equal sets one number, in whatever order their names came', () => {
    const sets = createFieldSets();
    const ab = sets.with(sets.with(sets.empty, ['a']), ['b']);
    assert.equal(sets.with(sets.empty, ['b', 'a', 'b']), ab);
    assert.equal(sets.with(ab, ['a']), ab);
    assert.equal(sets.with(ab, []), ab);
    assert.notEqual(sets.with(ab, ['c']), ab);
  });

  it('knows what is in a set', () => {
    const sets = createFieldSets();
    const set = sets.with(sets.empty, ['a', '__proto__']);
    assert.ok(sets.has(set, 'a') && sets.has(set, '__proto__'));
    assert.ok(!sets.has(set, 'b') && !sets.has(sets.empty, 'a') && !sets.has(set, 'constructor'));
  });

  it('does not mistake names that contain separators', () => {
    const sets = createFieldSets();
    assert.notEqual(sets.with(sets.empty, ['a', 'b']), sets.with(sets.empty, ['a","b']));
    assert.notEqual(sets.with(sets.empty, ['a,b']), sets.with(sets.empty, ['a', 'b']));
  });

  it('counts the names that it stores', () => {
    const sets = createFieldSets();
    assert.equal(sets.size, 0);
    const ab = sets.with(sets.empty, ['a', 'b']);
    assert.equal(sets.size, 2);
    sets.with(sets.empty, ['b', 'a']);
    assert.equal(sets.size, 2);
    sets.with(ab, ['c']);
    assert.equal(sets.size, 5);
  });
});

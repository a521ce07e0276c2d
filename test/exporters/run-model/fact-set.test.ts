import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FactSet } from '../../../exporters/run-model/fact-set.js';

type Fact = { readonly id: string; readonly said: string };

describe('run model: sets of facts', () => {
  it('hold what a map would, in its order', () => {
    const facts = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', '__proto__'), said: fc.string() }));
    fc.assert(
      fc.property(facts, (all) => {
        const set = new FactSet<Fact>(({ id }) => id, merge);
        const map = new Map<string, Fact>();
        for (const fact of all) {
          const known = map.get(fact.id);
          map.set(fact.id, known === undefined ? fact : merge(known, fact));
          set.add(fact);
        }
        assert.deepEqual(set.all, [...map.values()]);
      }),
    );
  });

  it('make no id of a fact that is alone', () => {
    let made = 0;
    const set = new FactSet<Fact>(({ id }) => {
      made++;
      return id;
    }, merge);
    set.add({ id: 'a', said: 'x' });
    assert.equal(made, 0);
    set.add({ id: 'a', said: 'y' });
    assert.deepEqual(set.all, [{ id: 'a', said: 'xy' }]);
  });
});

function merge(known: Fact, fact: Fact): Fact {
  return { id: known.id, said: known.said + fact.said };
}

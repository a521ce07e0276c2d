import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hashStem, runFileStem } from '../../../../exporters/journal/files/run-file-stem.js';

describe('runFileStem', () => {
  it('keeps ids that are harmless file names', () => {
    for (const id of ['run-full-0001', 'a', 'A.b_c-9', '-x', '_', 'a.map.1', 'x'.repeat(120), 'console']) {
      assert.equal(runFileStem(id), id);
    }
  });

  it('hashes every other id', () => {
    const ids = [
      '',
      '.',
      '..',
      '.hidden',
      '../../x',
      'a/b',
      'a\\b',
      'a b',
      'küche',
      '病院',
      '🐝',
      'a\u0000b',
      'a\n',
      'x'.repeat(121),
      'x'.repeat(10_000),
    ];
    const devices = ['con', 'NUL', 'com1', 'lpt9.txt', 'aux.log'];
    const endings = ['a.map', 'a.MAP', 'a.json', 'a.jsonl', 'a.geojson', 'a.html', 'a.tmp', 'a.'];
    for (const id of [...ids, ...devices, ...endings])
      assert.match(runFileStem(id), /^h-[0-9a-f]{32}$/, JSON.stringify(id));
  });

  it('gives a run called like a hash name a hash of its own', () => {
    const taken = runFileStem('../../x');
    assert.notEqual(runFileStem(taken), taken);
    assert.notEqual(runFileStem(taken.toUpperCase()).toLowerCase(), taken);
  });

  it('is the first half of the SHA-256 of the id in UTF-8', () => {
    assert.equal(hashStem('abc'), 'h-ba7816bf8f01cfea414140de5dae2223');
  });

  it('gives every id a safe name, and different ids different names', () => {
    const id = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ maxLength: 3 }),
      fc.constantFrom('..', '/', 'a.map'),
    );
    fc.assert(
      fc.property(id, id, (a, b) => {
        assert.match(runFileStem(a), /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$/);
        const same = Buffer.from(a).equals(Buffer.from(b));
        assert.equal(runFileStem(a) === runFileStem(b), same);
      }),
    );
  });
});

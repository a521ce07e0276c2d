import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  escapeKeyName,
  escapeKeyPart,
  keyProblem,
  keyToken,
  unescapeKeyPart,
} from '../../../../exporters/mlflow/api/index.js';

describe('keys of MLflow', () => {
  // Which keys are legal is compared with the server's own judgement in the contract.
  it('say what is wrong with them', () => {
    assert.equal(keyProblem('round/val accuracy.top-5:x_é實'), undefined);
    assert.match(keyProblem('') ?? '', /empty/);
    assert.match(keyProblem('a@b') ?? '', /characters other than/);
    assert.match(keyProblem('a\n') ?? '', /characters other than/);
    assert.match(keyProblem('a//b') ?? '', /no clean relative path/);
    assert.match(keyProblem('實'.repeat(251)) ?? '', /over 250 characters/);
    assert.equal(keyProblem('𐐀'.repeat(250)), undefined);
  });

  for (const [id, escaped] of [
    ['client-7_b', 'client-7_b'],
    ['ipv4:127.0.0.1:5000', 'ipv4:3A127:2E0:2E0:2E1:3A5000'],
    ['é', ':C3:A9'],
    ['🏥', ':F0:9F:8F:A5'],
    ['a b', 'a:20b'],
    ['', ''],
    ['h0123456789abcdef', ':680123456789abcdef'],
    ['h0123456789abcdeF', 'h0123456789abcdeF'],
  ] as const) {
    it(`escapes ${JSON.stringify(id)} and takes it back`, () => {
      assert.equal(escapeKeyPart(id), escaped);
      assert.equal(unescapeKeyPart(escaped), id);
    });
  }

  it('hold any id: legal, distinct, reversible', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (id) => {
        const escaped = escapeKeyPart(id);
        assert.match(escaped, /^[A-Za-z0-9_:-]+$/);
        assert.equal(unescapeKeyPart(escaped), id);
      }),
    );
  });

  it('hold any name of an app: legal, reversible, and unchanged where it is legal already', () => {
    const piece = fc.oneof(fc.constantFrom('/', '..', '.', ':', ' ', '%', '//'), fc.string({ unit: 'grapheme' }));
    const names = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(names, (name) => {
        fc.pre(name !== '');
        const key = escapeKeyName(name);
        assert.ok(keyProblem(key) === undefined || [...key].length > 250, `${key}: ${keyProblem(key)}`);
        assert.equal(unescapeKeyPart(key), name);
        if (keyProblem(name) === undefined && !name.includes(':')) assert.equal(key, name);
      }),
    );
  });

  for (const [name, key] of [
    ['val/loss (top 5)', 'val/loss :28top 5:29'],
    ['../a', ':2E:2E/a'],
    ['..a', ':2E.a'],
    ['/a/', ':2Fa:2F'],
    ['a///b', 'a/:2F:2Fb'],
  ] as const) {
    it(`change ${name} as little as they can`, () => {
      assert.equal(escapeKeyName(name), key);
    });
  }

  it('do not read what nobody escaped', () => {
    for (const part of ['a:', ':G0', ':2', '%41', ':C3', ':c3:a9']) assert.equal(unescapeKeyPart(part), undefined);
  });

  it('have short tokens for long texts, which no escaped id looks like', () => {
    assert.match(keyToken('x'.repeat(300)), /^h[0-9a-f]{16}$/);
    assert.notEqual(keyToken('a'), keyToken('b'));
    assert.equal(keyToken('a'), keyToken('a'));
    assert.notEqual(escapeKeyPart(keyToken('a')), keyToken('a'));
  });
});

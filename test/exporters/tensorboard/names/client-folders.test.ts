import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ClientFolders } from '../../../../exporters/tensorboard/names/client-folders.js';

const one = (client: string) => new ClientFolders().add(client);

describe('ClientFolders', () => {
  it('leaves harmless names as they are', () => {
    for (const id of ['site-1', 'client_7', 'a.b', 'A', '0', '-x'])
      assert.deepEqual(one(id), { name: id, hashed: false });
  });

  it('escapes everything else so that it can be read back', () => {
    for (const [id, name] of [
      ['a/b', 'a%2Fb'],
      ['..', '%2E%2E'],
      ['.hidden', '%2Ehidden'],
      ['dot.', 'dot%2E'],
      ['100%', '100%25'],
      ['küche 🐝', 'k%C3%BCche%20%F0%9F%90%9D'],
      ['con', '%63on'],
      ['NUL.txt', '%4EUL.txt'],
      ['events.out.tfevents.1.fedotel', '%65vents.out.tfevents.1.fedotel'],
      [`h-${'0'.repeat(32)}`, `%68-${'0'.repeat(32)}`],
      ['a\\b:c\u0000', 'a%5Cb%3Ac%00'],
      ['', '%'],
    ] as const) {
      assert.deepEqual(one(id), { name, hashed: false });
    }
  });

  it('gives any ids names of their own, none of which is a path, hidden or an event file', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string()), { maxLength: 30 }),
        (ids) => {
          const folders = new ClientFolders();
          const names = ids.map((id) => folders.add(id));
          assert.equal(new Set(names.map(({ name }) => name.toLowerCase())).size, ids.length);
          for (const [index, { name, hashed }] of names.entries()) {
            assert.match(name, /^(?!\.)(?!events\.)[A-Za-z0-9._%-]{1,120}(?<!\.)$/);
            const id = Buffer.from(ids[index] ?? '').toString();
            if (!hashed && name !== '%') assert.equal(decodeURIComponent(name), id);
          }
        },
      ),
    );
  });

  it('hashes an id that is too long, and the later one of two that differ by case', () => {
    assert.match(one('x'.repeat(121)).name, /^h-[0-9a-f]{32}$/);
    assert.equal(one('x'.repeat(120)).hashed, false);
    assert.equal(one('病'.repeat(14)).hashed, true);
    const folders = new ClientFolders();
    assert.deepEqual(folders.add('Site'), { name: 'Site', hashed: false });
    assert.match(folders.add('site').name, /^h-/);
    assert.match(folders.add('SITE').name, /^h-/);
  });
});

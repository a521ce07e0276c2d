import assert from 'node:assert/strict';
import { ByteWriter } from '../../../../exporters/wandb/offline/byte-writer.js';
import { decodeMessage, textOf } from '../../../support/wandb-file.js';

describe('ByteWriter', () => {
  const written = (write: (into: ByteWriter) => void) => {
    const writer = new ByteWriter();
    write(writer);
    return Buffer.from(writer.view());
  };

  it('writes numbers as protobuf does', () => {
    // protobuf.dev, "Encoding": 150 in field 1.
    assert.equal(written((into) => into.number(1, 150)).toString('hex'), '089601');
    assert.equal(written((into) => into.text(2, 'testing')).toString('hex'), '120774657374696e67');
    for (const value of [1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, 2 ** 45 + 3, Number.MAX_SAFE_INTEGER]) {
      assert.deepEqual(decodeMessage(written((into) => into.number(16, value))).get(16), [value]);
    }
  });

  it('leaves out what its absence says', () => {
    assert.equal(
      written((into) => {
        into.number(1, 0);
        into.flag(2, false);
        into.text(3, '');
        into.text(4, undefined);
      }).length,
      0,
    );
  });

  it('writes messages in messages of any length', () => {
    for (const length of [0, 1, 126, 127, 128, 16_382, 16_383, 16_384, 100_000, 3_000_000]) {
      const bytes = written((into) =>
        into.message(2, () => into.message(3, () => into.text(1, 'ä'.repeat(length / 2)))),
      );
      const [inner] = decodeMessage(bytes).get(2) ?? [];
      assert.ok(Buffer.isBuffer(inner));
      const [most] = decodeMessage(inner).get(3) ?? [];
      assert.ok(Buffer.isBuffer(most));
      assert.equal(textOf(decodeMessage(most), 1) ?? '', 'ä'.repeat(length / 2));
    }
  });

  it('spells half a surrogate pair as UTF-8 can', () => {
    assert.equal(textOf(decodeMessage(written((into) => into.text(1, 'a\ud800b'))), 1), 'a\ufffdb');
  });

  it('is used again', () => {
    const writer = new ByteWriter();
    writer.text(1, 'x'.repeat(200_000));
    writer.clear();
    writer.number(1, 5);
    assert.equal(writer.view().toString('hex'), '0805');
    assert.equal(writer.length, 2);
  });
});

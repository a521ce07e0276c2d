import assert from 'node:assert/strict';
import { encodePost } from '../../../../../exporters/wandb/online/stream/body.js';

describe('encodePost', () => {
  it('says what there is, and nothing of what there is not', () => {
    const files = new Map([
      ['wandb-history.jsonl', { offset: 7, encoded: ['"{}"', '"{\\"a\\":1}"'] }],
      ['wandb-events.jsonl', { offset: 0, encoded: [] }],
    ]);
    assert.deepEqual(JSON.parse(encodePost({ files, uploaded: ['a"b'], exitCode: 1 })), {
      files: { 'wandb-history.jsonl': { offset: 7, content: ['{}', '{"a":1}'] } },
      uploaded: ['a"b'],
      complete: true,
      exitcode: 1,
    });
    assert.equal(encodePost({ files: new Map(), uploaded: [], exitCode: undefined }), '{}');
    assert.equal(encodePost({ files: new Map(), uploaded: [], exitCode: 0 }), '{"complete":true,"exitcode":0}');
  });
});

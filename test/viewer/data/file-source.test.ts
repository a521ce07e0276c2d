import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { createFileSource } from '../../../viewer/data/file-source.js';
import { runDocument } from '../support/documents.js';

const pack = (value: unknown) => gzipSync(JSON.stringify(value)).toString('base64');

describe('a page with its run in it', () => {
  it('unpacks the run', async () => {
    const document = runDocument({ clients: [{ id: '病院 <b>' }] });
    const source = createFileSource(`\n${pack(document)}\n`);
    assert.deepEqual(await source.load('whatever'), { kind: 'ok', document });
    assert.equal(source.kind, 'file');
  });

  it('lists its one run', async () => {
    const source = createFileSource(pack(runDocument()));
    const stems = await new Promise((resolve) => {
      source.watchRuns((found) => resolve('failed' in found ? found.failed : found.map(({ stem }) => stem)));
    });
    assert.deepEqual(stems, ['run-1']);
  });

  it('has nothing to follow', () => {
    const states: string[] = [];
    createFileSource(pack(runDocument())).follow('run-1', 0, {
      message: () => assert.fail('there are no messages in a file'),
      connection: ({ kind }) => states.push(kind),
    });
    assert.deepEqual(states, ['still']);
  });

  for (const [name, packed] of [
    ['is not base64', '***'],
    ['is not compressed', Buffer.from('{}').toString('base64')],
    ['is of another format', pack({ format: 2 })],
    ['is empty', ''],
  ] as const) {
    it(`says so when it ${name}`, async () => {
      const loaded = await createFileSource(packed).load('x');
      assert.ok(loaded.kind === 'failed');
      assert.match(loaded.reason, /cannot be read/);
    });
  }
});

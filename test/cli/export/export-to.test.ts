import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../../cli/errors.js';
import { exportTo } from '../../../cli/export/export-to.js';
import { createPatience } from '../../../cli/export/patience.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext, type TestContext } from '../test-context.js';
import { createMemorySink, type MemorySink } from './memory-sink.js';

describe('exportTo', () => {
  const folder = temporaryFolder('export-to');
  after(() => folder.remove());
  const journal = (stem: string, text = `{"event_type":"init","run_id":"${stem}-id"}\n`) => {
    const path = join(folder.path, `${stem}.jsonl`);
    writeFileSync(path, text);
    return { path, stem };
  };
  const run = (
    sink: MemorySink,
    journals: ReturnType<typeof journal>[],
    context: TestContext = createTestContext(),
  ) => {
    const choice = { name: './memory.js', argument: undefined };
    return exportTo({ choice, sink }, journals, { out: folder.path, patience: createPatience(1, context), context });
  };

  it('opens, delivers every journal, flushes, closes, and leaves no state behind', async () => {
    const sink = createMemorySink();
    const { exported, failed } = await run(sink, [journal('a'), journal('b')]);
    assert.deepEqual(sink.calls, ['open', 'flush', 'flush', 'close']);
    assert.deepEqual(
      exported.map(({ run, to, events, skipped, rejected }) => [run, to, events, skipped, rejected]),
      [
        ['a-id', 'memory', 1, 0, 0],
        ['b-id', 'memory', 1, 0, 0],
      ],
    );
    assert.deepEqual(failed, []);
    assert.equal(sink.context?.runsDir, folder.path);
    assert.equal(sink.context?.argument, undefined);
    assert.equal(existsSync(sink.context?.stateDir ?? '/'), false);
  });

  it('tells of a run that the destination takes nothing of, and goes on with the others', async () => {
    const sink = createMemorySink([], {
      flush: async (of) => (of?.stem === 'parked' ? { kind: 'park', reason: 'it is deleted there' } : { kind: 'ok' }),
    });
    const context = createTestContext();
    const { exported, failed } = await run(sink, [journal('parked'), journal('c')], context);
    assert.deepEqual(
      exported.map(({ run }) => run),
      ['c-id'],
    );
    assert.deepEqual(
      failed.map(({ reason }) => reason),
      ['memory: it is deleted there'],
    );
    assert.match(context.stderr(), /memory: it is deleted there/);
  });

  it('tells of a journal that cannot be read and goes on with the others', async () => {
    const context = createTestContext();
    const newer = journal('newer', '{"event_type":"init","run_id":"n","format":99}\n');
    const gone = { path: join(folder.path, 'gone.jsonl'), stem: 'gone' };
    const { exported, failed } = await run(
      createMemorySink(),
      [newer, journal('empty', ''), gone, journal('c')],
      context,
    );
    assert.deepEqual(
      exported.map(({ run }) => run),
      ['c-id'],
    );
    assert.deepEqual(
      failed.map(({ file }) => file),
      [newer.path, join(folder.path, 'empty.jsonl'), gone.path],
    );
    assert.match(context.stderr(), /^fedotel export: .*format 99.*\nfedotel export: .*empty file\n.*ENOENT.*\n$/);
  });

  it('says what was skipped and refused', async () => {
    const context = createTestContext();
    const text = '{"event_type":"init","run_id":"d"}\nrubbish\n{"event_type":"finished","run_id":"d"}\n{"torn';
    const sink = createMemorySink([{ kind: 'reject', reason: 'not mine' }]);
    const { exported } = await run(sink, [journal('d', text)], context);
    assert.deepEqual([exported[0]?.events, exported[0]?.skipped, exported[0]?.rejected], [2, 1, 2]);
    assert.match(context.stderr(), /1 line\(s\) skipped; the first: not JSON/);
    assert.match(context.stderr(), /the last line is incomplete \(6 bytes\)/);
    assert.match(context.stderr(), /memory refused 2 event\(s\): not mine/);
  });

  it('closes a destination that fails, and names it', async () => {
    const retry = { kind: 'retry', reason: 'down', afterSeconds: 5 } as const;
    const failing = createMemorySink([retry]);
    await assert.rejects(run(failing, [journal('e')]), new CommandError('memory: down'));
    assert.deepEqual(failing.calls, ['open', 'close']);
    const unflushed = createMemorySink([], { flush: async () => ({ kind: 'reject', reason: 'full' }) });
    await assert.rejects(run(unflushed, [journal('e')]), new CommandError('memory: full'));
    assert.deepEqual(unflushed.calls, ['open', 'close']);
    const shut = createMemorySink([], { open: () => Promise.reject(new Error('no key')) });
    await assert.rejects(run(shut, [journal('e')]), new CommandError('--to ./memory.js: no key'));
    assert.deepEqual(shut.calls, []);
  });

  it('draws progress on a terminal only', async () => {
    const context = createTestContext({ interactive: true });
    await run(createMemorySink(), [journal('f')], context);
    assert.equal(context.stderr(), '\r\u001b[Kf-id: 1 events to memory\r');
  });
});

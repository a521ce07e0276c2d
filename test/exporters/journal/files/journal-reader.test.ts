import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SequencedEvent } from '../../../../exporters/bridge/sink.js';
import { type JournalReader, readJournalFile } from '../../../../exporters/journal/index.js';
import { createFaultyFileSystem } from '../support/faulty-file-system.js';
import { useTempFolder } from '../support/temp-folder.js';

const FULL = 'test/fixtures/hivewatch/full.jsonl';
const TORN = 'test/fixtures/hivewatch/live-torn.jsonl';

async function all(reader: JournalReader): Promise<readonly SequencedEvent[]> {
  const events: SequencedEvent[] = [];
  for await (const event of reader) events.push(event);
  return events;
}

describe('readJournalFile', () => {
  const folder = useTempFolder();

  async function file(content: string): Promise<string> {
    const path = join(folder(), 'a.jsonl');
    await writeFile(path, content);
    return path;
  }

  it('reads all of a HiveWatch log, digits included', async () => {
    const reader = readJournalFile(FULL);
    const events = await all(reader);
    assert.equal(events.length, 45);
    assert.deepEqual(reader.counts, { events: 45, unknown: 0, malformed: 0, tornBytes: 0, firstFault: undefined });
    const first = events.find(({ event }) => event.event_type === 'client_update')?.event;
    assert.ok(first?.event_type === 'client_update');
    assert.equal(first.clients[0]?.tokens, 9007199254740993n);
    assert.equal(first.clients[0]?.client_id, 'site-montréal');
    assert.equal(first.clients[0]?.ram_mb, 900);
  });

  it('reads a HiveWatch log that is being written up to its torn line', async () => {
    const reader = readJournalFile(TORN);
    const events = await all(reader);
    assert.equal(events.length, 17);
    const { tornBytes, ...counts } = reader.counts;
    assert.deepEqual(counts, { events: 17, unknown: 0, malformed: 0, firstFault: undefined });
    const content = await readFile(TORN);
    assert.equal(tornBytes, content.length - content.lastIndexOf('\n') - 1);
    assert.ok(tornBytes > 0);
  });

  it('goes on from any sequence with exactly the events after it', async () => {
    const events = await all(readJournalFile(FULL));
    for (const at of [0, 3, 20, 43, 44]) {
      const from = events[at]?.sequence;
      assert.deepEqual(await all(readJournalFile(FULL, { from })), events.slice(at + 1));
    }
  });

  it('gives each event the byte offset after its line', async () => {
    const content = await readFile(FULL);
    for (const { event, sequence } of await all(readJournalFile(FULL))) {
      assert.equal(content[sequence - 1], 0x0a);
      assert.ok(
        content
          .subarray(0, sequence - 1)
          .toString()
          .endsWith('}'),
        event.event_type,
      );
    }
  });

  it('stops after so many events and at the given offset', async () => {
    const events = await all(readJournalFile(FULL));
    assert.deepEqual(await all(readJournalFile(FULL, { maxEvents: 4 })), events.slice(0, 4));
    assert.deepEqual(await all(readJournalFile(FULL, { maxEvents: 0 })), []);
    assert.deepEqual(await all(readJournalFile(FULL, { to: events[6]?.sequence })), events.slice(0, 7));
  });

  it('closes the file also when the reader breaks off', async () => {
    const fileSystem = createFaultyFileSystem();
    let closed = 0;
    const open = fileSystem.openForRead.bind(fileSystem);
    fileSystem.openForRead = async (path) => {
      const opened = await open(path);
      const close = opened.close.bind(opened);
      opened.close = () => {
        closed++;
        return close();
      };
      return opened;
    };
    for await (const { sequence } of readJournalFile(FULL, { fileSystem })) if (sequence > 0) break;
    assert.equal(closed, 1);
  });

  it('skips and counts lines that are no event', async () => {
    const path = await file(
      [
        '{"event_type":"init","run_id":"a","format":1}',
        '',
        '{"event_type":"of_later_format","run_id":"a"}',
        '{"event_type":',
        '{"event_type":"checkpoint","run_id":"a","path":"p"}',
        `"${'x'.repeat(300)}"`,
        '{"event_type":"finished","run_id":"a"}',
      ].join('\n'),
    );
    const reader = readJournalFile(path, { maxLineBytes: 200 });
    const types = (await all(reader)).map(({ event }) => event.event_type);
    assert.deepEqual(types, ['init', 'checkpoint', 'finished']);
    const { firstFault, ...counts } = reader.counts;
    assert.deepEqual(counts, { events: 3, unknown: 1, malformed: 2, tornBytes: 0 });
    assert.match(firstFault ?? '', /^not JSON: .* \(byte 93\)$/);
  });

  it('gives a complete last line the sequence that it has once its newline is there', async () => {
    const path = await file('{"event_type":"init","run_id":"a"}\n{"event_type":"finished","run_id":"a"}');
    const before = await all(readJournalFile(path));
    await appendFile(path, '\n');
    assert.deepEqual(await all(readJournalFile(path)), before);
    assert.deepEqual(await all(readJournalFile(path, { from: before[1]?.sequence })), []);
  });

  it('refuses a newer format, from wherever it starts', async () => {
    const path = await file('{"event_type":"init","run_id":"a","format":2}\n{"event_type":"finished","run_id":"a"}\n');
    const expected = {
      name: 'JournalFormatError',
      format: 2,
      message: `${path} has journal format 2; this fedotel reads up to 1. Use a newer fedotel to read it.`,
    };
    await assert.rejects(all(readJournalFile(path)), expected);
    await assert.rejects(all(readJournalFile(path, { from: 46 })), expected);
  });

  it('rejects with the system error when there is no file', async () => {
    await assert.rejects(all(readJournalFile(join(folder(), 'none.jsonl'))), { code: 'ENOENT' });
  });
});

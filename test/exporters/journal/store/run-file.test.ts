import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeLine } from '../../../../exporters/journal/index.js';
import { createOpenFiles, type OpenFiles } from '../../../../exporters/journal/store/open-files.js';
import { createRunFile, type RunFile } from '../../../../exporters/journal/store/run-file.js';
import { init, update } from '../support/events.js';
import { useTempFolder } from '../support/temp-folder.js';
import { createUnsyncedFileSystem } from '../support/unsynced-file-system.js';

const ROUNDS = 100;
const CLIENTS = 10;
const MAX_INDEX_ENTRIES = 50;

describe('createRunFile', () => {
  const folder = useTempFolder();
  // Long, so that much is read with few requests.
  const text = 'x'.repeat(5_000);
  const events = Array.from({ length: ROUNDS * CLIENTS }, (_, at) =>
    update('r', `c${at % CLIENTS}`, { x: at, text }, { round: Math.floor(at / CLIENTS) }),
  );

  let openFiles: OpenFiles | undefined;
  afterEach(() => openFiles?.close());

  /** The file of a run that ended long ago, not opened yet. */
  function written(warn: (text: string) => void = (text) => assert.fail(text)): RunFile {
    const tornDir = join(folder(), 'torn');
    mkdirSync(tornDir);
    const path = join(folder(), 'r.jsonl');
    const text = [init('r'), ...events].map((event) => `${encodeLine(event)}\n`).join('');
    writeFileSync(path, text);
    const fileSystem = createUnsyncedFileSystem();
    openFiles = createOpenFiles(fileSystem, 1);
    const shared = {
      fileSystem,
      openFiles,
      lineBytes: [],
      tornDir,
      maxLineBytes: 10_000,
      maxIndexEntries: MAX_INDEX_ENTRIES,
      now: () => new Date(0),
      warn,
    };
    return createRunFile({ stem: 'r', path, size: Buffer.byteLength(text), shared });
  }

  it('holds no more of a long file than it may, and knows all of it', async () => {
    const file = written();
    const size = file.size;
    assert.deepEqual(await file.commit([events.slice(-1)]), [{ written: 0, duplicates: 1, refused: 0 }]);
    assert.ok(file.indexSize <= MAX_INDEX_ENTRIES, `${file.indexSize} entries`);
    assert.deepEqual(await file.commit([events]), [{ written: 0, duplicates: events.length, refused: 0 }]);
    assert.equal(file.size, size);
    assert.deepEqual(await file.commit([[update('r', 'new', { x: 1 })]]), [{ written: 1, duplicates: 0, refused: 0 }]);
    assert.ok(file.size > size);
  });

  it('says once when requests keep asking for more than it remembers', async () => {
    const said: string[] = [];
    const file = written((text) => said.push(text));
    /** A request about the first and the last round, after which the index has to let go of both. */
    const ask = async () => {
      await file.commit([[...events.slice(0, 1), ...events.slice(-1)]]);
      file.shrinkIndex(0, 0);
    };
    for (let asked = 0; said.length === 0 && asked < 5_000; asked++) await ask();
    assert.match(
      said[0] ?? '',
      /r\.jsonl: 67 MB were read again .* than are remembered \(50\); "fedotel bridge --index-entries"/,
    );
    for (let more = 0; more < 10; more++) await ask();
    assert.equal(said.length, 1);
  });
});

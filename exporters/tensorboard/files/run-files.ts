import { join } from 'node:path';
import { ClientFolders } from '../names/client-folders.js';
import type { ByteWriter } from '../records/byte-writer.js';
import { writeFileVersion, writeSummary } from '../records/events.js';
import { textValue } from '../records/summary-values.js';
import { EventFile, FileLostError } from './event-file.js';

/** Files that are written at once; each is open only then. */
const SIDE_BY_SIDE = 8;

/** The event files of one run: its own, and one in a folder for each client that has something of its own. */
export class RunFiles {
  /** Bytes that are not in the files yet. */
  pendingBytes = 0;
  readonly own: EventFile;
  readonly #folder: string;
  readonly #fileName: string;
  readonly #names = new ClientFolders();
  readonly #clients = new Map<string, EventFile>();
  /** Files with something pending. */
  readonly #dirty = new Set<EventFile>();
  readonly #unsynced = new Set<EventFile>();
  #busy: Promise<void> = Promise.resolve();

  /**
   * @param folder of the run
   * @param fileName of each event file
   */
  constructor(folder: string, fileName: string) {
    this.#folder = folder;
    this.#fileName = fileName;
    this.own = new EventFile(join(folder, fileName));
  }

  /**
   * The file of a client.
   *
   * @param timeMillis of what is about to be put into it
   */
  ofClient(client: string, timeMillis: number): EventFile {
    let file = this.#clients.get(client);
    if (file === undefined) {
      const { name, hashed } = this.#names.add(client);
      file = new EventFile(join(this.#folder, name, this.#fileName));
      this.#clients.set(client, file);
      if (hashed) this.put(file, timeMillis, (to) => writeSummary(to, timeMillis, 0, textValue('client_id', client)));
    }
    return file;
  }

  /** Has a record written to a file, after the one that every file begins with. */
  put(file: EventFile, timeMillis: number, write: (to: ByteWriter) => void): void {
    const before = file.pending.length;
    if (file.isEmpty) writeFileVersion(file.pending, timeMillis);
    write(file.pending);
    this.pendingBytes += file.pending.length - before;
    this.#dirty.add(file);
  }

  /** Brings everything into the files; what comes meanwhile may be left. @throws as {@link EventFile.write} */
  write(): Promise<void> {
    return this.#inTurn(() => this.#writeDirty());
  }

  /** Returns when everything that was written is on the disk. @throws Error (system error) */
  sync(): Promise<void> {
    return this.#inTurn(() =>
      sideBySide(this.#unsynced, async (file) => {
        await file.sync();
        this.#unsynced.delete(file);
      }),
    );
  }

  /** A file is used by one at a time. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.#busy.then(work);
    this.#busy = next.catch(() => undefined);
    return next;
  }

  async #writeDirty(): Promise<void> {
    await sideBySide(this.#dirty, async (file) => {
      const before = file.pending.length;
      this.#unsynced.add(file);
      await file.write();
      this.pendingBytes -= before;
      if (file.pending.length === 0) this.#dirty.delete(file);
    });
  }
}

/** One that fails keeps no other. @throws FileLostError, else what the first one threw, when all have had their turn */
async function sideBySide(files: Iterable<EventFile>, work: (file: EventFile) => Promise<void>): Promise<void> {
  const queue = [...files].values();
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (const file of queue) await work(file).catch((error: unknown) => failures.push(error));
    }),
  );
  // A lost file is cured by folding the run again, the others by waiting.
  if (failures.length > 0) throw failures.find((error) => error instanceof FileLostError) ?? failures[0];
}

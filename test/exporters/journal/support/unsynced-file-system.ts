import { createNodeFileSystem, type JournalFile, type JournalFileSystem } from '../../../../exporters/journal/index.js';

function withoutSync(file: JournalFile): JournalFile {
  return {
    read: (into, position) => file.read(into, position),
    write: (bytes, position) => file.write(bytes, position),
    datasync: async () => undefined,
    truncate: (size) => file.truncate(size),
    stat: () => file.stat(),
    close: () => file.close(),
  };
}

/** The real file system without waiting for the disk, for tests that open many journals and cut no power. */
export function createUnsyncedFileSystem(): JournalFileSystem {
  const real = createNodeFileSystem();
  return {
    openForWrite: async (path) => {
      const { file, created } = await real.openForWrite(path);
      return { file: withoutSync(file), created };
    },
    openForRead: (path) => real.openForRead(path),
    makeFolder: (path, mode) => real.makeFolder(path, mode),
    syncFolder: async () => undefined,
    listFiles: (path) => real.listFiles(path),
  };
}

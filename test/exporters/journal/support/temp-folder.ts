import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives each test of the suite a folder of its own, removed afterwards. Returns how to get its path. */
export function useTempFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fedotel-journal-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/**
 * Loaded before a bridge (`--import`), makes its disk a slow one: no sync ends while the file that
 * `FEDOTEL_TEST_HOLD_SYNC` names exists. Each sync that waits adds a character to that file. Where
 * `FEDOTEL_TEST_HOLD_FILES` is set, only syncs of files wait whose names end in it (Linux).
 */
import { closeSync, constants, existsSync, openSync, readlinkSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LOOK_MILLIS = 5;

const hold = process.env.FEDOTEL_TEST_HOLD_SYNC ?? '';
const ending = process.env.FEDOTEL_TEST_HOLD_FILES ?? '';
const handle = await open(fileURLToPath(import.meta.url));
const prototype = Object.getPrototypeOf(handle) as FileHandle;
await handle.close();

for (const name of ['datasync', 'sync'] as const) {
  const real = prototype[name];
  prototype[name] = async function slowly(this: FileHandle) {
    if (ending === '' || readlinkSync(`/proc/self/fd/${this.fd}`).endsWith(ending)) {
      tellOf(hold);
      while (existsSync(hold)) await delay(LOOK_MILLIS);
    }
    await real.call(this);
  };
}

/** Adds a character to the file if it is there. It is never made: it may be taken away at this very moment. */
function tellOf(path: string): void {
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_APPEND);
    writeSync(file, '.');
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

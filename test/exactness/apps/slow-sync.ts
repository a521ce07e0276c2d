/**
 * Loaded before a bridge (`--import`), makes its disk a slow one: no sync ends while the file that
 * `FEDOTEL_TEST_HOLD_SYNC` names exists. Each sync that waits adds a character to that file.
 */
import { appendFileSync, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const LOOK_MILLIS = 5;

const hold = process.env.FEDOTEL_TEST_HOLD_SYNC ?? '';
const handle = await open(fileURLToPath(import.meta.url));
const prototype = Object.getPrototypeOf(handle) as FileHandle;
await handle.close();

for (const name of ['datasync', 'sync'] as const) {
  const real = prototype[name];
  prototype[name] = async function slowly(this: FileHandle) {
    if (existsSync(hold)) appendFileSync(hold, '.');
    while (existsSync(hold)) await delay(LOOK_MILLIS);
    await real.call(this);
  };
}

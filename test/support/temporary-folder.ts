import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder for one suite or test, removed by `remove`. */
export function temporaryFolder(name = 'test'): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `fedotel-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

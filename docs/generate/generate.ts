import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands } from '../../cli/commands/index.js';
import { privacyOptions } from '../../lib/privacy/options.js';
import { telemetryOptions } from '../../lib/telemetry/config/options.js';
import { clientFields } from '../../semconv/index.js';
import { renderCliPage } from './cli-page.js';
import { renderClientKeys, renderRoundKeys } from './keys-page.js';
import { fillBetween } from './markdown.js';
import { renderTelemetryOptions } from './telemetry-options.js';

/** One generated document, or document with a generated part. */
interface Page {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** @param current its text as it stands, empty when there is none */
  render(current: string): string;
}

const PAGES: readonly Page[] = [
  { path: 'docs/cli.md', render: () => renderCliPage(commands) },
  {
    path: 'README.md',
    render: (current) =>
      fillBetween(
        current,
        '<!-- options:telemetry -->',
        '<!-- options:end -->',
        renderTelemetryOptions(telemetryOptions),
      ),
  },
  {
    path: 'docs/privacy.md',
    render: (current) =>
      fillBetween(current, '<!-- options:privacy -->', '<!-- options:end -->', renderTelemetryOptions(privacyOptions)),
  },
  {
    path: 'docs/keys.md',
    render: (current) =>
      fillBetween(
        fillBetween(current, '<!-- keys:round -->', '<!-- keys:end -->', renderRoundKeys()),
        '<!-- keys:client -->',
        '<!-- keys:end -->',
        renderClientKeys(clientFields),
      ),
  },
];

/**
 * Brings the documents up to date that the option tables of command line and library, and the keys of numbers at
 * destinations, are shown in.
 *
 * @param check changes nothing, only tells
 * @returns paths of the documents that were not up to date
 * @throws Error when a document lacks the markers of its generated part
 */
export async function generateDocs({ root, check }: { root: string; check: boolean }): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const { path, render } of PAGES) {
    const file = join(root, path);
    const current = await readFile(file, 'utf8').catch(() => '');
    const text = render(current);
    if (text === current) continue;
    stale.push(path);
    if (!check) await writeFile(file, text);
  }
  return stale;
}

import { documentText } from '../frames/index.js';
import { packText } from '../pack-text.js';
import type { RunDocument } from '../types.js';

/** The file is written once and kept: the most that gzip can do. */
const GZIP_LEVEL = 9;

/** Where the built page takes its run. */
const RUN_PLACE = '<!-- fedotel-run -->';
const TITLE = '<title>fedotel</title>';

/**
 * The page with one run in it, as one file that asks for nothing: it opens from a disk, a mail or an artifact store.
 *
 * The run is base64 of gzip, which no browser takes for markup or script whatever ids the run has; the page's own policy
 * allows its script and style sheet by their hashes and nothing else.
 *
 * @param page the built page for one file (`single.html`)
 * @throws Error when the page has no place for a run
 */
export async function singleFile(page: string, document: RunDocument): Promise<string> {
  const [before, after, ...more] = page.split(RUN_PLACE);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`the built page: expected one ${RUN_PLACE}, got ${page.split(RUN_PLACE).length - 1}`);
  }
  const packed = (await packText(documentText(document), GZIP_LEVEL)).toString('base64');
  const { job, runId } = document.run;
  const title = [...(job === undefined ? [] : [job]), runId, 'fedotel'].map(escapeText).join(' · ');
  const titled = before.replace(TITLE, () => `<title>${title}</title>${ownerOf(runId)}`);
  return `${titled}<script type="application/octet-stream" id="fedotel-run">${packed}</script>${after}`;
}

/** Whose file this is, near its beginning and as in other files of a run: nothing is replaced that is another run's. */
function ownerOf(runId: string): string {
  const json = JSON.stringify({ run_id: runId }).replaceAll('<', '\\u003c');
  return `<script type="application/json">${json}</script>`;
}

/** Text that stands in markup. */
function escapeText(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

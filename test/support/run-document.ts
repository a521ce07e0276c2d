import { readJournalFile } from '../../exporters/journal/index.js';
import { documentOf } from '../../exporters/page/frames/index.js';
import type { RunDocument } from '../../exporters/page/types.js';
import { createRunModel } from '../../exporters/run-model/index.js';

/**
 * The document of a journal file, as the page is given it. From a shell:
 *
 *   node --input-type=module -e "import { runDocument } from './.build/X/test/support/run-document.js'; \
 *     console.log(JSON.stringify(await runDocument('test/fixtures/hivewatch/full.jsonl')))"
 */
export async function runDocument(path: string): Promise<RunDocument> {
  const model = createRunModel();
  let last = 0;
  for await (const { event, sequence } of readJournalFile(path)) {
    model.apply(event);
    last = sequence;
  }
  return documentOf(model.view(), last);
}

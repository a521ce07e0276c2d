import type { RunDocument } from '../../exporters/page/types.js';
import type { RunSource } from './source.js';

/** Id of the element that holds the run: base64 of gzip of the document's JSON. */
export const EMBEDDED_ID = 'fedotel-run';

/** Creates the source of a page that carries its one run. */
export function createFileSource(packed: string): RunSource {
  // Unpacked once, when the page begins: the list and the run are both made of it.
  const loaded = unpackDocument(packed).then(
    (document) => ({ kind: 'ok' as const, document }),
    (error: unknown) => ({ kind: 'failed' as const, reason: `the run in this file cannot be read: ${String(error)}` }),
  );
  return {
    kind: 'file',
    watchRuns(listener) {
      loaded.then((result) => listener(result.kind === 'ok' ? [result.document.run] : { failed: result.reason }));
      return () => undefined;
    },
    load: () => loaded,
    follow(_stem, _after, listener) {
      listener.connection({ kind: 'still' });
      return () => undefined;
    },
  };
}

/** @throws Error when the text is not a packed document of a format that this page knows */
async function unpackDocument(packed: string): Promise<RunDocument> {
  // `fetch` of a data address would do the same, but is not allowed to a page from a file by its policy.
  const bytes = Uint8Array.from(atob(packed.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return readDocument(await new Response(stream).json());
}

/** Checks what is there to be checked cheaply: that it is a run document of our format. */
export function readDocument(value: unknown): RunDocument {
  const document = value as Partial<RunDocument> | null;
  if (document?.format !== 1) throw new Error(`expected a run document of format 1, got ${String(document?.format)}`);
  return document as RunDocument;
}

import { type Caller, withQuery } from '../call.js';
import type { MlflowReject, MlflowResult, MlflowRun, MlflowUpload } from '../types.js';
import { encodeArtifactPath, PROXY, readArtifactUri } from './artifact-uri.js';
import { openContent } from './content.js';

/** Largest file that `upload-artifact` takes (`server/handlers.py`). */
const MAX_FALLBACK_BYTES = 10 * 1_048_576;
/** Exists under this prefix only. */
const FALLBACK = '/ajax-api/2.0/mlflow/upload-artifact';

/** A file on its way to a run. */
export interface ArtifactUpload {
  readonly run: Pick<MlflowRun, 'runId' | 'artifactUri'>;
  /** Relative name with `/`. */
  readonly path: string;
  readonly content: MlflowUpload;
  /** The tracking server, which the artifact URI is compared with. */
  readonly trackingUri: string;
}

/**
 * Uploads a file: through the artifact proxy where the run's artifacts are behind it, else by asking the server to write
 * it, which it can where it has a way to the store and the file is small. The server takes a file for a run that does
 * not exist as well; the caller has looked.
 */
export async function uploadArtifact(caller: Caller, upload: ArtifactUpload): Promise<MlflowResult<undefined>> {
  const { run, path, trackingUri } = upload;
  const encoded = encodeArtifactPath(path);
  if (encoded === undefined) {
    const reason = `artifact ${JSON.stringify(path).slice(0, 200)}: expected a clean relative path without "#" and "\\"`;
    return { kind: 'reject', code: 'invalid', scope: 'request', reason };
  }
  const place = readArtifactUri(run.artifactUri, trackingUri);
  if (place.kind === 'elsewhere') return askServer(caller, upload, place.what);
  const content = await openContent(upload.content);
  if (content.kind === 'reject') return content;
  const { stream, sizeBytes } = content;
  const result = await caller.send({
    method: 'PUT',
    path: `${PROXY}/${place.folder}/${encoded}`,
    body: { stream, sizeBytes },
  });
  // Started with --no-serve-artifacts, the server says 503 for ever.
  const off = result.kind === 'retry' && result.reason.includes('--serve-artifacts');
  return off ? askServer(caller, upload, 'behind a proxy that is turned off (--no-serve-artifacts)') : result;
}

/** The server writes small files where it can itself. */
async function askServer(
  caller: Caller,
  { run, path, content: upload }: ArtifactUpload,
  what: string,
): Promise<MlflowResult<undefined>> {
  const content = await openContent(upload);
  if (content.kind === 'reject') return content;
  const { stream, sizeBytes } = content;
  if (sizeBytes > MAX_FALLBACK_BYTES) {
    stream.destroy();
    return elsewhere(
      what,
      `the server takes files up to ${MAX_FALLBACK_BYTES} bytes for it, this one has ${sizeBytes}`,
    );
  }
  const result = await caller.send({
    method: 'POST',
    path: withQuery(FALLBACK, { run_uuid: run.runId, path }),
    body: { stream, sizeBytes },
  });
  const refused = result.kind === 'reject' && (result.code === 'invalid' || result.code === 'not_mlflow');
  return refused ? elsewhere(what, result.reason) : result;
}

function elsewhere(what: string, why: string): MlflowReject {
  const advice = 'start the server with --serve-artifacts and use a new experiment';
  const reason = `the run keeps its artifacts on ${what}: ${why}; ${advice}`;
  return { kind: 'reject', code: 'artifacts_elsewhere', scope: 'request', reason };
}

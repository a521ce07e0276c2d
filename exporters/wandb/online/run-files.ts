import type { WandbApi } from './api/wandb-api.js';
import type { RemoteRun } from './place.js';
import { DONE, type WandbResult } from './result.js';

/** A file of a run. */
export interface RunFile {
  /** Path below the run's files, with slashes. */
  readonly path: string;
  readonly contents: Uint8Array;
}

/** Puts files of a run into storage. The stream has to say afterwards that they are there (`uploaded`). */
export async function uploadRunFiles(
  api: WandbApi,
  { entity, project, name }: RemoteRun,
  files: readonly RunFile[],
): Promise<WandbResult<undefined>> {
  if (files.length === 0) return DONE;
  // One question for all of them, as W&B's client asks at the end of a run.
  const variables = { entity, project, run: name, files: files.map(({ path }) => path) };
  const made = await api.ask('CreateRunFiles', variables, (data) => {
    const answer = data.at('createRunFiles');
    const headers = answer.at('uploadHeaders');
    return {
      headers: headers.isNone ? [] : headers.list().map((header) => header.text()),
      urls: new Map(
        answer
          .at('files')
          .list()
          .map((file) => [file.at('name').text(), file.at('uploadUrl').text()]),
      ),
    };
  });
  if (made.kind !== 'ok') return made;
  for (const { path, contents } of files) {
    const url = made.value.urls.get(path);
    if (url === undefined) return { kind: 'refused', reason: `file ${path}: W&B gave no address for it` };
    const put = await api.put(url, made.value.headers, { contents }, `file ${path}`);
    if (put.kind !== 'ok') return put;
  }
  return DONE;
}

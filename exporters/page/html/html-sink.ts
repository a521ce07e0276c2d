import { readFile } from 'node:fs/promises';
import type { Sink } from '../../bridge/sink.js';
import { createRunFileSink, type RunFileSinkOptions } from '../../map/run-file-sink.js';
import { documentInTurns, type PlaceLookup } from '../frames/index.js';
import { createPlaceLookup } from '../geoip/index.js';
import { VIEWER } from '../viewer-folder.js';
import { singleFile } from './single-file.js';

/** Options of {@link createHtmlSink}; the defaults are for use, the rest is for tests. */
export interface HtmlSinkOptions extends RunFileSinkOptions {
  /** Folder of the built page. */
  readonly viewer?: URL | undefined;
  /** File in MaxMind's format with places of network addresses. Default: `FEDOTEL_GEOIP`. */
  readonly geoip?: string | undefined;
}

/**
 * Writes `<run>.html`, the page with this one run in it, when a run ends and when the sink is flushed; the file is
 * replaced as one step.
 */
export function createHtmlSink({ viewer = VIEWER, ...options }: HtmlSinkOptions = {}): Sink {
  const geoip = options.geoip ?? (process.env.FEDOTEL_GEOIP || undefined);
  let lookup: PlaceLookup | undefined;
  let page: Promise<string> | undefined;
  const load = () => {
    page ??= readFile(new URL('single.html', viewer), 'utf8').catch((error: unknown) => {
      page = undefined;
      throw new Error('this build of fedotel has no page (viewer/single.html)', { cause: error });
    });
    return page;
  };
  const sink = createRunFileSink(
    {
      name: 'html',
      ending: '.html',
      live: false,
      render: async (model) => singleFile(await load(), await documentInTurns(model, 0, { lookup })),
    },
    options,
  );
  const open: Sink['open'] = async (context) => {
    await load();
    if (geoip !== undefined) lookup = await createPlaceLookup(geoip, 'FEDOTEL_GEOIP');
    await sink.open(context);
  };
  return {
    name: sink.name,
    resume: sink.resume,
    files: sink.files,
    open,
    apply: (run, events) => sink.apply(run, events),
    flush: (run) => sink.flush(run),
    forget: async (run) => sink.forget?.(run),
    check: () => sink.check(),
    close: () => sink.close(),
  };
}

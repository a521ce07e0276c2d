import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createPageServer, type PageServer } from '../../exporters/page/http/index.js';
import { untilSignal } from '../bridge/life.js';
import { createCommand } from '../command.js';
import { CommandError, reasonOf } from '../errors.js';
import { findJournal, listJournals } from '../journals/find.js';
import { destinationOptions } from '../options/destination-options.js';
import { parseListenAddress } from '../options/listen-address.js';
import { securityOf, securityOptions } from '../options/security.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';
import { say } from '../output/say.js';
import { openBrowser } from '../serve/open-browser.js';

const options = {
  runsDir: sharedOptions.runsDir,
  run: {
    name: 'run',
    type: 'string',
    placeholder: 'RUN|FILE',
    help: 'show this run alone: its id, or the path of its .jsonl file',
  },
  listen: {
    name: 'listen',
    // A configuration file is shared with the bridge, which listens elsewhere.
    fileName: 'serve-listen',
    type: 'string',
    default: '127.0.0.1:7070',
    env: ['FEDOTEL_SERVE_LISTEN'],
    placeholder: 'HOST:PORT',
    help: 'address to serve the page on, port 0 takes a free one; serve-listen in a configuration file',
  },
  open: { name: 'open', type: 'boolean', default: false, help: 'open the page in the browser' },
  geoip: sharedOptions.geoip,
  artifactRoot: {
    ...destinationOptions.artifactRoot,
    help: 'folders whose files can be fetched with runs pull when a run registered them; unless given, the runs folder',
  },
  ...securityOptions,
  config: sharedOptions.config,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel serve`: the page for the runs of a folder, past and live. */
export const serveCommand = createCommand({
  name: 'serve',
  usage: '[--runs-dir DIR] [--run RUN|FILE] [options]',
  summary: 'Serve the page for past runs, and for live ones of a bridge on the same folder',
  notes: [
    'Says on one line of standard output where the page is, then runs until SIGINT or SIGTERM and ends with 0. It only reads the folder, so that it may run beside a bridge; HiveWatch’s logs are shown too.',
    'All addresses are relative: the page works below a path of a proxy, whether that takes the path away or not.',
  ],
  options,
  async run({ values }, context) {
    const listen = parseListenAddress('--listen', values.listen);
    const security = securityOf(values);
    const source = sourceOf(values.run, values.runsDir);
    // As every command says it; a folder that is not there yet will be shown when it is.
    listJournals(source.runsDir);
    const stopAsked = untilSignal(context);
    let server: PageServer;
    try {
      server = await createPageServer({
        ...source,
        listen,
        security,
        geoip: values.geoip,
        artifactRoots: values.artifactRoot,
        warn: (text) => say(context, 'serve', text),
      });
    } catch (error) {
      throw new CommandError(reasonOf(error));
    }
    const url = source.only === undefined ? server.url : `${server.url}#${new URLSearchParams({ run: source.only })}`;
    context.out(
      values.json
        ? toJsonLine({ url, runsDir: source.runsDir })
        : `fedotel serve: ${printable(`page on ${url}, runs in ${source.runsDir}`, 2000)}\n`,
    );
    if (!existsSync(source.runsDir)) say(context, 'serve', `there is no folder ${source.runsDir} yet`);
    if (values.tokenFile !== undefined && !values.json) {
      say(context, 'serve', `open it once with ?token=TOKEN after the /, with the token of ${values.tokenFile}`);
    }
    if (values.open) {
      const failure = await openBrowser(withToken(url, values.tokenFile));
      if (failure !== undefined) say(context, 'serve', `--open: ${failure}; open ${url} yourself`);
    }
    await stopAsked;
    await server.close();
    return 0;
  },
});

/** Which folder is shown, and whether one run of it only. */
function sourceOf(run: string | undefined, runsDir: string) {
  if (run === undefined) return { runsDir: resolve(runsDir), only: undefined };
  const { path, stem } = findJournal(run, runsDir);
  if (!path.endsWith('.jsonl')) throw new CommandError(`--run: expected a file that ends in .jsonl, got ${run}`);
  return { runsDir: dirname(resolve(path)), only: stem };
}

/** The address with the token, for the browser alone. */
function withToken(address: string, tokenFile: string | undefined): string {
  if (tokenFile === undefined) return address;
  const lines = readFileSync(tokenFile, 'utf8').split('\n');
  const token = lines.map((line) => line.trim()).find((line) => line !== '' && !line.startsWith('#'));
  const url = new URL(address);
  url.searchParams.set('token', token ?? '');
  return url.href;
}

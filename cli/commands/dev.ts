import { appArtifactRoots, type Bridge } from '../../exporters/bridge/index.js';
import { describeDestinations, withoutCredentials } from '../bridge/destinations.js';
import { reportOwed, startBridge, stopBridge } from '../bridge/life.js';
import { type CommandContext, createCommand } from '../command.js';
import { programEnvironment } from '../dev/program-environment.js';
import { runProgram } from '../dev/run-program.js';
import { reasonOf } from '../errors.js';
import { checkPerClient, destinationOptions } from '../options/destination-options.js';
import { pageOf } from '../options/listen-address.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable, OptionValues } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { say } from '../output/say.js';
import { shellQuote } from '../output/shell-quote.js';

const options = {
  runsDir: sharedOptions.runsDir,
  to: sharedOptions.to,
  page: sharedOptions.page,
  geoip: sharedOptions.geoip,
  ...destinationOptions,
  drain: sharedOptions.drain,
  config: sharedOptions.config,
  json: { ...sharedOptions.json, help: 'write JSON instead of text: one line at the start, one at the end' },
} as const satisfies OptionTable;

/** Where the page is served unless the user says. */
const FREE_PORT = '127.0.0.1:0';

/** `fedotel dev -- CMD…`: runs a program with a bridge of its own. */
export const devCommand = createCommand({
  name: 'dev',
  usage: '[options] -- CMD [ARG…]',
  summary: 'Run a program with a bridge on a free port and OTEL_EXPORTER_OTLP_* set for it',
  notes: [
    'Standard input and output are the program’s; what fedotel says is on standard error. SIGTERM is passed on to it, as is SIGINT without a terminal (at one, the program has it already).',
    'Ends with the program’s exit code; 128 + N when signal N ended it, 127 when there is no such program, 126 when it cannot be run, 1 when the bridge cannot be started.',
  ],
  options,
  takesProgram: true,
  async run({ values, program }, context) {
    const page = pageOf(values.page ?? FREE_PORT, values);
    const bridge = await startBridge(
      'dev',
      {
        runsDir: values.runsDir,
        listen: { host: '127.0.0.1', port: 0 },
        to: values.to,
        perClient: checkPerClient(values.perClient),
        artifactRoots: values.artifactRoot ?? appArtifactRoots(values.runsDir),
        page,
      },
      context,
    );
    const { url, pageUrl, runsDir } = bridge;
    if (values.json) context.err(toJsonLine({ url, page: pageUrl, runsDir, to: withoutCredentials(values.to) }));
    else {
      say(context, 'dev', `OTLP/HTTP on ${url}, runs in ${runsDir}, to ${describeDestinations(values.to)}`);
      if (pageUrl !== undefined) say(context, 'dev', `watch the run on ${pageUrl}`);
    }
    try {
      return await runProgram(program, programEnvironment(context.env, url), context);
    } finally {
      await end(bridge, values, context);
    }
  },
});

/** Drains the bridge and says what came. Whatever goes wrong here, the program's exit code is what counts. */
async function end(bridge: Bridge, values: OptionValues<typeof options>, context: CommandContext): Promise<void> {
  const owed = await stopBridge('dev', bridge, values.drain, context).catch((error: unknown) => {
    say(context, 'dev', reasonOf(error));
    return [];
  });
  const { requests, events, duplicates, malformed, unusable } = bridge.counts;
  if (values.json) {
    context.err(toJsonLine({ requests, events, duplicates, malformed, unusable, owed }));
    return;
  }
  say(context, 'dev', summaryOf(bridge.counts, values.runsDir));
  reportOwed('dev', owed, values, context);
}

/** What came of it, and what to do next. */
function summaryOf({ requests, events, malformed, unusable }: Bridge['counts'], runsDir: string): string {
  if (requests === 0) return 'the program sent nothing to OTEL_EXPORTER_OTLP_ENDPOINT';
  const broken = [
    malformed === 0 ? '' : `; ${malformed} record(s) broke the conventions and are not kept`,
    unusable === 0 ? '' : `; ${unusable} value(s) could not be used and are left out`,
  ].join('');
  if (events === 0) return `nothing that the program sent belongs to a run${broken}`;
  const where = `--runs-dir ${shellQuote(runsDir)}`;
  return `${events} event(s) kept${broken}; see them with: fedotel runs list ${where}, or in the browser: fedotel serve ${where}`;
}

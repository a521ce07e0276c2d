import { createCommand } from '../command.js';
import { checkDestination } from '../doctor/destination.js';
import type { Finding } from '../doctor/finding.js';
import { checkReceiver } from '../doctor/receiver.js';
import { announcedBridge, checkRunsFolder } from '../doctor/runs-folder.js';
import { checkNode, checkPeers } from '../doctor/runtime.js';
import { securityOptions } from '../options/security.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';

const options = {
  to: sharedOptions.to,
  runsDir: sharedOptions.runsDir,
  endpoint: {
    name: 'endpoint',
    type: 'string',
    env: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    placeholder: 'URL',
    help: 'bridge that an app sends to; unless given, the one that has the runs folder, if any',
  },
  tokenFile: securityOptions.tokenFile,
  config: sharedOptions.config,
  json: sharedOptions.json,
} as const satisfies OptionTable;

/** `fedotel doctor`: is everything there that telemetry needs, and does it answer? */
export const doctorCommand = createCommand({
  name: 'doctor',
  usage: '[options]',
  summary: 'Try every destination and address, and say what is wrong with it',
  notes: [
    'One line for each: ok, or what is wrong and how to mend it. Ends with 1 when anything is wrong.',
    'Nothing is changed: destinations are asked, and the bridge gets an empty request to see whether it takes the token.',
  ],
  options,
  async run({ values }, context) {
    const announced = await announcedBridge(values.runsDir);
    const endpoint = values.endpoint?.replace(/\/+$/, '') ?? announced?.url;
    const findings: readonly Finding[] = [
      checkNode(process.version),
      await checkPeers(),
      await checkRunsFolder(values.runsDir),
      ...(endpoint === undefined ? [] : [await checkReceiver({ url: endpoint, tokenFile: values.tokenFile })]),
      ...(await Promise.all(values.to.map((choice) => checkDestination(choice, values.runsDir)))),
    ];
    context.out(values.json ? toJsonLine(findings) : findings.map(lineOf).join(''));
    return findings.every(({ ok }) => ok) ? 0 : 1;
  },
});

function lineOf({ what, ok, detail, mend }: Finding): string {
  const text = ok ? `ok     ${what}: ${detail}` : `WRONG  ${what}: ${detail}; ${mend}`;
  return `${printable(text, 2000)}\n`;
}

import type { BridgeAddress } from '../../exporters/bridge/discovery.js';
import type { TelemetryConfig } from '../../lib/telemetry/config/resolve.js';
import { createCommand } from '../command.js';
import { checkListen, checkPage, checkTokenFile } from '../doctor/addresses.js';
import { checkDestination } from '../doctor/destination.js';
import type { Finding } from '../doctor/finding.js';
import { checkFolderOwner } from '../doctor/folder-owner.js';
import { checkLeftBehind } from '../doctor/left-behind.js';
import { checkReceiver } from '../doctor/receiver.js';
import { checkRunsFolder } from '../doctor/runs-folder.js';
import { checkNode, checkPeers } from '../doctor/runtime.js';
import { endpointsOf, readAppSettings } from '../doctor/settings.js';
import { securityOf, securityOptions } from '../options/security.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable, OptionValues } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { printable } from '../output/printable.js';

const options = {
  to: sharedOptions.to,
  runsDir: sharedOptions.runsDir,
  endpoint: {
    name: 'endpoint',
    type: 'string',
    placeholder: 'URL',
    help: 'receiver that apps send to; unless given, that of the variables (OTEL_EXPORTER_OTLP_ENDPOINT), and the bridge that has the runs folder, if any',
  },
  listen: {
    name: 'listen',
    type: 'string',
    env: ['FEDOTEL_LISTEN'],
    placeholder: 'HOST:PORT',
    help: 'address that a bridge is to receive on: is it free, and protected where it has to be?',
  },
  page: {
    ...sharedOptions.page,
    help: 'address that a bridge is to serve the page on; that of a running one is tried in any case',
  },
  metricsListen: {
    name: 'metrics-listen',
    type: 'string',
    env: ['FEDOTEL_METRICS_LISTEN'],
    placeholder: 'HOST:PORT',
    help: 'address that a bridge is to show its own metrics at',
  },
  ...securityOptions,
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
    'Nothing is changed: destinations are asked, receivers get an empty request to see whether they take the credentials, addresses are listened on for a moment.',
    'With the --config file and the variables of a bridge or an app it tries what that one uses.',
  ],
  options,
  async run({ values }, context) {
    const settings = readAppSettings(context.env, values.endpoint);
    const owner = await checkFolderOwner(values.runsDir);
    const findings: readonly Finding[] = [
      checkNode(process.version),
      await checkPeers(),
      settings.finding,
      await checkRunsFolder(values.runsDir),
      owner.finding,
      ...checkTokenFile(values.tokenFile),
      ...(await checkReceivers(values, settings.config, owner.bridge)),
      ...(owner.bridge === undefined ? [] : await checkPage(owner.bridge)),
      ...(await checkAddresses(values, owner.bridge !== undefined)),
      ...(await Promise.all(values.to.map((choice) => checkDestination(choice, values.runsDir)))),
      ...(await checkLeftBehind(values.runsDir)),
    ];
    context.out(values.json ? toJsonLine(findings) : findings.map(lineOf).join(''));
    return findings.every(({ ok }) => ok) ? 0 : 1;
  },
});

type Values = OptionValues<typeof options>;

/** Where apps send to, and the bridge of the folder, each once. */
async function checkReceivers(
  { tokenFile }: Values,
  config: TelemetryConfig | undefined,
  bridge: BridgeAddress | undefined,
): Promise<readonly Finding[]> {
  const endpoints = config === undefined ? new Map() : endpointsOf(config);
  const questions = [...endpoints].map(([url, paths]) => ({ url, paths, tokenFile }));
  const own = bridge === undefined || endpoints.has(bridge.url) ? [] : [{ url: bridge.url, tokenFile }];
  return Promise.all([...questions, ...own].map(checkReceiver));
}

async function checkAddresses(values: Values, bridgeRuns: boolean): Promise<readonly Finding[]> {
  const given = [
    ['--listen', values.listen],
    ['--page', values.page === 'off' ? undefined : values.page],
    ['--metrics-listen', values.metricsListen],
  ] as const;
  const security = securityOf(values);
  return Promise.all(
    given.flatMap(([option, address]) =>
      address === undefined ? [] : [checkListen({ option, address, security, bridgeRuns })],
    ),
  );
}

function lineOf({ what, ok, detail, mend }: Finding): string {
  const text = ok ? `ok     ${what}: ${detail}` : `WRONG  ${what}: ${detail}; ${mend}`;
  return `${printable(text, 2000)}\n`;
}

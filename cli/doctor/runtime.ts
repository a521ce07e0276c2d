import { installCommand, loadPeers, type PeerName, peerLoaders } from '../../lib/telemetry/peers.js';
import { type Finding, well, wrong } from './finding.js';

/** The oldest Node.js that the package runs on (`engines` in package.json). */
const OLDEST: readonly [major: number, minor: number] = [20, 19];

/** What `startTelemetry` needs in its default configuration; the other packages are for other encodings. */
const NEEDED: readonly PeerName[] = [
  '@opentelemetry/resources',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace',
  '@opentelemetry/exporter-metrics-otlp-proto',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/exporter-logs-otlp-proto',
];

/** Whether this Node.js is one that the package runs on. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const recent = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return recent
    ? well('node', version)
    : wrong('node', `${version} is too old`, `install Node.js ${OLDEST.join('.')} or newer`);
}

/** Whether the packages are installed that an app's `startTelemetry` loads. */
export async function checkPeers(loaders = peerLoaders): Promise<Finding> {
  const what = 'startTelemetry';
  const missing: PeerName[] = [];
  for (const name of NEEDED) {
    // One at a time: which of them are missing is what is asked for.
    await loadPeers([name], loaders).catch(() => missing.push(name));
  }
  return missing.length === 0
    ? well(what, 'its packages are installed')
    : wrong(what, `cannot load ${missing.join(', ')}`, installCommand(missing));
}

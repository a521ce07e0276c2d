import { PER_CLIENT_MODES } from '../../exporters/projection/index.js';
import { UsageError } from '../errors.js';
import type { OptionSpec } from './table.js';

/** Options of every command that feeds destinations. */
export const destinationOptions = {
  perClient: {
    name: 'per-client',
    type: 'string',
    default: 'auto',
    env: ['FEDOTEL_PER_CLIENT'],
    placeholder: PER_CLIENT_MODES.join('|'),
    help: 'how single clients reach metrics destinations: auto is bands over all of them and the first 300 keys of single ones',
  },
  artifactRoot: {
    name: 'artifact-root',
    type: 'list',
    env: ['FEDOTEL_ARTIFACT_ROOT'],
    placeholder: 'DIR,…',
    help: 'folders whose files are uploaded when a run registers them; unless given, bridge takes the runs folder, dev and export the working directory',
  },
} as const satisfies Record<string, OptionSpec>;

/**
 * Checks how single clients are to be shown.
 *
 * @throws UsageError naming the option, what was expected and what came
 */
export function checkPerClient(text: string): string {
  if (PER_CLIENT_MODES.some((mode) => mode === text)) return text;
  throw new UsageError(`--per-client: expected one of ${PER_CLIENT_MODES.join(', ')}, got ${JSON.stringify(text)}`);
}

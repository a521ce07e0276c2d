import { parseSinkChoice } from '../../exporters/bridge/sink-registry.js';
import { UsageError } from '../errors.js';

/**
 * Checks what a bridge is to feed: each destination once, because each keeps its place in the runs under its name.
 *
 * @throws UsageError naming `--to` and the destination that comes twice
 */
export function checkDestinations(to: readonly string[]): void {
  const names = to.map((choice) => parseSinkChoice(choice).name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`--to: expected each destination once, got ${twice} twice`);
}

/** Destinations as they stand in a sentence. */
export function describeDestinations(to: readonly string[]): string {
  return to.length === 0 ? 'no destination' : withoutCredentials(to).join(', ');
}

/** Destinations as they may be shown: without user names and passwords of addresses. */
export function withoutCredentials(to: readonly string[]): readonly string[] {
  return to.map((choice) => choice.replace(/:\/\/[^/?#]*@/g, '://***@'));
}

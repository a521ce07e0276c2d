import type { FuzzTarget } from '../fuzz.js';
import { carrierTarget } from './carrier.js';
import { commandLineTarget } from './command-line.js';
import { journalTarget } from './journal.js';
import { monitorTarget } from './monitor.js';
import { otlpTargets } from './otlp.js';

/** Everything that takes input from outside. */
export async function fuzzTargets(): Promise<readonly FuzzTarget[]> {
  return [...(await otlpTargets()), journalTarget(), commandLineTarget(), carrierTarget(), monitorTarget()];
}

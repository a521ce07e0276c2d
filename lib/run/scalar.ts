import { ArgumentReader, asObject } from '../core/read.js';
import type { ScalarRecord } from '../core/records.js';
import type { RunContext } from './context.js';

/** Serialised bytes of a scalar besides its names. */
const SCALAR_BYTES = 120;

/** Records one number for a step. One of a single client obeys the run's privacy as an update does. */
export function recordScalar(context: RunContext, given: unknown): void {
  const { core, emitter, identity, policy } = context;
  const read = new ArgumentReader('scalar', core.warnings);
  const scalar = asObject(given);
  const name = read.text('name', scalar.name) ?? read.refuse('name', 'a text that is not empty', scalar.name);
  const step = read.count('step', scalar.step) ?? read.refuse('step', 'an integer from 0', scalar.step);
  const value = read.number('value', scalar.value) ?? read.refuse('value', 'a number', scalar.value);
  const ofClient = scalar.client !== undefined && scalar.client !== null;
  const id = ofClient ? read.client(scalar.client) : undefined;
  if (name === undefined || step === undefined || value === undefined || (ofClient && id === undefined)) {
    return;
  }
  if (ofClient && !(policy.perClient && policy.allowsPart('metrics') && policy.allowsName(name))) {
    return;
  }
  const round = scalar.round === undefined || scalar.round === null ? undefined : read.round(scalar.round);
  const client = id === undefined ? undefined : policy.clientId(id);
  const record: ScalarRecord = {
    kind: 'scalar',
    run: identity,
    time: core.clock.now(),
    name,
    step,
    value,
    client,
    round,
  };
  emitter.point(record, SCALAR_BYTES + name.length + (client?.length ?? 0));
}

import { attributeConstant, memberConstant, screamingSnake } from '../names.js';
import type { Registry } from '../registry.js';
import { type Problem, type Rule, signalsOf } from './rule.js';

/** OpenTelemetry's naming policy, as its public weaver policies have it. */
const NAME = /^[a-z][a-z0-9]*([._][a-z0-9]+)*$/;

/** Words that say a unit. `bytes` within a name counts a thing; as its last word it is a unit. */
const UNIT_WORDS =
  /^(s|sec|secs|seconds?|ms|millis|milliseconds?|minutes?|hours?|bytes?|kb|mb|gb|kib|mib|gib|percent|pct|joules?|watts?)$/;

interface Named {
  readonly where: string;
  readonly name: string;
}

/** Names of each kind. Prefixes and constants must be unique within a kind only. */
function namesByKind(registry: Registry): readonly (readonly Named[])[] {
  const signals = signalsOf(registry).map(({ kind, signal }) => ({
    kind,
    where: `${kind} ${signal.name}`,
    name: signal.name,
  }));
  return [
    registry.attributes.map(({ key }) => ({ where: `attribute ${key}`, name: key })),
    ...(['entity', 'span', 'event', 'metric'] as const).map((kind) => signals.filter((signal) => signal.kind === kind)),
  ];
}

/** Names are lower-case words joined by `.` and `_`; our own attributes and signals are in the namespace `fl`. */
export const nameSyntax: Rule = (registry) => {
  const own = new Set(
    registry.attributes.filter(({ origin }) => origin === 'own').map(({ key }) => `attribute ${key}`),
  );
  const names = namesByKind(registry).flat();
  const problems = names.filter(({ name }) => !NAME.test(name));
  const outside = names.filter(
    ({ where, name }) => !name.startsWith('fl.') && (own.has(where) || !where.startsWith('attribute ')),
  );
  const members = registry.attributes.flatMap(({ key, members: values }) =>
    values.filter(({ id }) => !NAME.test(id)).map(({ id }) => ({ where: `attribute ${key}`, name: id })),
  );
  return [
    ...[...problems, ...members].map(({ where, name }) => ({
      rule: 'name-syntax',
      where,
      message: `expected a name like ${NAME.source}, got "${name}"`,
    })),
    ...outside.map(({ where }) => ({ rule: 'name-syntax', where, message: 'expected a name in the namespace "fl."' })),
  ];
};

/** No name is the dotted prefix of another of its kind: it would be a value and a namespace at once. */
export const namePrefix: Rule = (registry) =>
  namesByKind(registry).flatMap((names) =>
    names.flatMap(({ where, name }) =>
      names
        .filter((other) => other.name.startsWith(`${name}.`))
        .map((other) => ({ rule: 'name-prefix', where, message: `is a dotted prefix of "${other.name}"` })),
    ),
  );

function repeated(names: readonly Named[]): readonly Problem[] {
  const seen = new Map<string, string>();
  return names.flatMap(({ where, name }) => {
    const first = seen.get(name);
    seen.set(name, first ?? where);
    return first === undefined
      ? []
      : [{ rule: 'name-unique', where, message: `"${name}" is generated for ${first} too` }];
  });
}

/** Names, their generated constants and enum values are unique. */
export const nameUnique: Rule = (registry) => {
  const attributeConstants = registry.attributes.flatMap(({ key, members }) => [
    { where: `attribute ${key}`, name: attributeConstant(key) },
    ...members.map(({ id }) => ({ where: `attribute ${key}, member ${id}`, name: memberConstant(key, id) })),
  ]);
  const [, ...signalKinds] = namesByKind(registry);
  const signalConstants = signalKinds.map((names) =>
    names.map(({ where, name }) => ({ where, name: screamingSnake(name) })),
  );
  const memberValues = registry.attributes.map(({ key, members }) =>
    members.map(({ id, value }) => ({ where: `attribute ${key}, member ${id}`, name: value })),
  );
  return [attributeConstants, ...signalConstants, ...memberValues].flatMap(repeated);
};

/** Units stand in the unit field: a name never ends in one. */
export const unitNotInName: Rule = (registry) =>
  namesByKind(registry)
    .flat()
    .filter(({ name }) => UNIT_WORDS.test(name.split(/[._]/).at(-1) ?? ''))
    .map(({ where }) => ({ rule: 'unit-not-in-name', where, message: 'ends in a unit; units are never in a name' }));

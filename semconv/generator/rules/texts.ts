import { type Problem, type Rule, signalsOf } from './rule.js';

const STABILITIES: ReadonlySet<string> = new Set(['development', 'alpha', 'beta', 'release_candidate', 'stable']);

/** Every brief is a sentence that ends with a period. */
export const briefPeriod: Rule = (registry) => {
  const entries = [
    ...registry.attributes.map((entry) => ({ where: `attribute ${entry.key}`, brief: entry.brief })),
    ...registry.attributes.flatMap(({ key, members }) =>
      members.map((member) => ({ where: `attribute ${key}, member ${member.id}`, brief: member.brief })),
    ),
    ...signalsOf(registry).map(({ kind, signal }) => ({ where: `${kind} ${signal.name}`, brief: signal.brief })),
  ];
  return entries
    .filter(({ brief }) => !brief.endsWith('.'))
    .map(({ where, brief }) => ({
      rule: 'brief-period',
      where,
      message: `expected a brief that ends with a period, got "${brief}"`,
    }));
};

/** Every entry of ours says its stability; nothing of ours is more than in development yet. */
export const stability: Rule = (registry) => {
  const own = registry.attributes.filter(({ origin }) => origin === 'own');
  const entries = [
    ...own.map((entry) => ({ where: `attribute ${entry.key}`, stability: entry.stability })),
    ...own.flatMap(({ key, members }) =>
      members.map((member) => ({ where: `attribute ${key}, member ${member.id}`, stability: member.stability })),
    ),
    ...signalsOf(registry).map(({ kind, signal }) => ({
      where: `${kind} ${signal.name}`,
      stability: signal.stability,
    })),
  ];
  const wrong = entries.filter((entry) => entry.stability !== 'development');
  const foreign = registry.attributes.filter((entry) => entry.origin === 'otel' && !STABILITIES.has(entry.stability));
  return [...wrong, ...foreign.map((entry) => ({ where: `attribute ${entry.key}`, stability: entry.stability }))].map(
    (entry) => ({
      rule: 'stability',
      where: entry.where,
      message: `expected stability "development", got "${entry.stability}"`,
    }),
  );
};

/** Attributes of type string show an example (weaver asks for it), and so do numbers: they show the unit. */
export const examplesPresent: Rule = (registry) =>
  registry.attributes
    .filter(({ type, examples }) => type !== 'enum' && type !== 'boolean' && examples.length === 0)
    .map(({ key }) => ({ rule: 'examples', where: `attribute ${key}`, message: 'expected an example, got none' }));

/** Every signal and every attribute on a signal says how strongly it is asked for. */
export const requirementLevels: Rule = (registry) =>
  signalsOf(registry).flatMap(({ kind, signal }): readonly Problem[] => {
    const where = `${kind} ${signal.name}`;
    const own =
      signal.level === 'recommended' || signal.level === 'opt_in'
        ? []
        : [{ rule: 'requirement-level', where, message: `expected recommended or opt_in, got ${signal.level}` }];
    const missing = signal.attributes
      .filter(({ level }) => level === undefined)
      .map(({ attribute }) => ({
        rule: 'requirement-level',
        where,
        message: `${attribute.key} has no requirement level`,
      }));
    const vague = signal.attributes
      .filter(({ level, condition }) => level === 'conditionally_required' && condition === '')
      .map(({ attribute }) => ({ rule: 'requirement-level', where, message: `${attribute.key} has no condition` }));
    return [...own, ...missing, ...vague];
  });

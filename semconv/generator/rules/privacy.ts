import { type Problem, type Rule, signalsOf } from './rule.js';

/** Personal data is opt-in wherever it appears, and its note warns. */
export const sensitiveOptIn: Rule = (registry) => {
  const silent = registry.attributes
    .filter(({ sensitive, note }) => sensitive && !note.startsWith('Warning: '))
    .map(
      ({ key }): Problem => ({
        rule: 'sensitive-opt-in',
        where: `attribute ${key}`,
        message: 'is sensitive; expected a note that starts with "Warning: "',
      }),
    );
  const used = signalsOf(registry).flatMap(({ kind, signal }) =>
    signal.attributes
      .filter(({ attribute, level }) => attribute.sensitive && level !== 'opt_in')
      .map(({ attribute, level }) => ({
        rule: 'sensitive-opt-in',
        where: `${kind} ${signal.name}`,
        message: `${attribute.key} is sensitive; expected opt_in, got ${level}`,
      })),
  );
  return [...silent, ...used];
};

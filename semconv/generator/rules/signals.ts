import { type Problem, type Rule, signalsOf } from './rule.js';

/** Events have an OTLP severity number. */
export const severityNumbers: Rule = (registry) =>
  registry.events
    .filter(
      ({ severityNumber: number }) => number === undefined || !Number.isInteger(number) || number < 1 || number > 24,
    )
    .map(({ name, severityNumber }) => ({
      rule: 'severity-number',
      where: `event ${name}`,
      message: `expected severity_number 1 to 24, got ${severityNumber}`,
    }));

/** A span's name is made of low-cardinality attributes that every such span has. */
export const spanNames: Rule = (registry) =>
  registry.spans.flatMap(({ name, pattern, attributes }) =>
    [...pattern.matchAll(/\{([^}]*)\}/g)].flatMap(([, key]): readonly Problem[] => {
      const use = attributes.find(({ attribute }) => attribute.key === key);
      const allowed = use?.attribute.type === 'enum' || key === 'fl.job.name';
      return use?.level === 'required' && allowed
        ? []
        : [
            {
              rule: 'span-name',
              where: `span ${name}`,
              message: `expected {${key}} to be required and low in cardinality`,
            },
          ];
    }),
  );

/** No signal names an attribute twice, directly or through groups. */
export const attributesOnce: Rule = (registry) =>
  signalsOf(registry).flatMap(({ kind, signal }) => {
    const keys = signal.attributes.map(({ attribute }) => attribute.key);
    return keys
      .filter((key, index) => keys.indexOf(key) !== index)
      .map((key) => ({ rule: 'attributes-once', where: `${kind} ${signal.name}`, message: `${key} is there twice` }));
  });

/** The schema URL ends in a version, and our copy of OpenTelemetry's attributes is of the version that we depend on. */
export const versions: Rule = ({ version, schemaUrl, dependencyVersion, copiedVersion }) => [
  ...(/^\d+\.\d+\.\d+$/.test(version)
    ? []
    : [
        { rule: 'versions', where: 'manifest', message: `expected schema_url to end in a version, got "${schemaUrl}"` },
      ]),
  ...(dependencyVersion === copiedVersion
    ? []
    : [
        {
          rule: 'versions',
          where: 'manifest',
          message: `depends on version ${dependencyVersion}, the copied attributes are of ${copiedVersion}`,
        },
      ]),
];

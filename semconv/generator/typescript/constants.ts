import { attributeConstant, eventConstant, memberConstant, metricConstant } from '../names.js';
import type { Attribute, EventEntry, Member, Metric } from '../registry.js';
import { printDocComment } from './doc-comment.js';
import { printString } from './literal.js';

/** First line of every generated file. */
export const HEADER = '// Generated from semconv/model by semconv/generator: change the model, not this file.\n\n';

function experimental(kind: string, stability: string): string {
  return stability === 'stable' ? '' : `@experimental This ${kind} is in ${stability} and may change in any release.`;
}

function printExample(example: unknown): string {
  return `@example ${typeof example === 'string' ? example : JSON.stringify(example)}`;
}

function printNote(note: string): string {
  return note === '' ? '' : `@note ${note}`;
}

function printMember(attribute: Attribute, member: Member): string {
  const comment = printDocComment([
    `Enum value "${member.value}" for attribute {@link ${attributeConstant(attribute.key)}}.`,
    member.brief,
    experimental('enum value', member.stability),
  ]);
  const name = memberConstant(attribute.key, member.id);
  return `${comment}export const ${name} = ${printString(member.value)} as const;\n`;
}

/** Prints the constant of an attribute, and one for each value of an enum. */
export function printAttribute(attribute: Attribute): string {
  const comment = printDocComment([
    attribute.brief,
    attribute.examples.map(printExample).join('\n'),
    printNote(attribute.note),
    experimental('attribute', attribute.stability),
  ]);
  const name = attributeConstant(attribute.key);
  const value = attribute.template
    ? `(key: string) => \`${attribute.key}.\${key}\` as const`
    : `${printString(attribute.key)} as const`;
  const members = attribute.members.map((member) => `\n${printMember(attribute, member)}`);
  return `${comment}export const ${name} = ${value};\n${members.join('')}`;
}

/** Prints the constant of a metric's name. */
export function printMetric(metric: Metric): string {
  const comment = printDocComment([metric.brief, printNote(metric.note), experimental('metric', metric.stability)]);
  return `${comment}export const ${metricConstant(metric.name)} = ${printString(metric.name)} as const;\n`;
}

/** Prints the constant of an event's name. */
export function printEvent(event: EventEntry): string {
  const comment = printDocComment([event.brief, printNote(event.note), experimental('event', event.stability)]);
  return `${comment}export const ${eventConstant(event.name)} = ${printString(event.name)} as const;\n`;
}

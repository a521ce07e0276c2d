import type { Attribute, AttributeUse } from '../registry.js';
import { anchorOf, code, printTable } from './table.js';

/** Headings of the attribute page by topic; a topic that is not listed has its own name. */
const HEADINGS: ReadonlyMap<string, string> = new Map([
  ['identity', 'Identity'],
  ['run', 'Run'],
  ['round', 'Round'],
  ['update', 'Client update'],
  ['client-fields', 'Fields of a client update'],
  ['failure', 'Drop-outs and failures'],
  ['evaluation', 'Evaluation'],
  ['tracking', 'Checkpoints, artifacts and tracking'],
  ['otel', "OpenTelemetry's own"],
]);

function headingOf(topic: string): string {
  return HEADINGS.get(topic) ?? topic;
}

/** `fl.round.metric.<key>` for a template. */
export function attributeName({ key, template }: Attribute): string {
  return code(template ? `${key}.<key>` : key);
}

function linkTo(attribute: Attribute): string {
  return `[${attributeName(attribute)}](attributes.md#${anchorOf(headingOf(attribute.topic))})`;
}

/** `template[double]`, or `string enum`. */
function typeOf({ type, template }: Attribute): string {
  return template ? `template[${type}]` : type === 'enum' ? 'string enum' : type;
}

function printExamples({ members, examples }: Attribute): string {
  const shown = members.length > 0 ? members.map(({ value }) => value) : examples;
  return shown.map((value) => code(typeof value === 'string' ? value : JSON.stringify(value))).join(', ');
}

function printNotes(attributes: readonly Attribute[]): string {
  const noted = attributes.filter(({ note }) => note !== '');
  return noted.map((attribute) => `- ${attributeName(attribute)}: ${attribute.note}`).join('\n');
}

function printMembers(attribute: Attribute): string {
  const rows = attribute.members.map(({ value, brief }) => [code(value), brief]);
  return `Values of ${attributeName(attribute)}:\n\n${printTable(['Value', 'Meaning'], rows)}`;
}

function printTopic(topic: string, attributes: readonly Attribute[]): string {
  const rows = attributes.map((attribute) => [
    attributeName(attribute),
    typeOf(attribute) + (attribute.unit === undefined ? '' : `, ${code(attribute.unit)}`),
    attribute.brief,
    printExamples(attribute),
    attribute.journal === undefined ? '' : code(attribute.journal),
  ]);
  const blocks = [
    `## ${headingOf(topic)}`,
    printTable(['Attribute', 'Type', 'Description', 'Values or examples', 'Journal field'], rows),
    printNotes(attributes),
    ...attributes.filter(({ members }) => members.length > 0).map(printMembers),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** Prints every attribute, a section for each topic in the order of the headings. */
export function printAttributes(attributes: readonly Attribute[]): string {
  const order = [...HEADINGS.keys()];
  const topics = [...new Set(attributes.map(({ topic }) => topic))];
  const rank = (topic: string): number => (order.includes(topic) ? order.indexOf(topic) : order.length);
  return topics
    .sort((left, right) => rank(left) - rank(right))
    .map((topic) =>
      printTopic(
        topic,
        attributes.filter((attribute) => attribute.topic === topic),
      ),
    )
    .join('\n\n');
}

function levelOf({ level, condition }: AttributeUse): string {
  const word = (level ?? '').replaceAll('_', ' ');
  return condition === '' ? word : `${word}: ${condition}`;
}

/** Prints the attributes of a signal with their requirement levels. */
export function printUses(uses: readonly AttributeUse[]): string {
  const rows = uses.map((use) => [linkTo(use.attribute), typeOf(use.attribute), levelOf(use), use.attribute.brief]);
  return printTable(['Attribute', 'Type', 'Requirement level', 'Description'], rows);
}

import type { ClientField, Entity, EventEntry, Metric, ResourceField, Signal, Span } from '../registry.js';
import { attributeName, printUses } from './attributes.js';
import { anchorOf, code, printTable } from './table.js';

const SEVERITIES: ReadonlyMap<number, string> = new Map([
  [9, 'INFO'],
  [13, 'WARN'],
  [17, 'ERROR'],
]);

/** One section about a signal: heading, brief, note, facts, attributes. */
function printSection(signal: Signal, facts: readonly string[], level = '##'): string {
  const blocks = [`${level} ${signal.name}`, signal.brief, signal.note, facts.join('\n'), printUses(signal.attributes)];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** Prints entities as a table: what identifies and what describes them. */
export function printEntities(entities: readonly Entity[]): string {
  const names = (uses: Entity['attributes']): string =>
    uses.map(({ attribute }) => attributeName(attribute)).join(', ');
  const rows = entities.map((entity) => [
    code(entity.name),
    names(entity.attributes.slice(0, entity.identityCount)),
    names(entity.attributes.slice(entity.identityCount)),
    `${entity.brief} ${entity.note}`.trim(),
  ]);
  return printTable(['Entity', 'Identity', 'Descriptive', 'Meaning'], rows);
}

/** Prints every span. */
export function printSpans(spans: readonly Span[]): string {
  return spans
    .map((span) => printSection(span, [`- Name: ${code(span.pattern)}`, `- Kind: ${span.kind.toUpperCase()}`]))
    .join('\n\n');
}

/** Prints every event. */
export function printEvents(events: readonly EventEntry[]): string {
  return events
    .map((event) => {
      const number = event.severityNumber ?? 0;
      return printSection(event, [`- Severity number: ${number} (${SEVERITIES.get(number) ?? 'other'})`]);
    })
    .join('\n\n');
}

/** Prints a list of events with links to their sections. */
export function printEventList(events: readonly EventEntry[]): string {
  const rows = events.map(({ name, brief }) => [`[${code(name)}](#${anchorOf(name)})`, brief]);
  return printTable(['Event', 'Meaning'], rows);
}

/** Prints a table of instruments. */
export function printInstrumentList(metrics: readonly Metric[]): string {
  const rows = metrics.map((metric) => [
    `[${code(metric.name)}](#${anchorOf(metric.name)})`,
    metric.instrument,
    code(metric.unit),
    code(metric.prometheus ?? ''),
    metric.brief,
  ]);
  return printTable(['Metric', 'Instrument', 'Unit', 'Prometheus name', 'Description'], rows);
}

/** Prints every metric with its facts. */
export function printMetrics(metrics: readonly Metric[], level: string): string {
  return metrics
    .map((metric) => {
      const complex = metric.complexAttributes.map(attributeName).join(', ');
      const facts = [
        `- Instrument: ${metric.instrument}, ${metric.valueType}`,
        `- Unit: ${code(metric.unit)}`,
        metric.prometheus === undefined ? '' : `- Prometheus name: ${code(metric.prometheus)}`,
        metric.buckets === undefined ? '' : `- Bucket boundaries: ${metric.buckets.join(', ')}`,
        complex === '' ? '' : `- May also carry: ${complex}`,
      ];
      return printSection(
        metric,
        facts.filter((fact) => fact !== ''),
        level,
      );
    })
    .join('\n\n');
}

function scaled(name: string, scale: number): string {
  if (scale === 1) {
    return code(name);
  }
  return `${code(name)} × ${scale < 1 ? `1/${Math.round(1 / scale).toLocaleString('en-US')}` : scale}`;
}

/** Prints the rows of the table of client fields. */
export function printClientFields(fields: readonly { metric: Metric; field: ClientField }[]): string {
  return fields
    .map(({ metric, field }) => {
      const cells = [
        code(field.field) + (field.private ? ' †' : ''),
        code(metric.name),
        code(metric.unit),
        metric.valueType,
        scaled(field.journal, field.journalScale),
        scaled(field.key, field.keyScale),
        metric.brief,
      ];
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

/** Prints the rows of the table of resource fields. */
export function printResourceFields(fields: readonly ResourceField[]): string {
  return fields
    .map((field) => {
      const where = Object.entries(field.where).map(([key, value]) => ` ${code(`${key}=${value}`)}`);
      const cells = [
        scaled(field.journal, field.journalScale),
        field.measures,
        `${code(field.name)}${where.join('')}`,
        field.instrument,
        code(field.unit),
        field.brief,
      ];
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}

import type { Registry } from '../registry.js';
import { ModelError } from '../shape.js';
import { attributeName, printAttributes } from './attributes.js';
import {
  printClientFields,
  printEntities,
  printEventList,
  printEvents,
  printInstrumentList,
  printMetrics,
  printResourceFields,
  printSpans,
} from './signals.js';
import { code } from './table.js';

/** Texts of the pages by file name, `{{name}}` standing for what is generated. */
export type PageTexts = ReadonlyMap<string, string>;

const MARK = '<!-- Generated from semconv/model and semconv/generator/pages: change those, not this file. -->';

/** What each `{{name}}` stands for. */
function fillings(registry: Registry): ReadonlyMap<string, string> {
  const instruments = registry.metrics.filter(({ prometheus }) => prometheus !== undefined);
  const points = registry.metrics.filter(({ prometheus, clientField }) => {
    return prometheus === undefined && clientField === undefined;
  });
  const fields = registry.metrics.flatMap((metric) =>
    metric.clientField === undefined ? [] : [{ metric, field: metric.clientField }],
  );
  const hidden = fields.filter(({ field }) => field.private).map(({ metric }) => code(metric.name));
  const sensitive = registry.attributes.filter((attribute) => attribute.sensitive).map(attributeName);
  return new Map([
    ['version', registry.version],
    ['schema-url', registry.schemaUrl],
    ['dependency-version', registry.dependencyVersion],
    ['entities', printEntities(registry.entities)],
    ['sensitive', sensitive.join(', ')],
    ['private', hidden.join(', ')],
    ['attributes', printAttributes(registry.attributes)],
    ['spans', printSpans(registry.spans)],
    ['event-list', printEventList(registry.events)],
    ['events', printEvents(registry.events)],
    ['instrument-list', printInstrumentList(instruments)],
    ['instruments', printMetrics(instruments, '##')],
    ['client-fields', printClientFields(fields)],
    ['resource-fields', printResourceFields(registry.resourceFields)],
    ['client-points', printMetrics(points, '###')],
  ]);
}

/**
 * Prints the reference pages by file name.
 *
 * @throws ModelError when a page asks for something that nothing here makes
 */
export function printPages(registry: Registry, texts: PageTexts): ReadonlyMap<string, string> {
  const known = fillings(registry);
  const fill = (page: string, name: string): string => {
    const filling = known.get(name);
    if (filling === undefined) {
      throw new ModelError(`pages/${page}`, `expected one of ${[...known.keys()].join(', ')} in braces, got "${name}"`);
    }
    return filling;
  };
  return new Map(
    [...texts].map(([page, text]) => {
      const filled = text.replace(/\{\{([a-z-]+)\}\}/g, (_, name: string) => fill(page, name));
      return [page, `${MARK}\n\n${filled}`];
    }),
  );
}

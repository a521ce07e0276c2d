import { parse } from 'yaml';
import { readAttribute } from './read-attributes.js';
import { type OtelMetric, readOtelMetric, readResourceField } from './read-resources.js';
import { type Lookup, readEntity, readEvent, readMetric, readSpan } from './read-signals.js';
import type { Attribute, Registry } from './registry.js';
import { ModelError, Shape } from './shape.js';

/** The model's files, text by path relative to `semconv/`: `model/spans.yaml`. */
export type ModelFiles = ReadonlyMap<string, string>;

/** Where the generator finds what OpenTelemetry's own registry says about the attributes that ours refers to. */
export const OTEL_ATTRIBUTES_FILE = 'otel/attributes.yaml';
/** Where it finds what that registry says about the metrics that ours refines. */
export const OTEL_METRICS_FILE = 'otel/metrics.yaml';
const MANIFEST_FILE = 'model/manifest.yaml';
const SECTIONS = [
  'attributes',
  'attribute_groups',
  'entities',
  'spans',
  'events',
  'metrics',
  'metric_refinements',
] as const;

function parseYaml(path: string, text: string): Shape {
  try {
    return new Shape(parse(text), path);
  } catch (error) {
    if (error instanceof ModelError) {
      throw error;
    }
    throw new ModelError(path, error instanceof Error ? error.message : String(error));
  }
}

/** `model/attributes/round.yaml` -> `round`. */
function topicOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.yaml$/, '');
}

function readManifest(
  files: ModelFiles,
): Pick<Registry, 'schemaUrl' | 'version' | 'description' | 'dependencyVersion'> {
  const text = files.get(MANIFEST_FILE);
  if (text === undefined) {
    throw new ModelError(MANIFEST_FILE, 'expected a manifest, got no such file');
  }
  const manifest = parseYaml(MANIFEST_FILE, text);
  const schemaUrl = manifest.string('schema_url');
  const description = manifest.string('description');
  manifest.string('stability');
  const dependencyUrls = manifest.children('dependencies').map((dependency) => {
    dependency.string('registry_path');
    return dependency.string('schema_url');
  });
  manifest.finish();
  const lastSegment = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
  return {
    schemaUrl,
    version: lastSegment(schemaUrl),
    description,
    dependencyVersion: lastSegment(dependencyUrls[0] ?? ''),
  };
}

function readOtelAttributes(files: ModelFiles): {
  readonly version: string;
  readonly attributes: readonly Attribute[];
} {
  const shape = parseYaml(OTEL_ATTRIBUTES_FILE, files.get(OTEL_ATTRIBUTES_FILE) ?? '');
  const version = shape.string('version');
  const attributes = shape.children('attributes').map((entry) => readAttribute(entry, 'otel', 'otel'));
  shape.finish();
  return { version, attributes };
}

function readOtelMetrics(files: ModelFiles): {
  readonly version: string;
  readonly metrics: ReadonlyMap<string, OtelMetric>;
} {
  const shape = parseYaml(OTEL_METRICS_FILE, files.get(OTEL_METRICS_FILE) ?? '');
  const version = shape.string('version');
  const metrics = shape.children('metrics').map(readOtelMetric);
  shape.finish();
  return { version, metrics: new Map(metrics.map((metric) => [metric.name, metric])) };
}

/** The entries of one section over all files, each with its file's topic. */
interface Section {
  readonly shape: Shape;
  readonly topic: string;
}

function collectSections(files: ModelFiles): Record<(typeof SECTIONS)[number], Section[]> {
  const sections: Record<(typeof SECTIONS)[number], Section[]> = {
    attributes: [],
    attribute_groups: [],
    entities: [],
    spans: [],
    events: [],
    metrics: [],
    metric_refinements: [],
  };
  const paths = [...files.keys()].filter((path) => path.startsWith('model/') && path !== MANIFEST_FILE);
  for (const path of paths.sort()) {
    const file = parseYaml(path, files.get(path) ?? '');
    file.oneOf('file_format', ['definition/2']);
    for (const section of SECTIONS) {
      sections[section].push(...file.children(section).map((shape) => ({ shape, topic: topicOf(path) })));
    }
    file.finish();
  }
  return sections;
}

function createLookup(attributes: readonly Attribute[], groups: readonly Section[]): Lookup {
  const byKey = new Map(attributes.map((attribute) => [attribute.key, attribute]));
  const byId = new Map<string, Shape>();
  for (const { shape } of groups) {
    shape.oneOf('visibility', ['internal']);
    byId.set(shape.string('id'), shape);
    shape.list('attributes');
    shape.finish();
  }
  return {
    attribute(key, where) {
      const found = byKey.get(key);
      if (found === undefined) {
        throw new ModelError(where, `ref: no attribute "${key}" in the model or in ${OTEL_ATTRIBUTES_FILE}`);
      }
      return found;
    },
    group(id, where) {
      const found = byId.get(id);
      if (found === undefined) {
        throw new ModelError(where, `ref_group: no attribute group "${id}"`);
      }
      return found.children('attributes');
    },
  };
}

/**
 * Reads the whole model (weaver v2 syntax, `file_format: definition/2`) and resolves its references.
 *
 * @throws ModelError naming file and place when a file is not what the syntax asks for
 */
export function readModel(files: ModelFiles): Registry {
  const manifest = readManifest(files);
  const otel = readOtelAttributes(files);
  const copied = readOtelMetrics(files);
  const sections = collectSections(files);
  const own = sections.attributes.map(({ shape, topic }) => readAttribute(shape, topic, 'own'));
  const attributes = [...own, ...otel.attributes];
  const lookup = createLookup(attributes, sections.attribute_groups);
  return {
    ...manifest,
    copiedVersion: copied.version === otel.version ? otel.version : `${otel.version} and ${copied.version}`,
    attributes,
    entities: sections.entities.map(({ shape, topic }) => readEntity(shape, topic, lookup)),
    spans: sections.spans.map(({ shape, topic }) => readSpan(shape, topic, lookup)),
    events: sections.events.map(({ shape, topic }) => readEvent(shape, topic, lookup)),
    metrics: sections.metrics.map(({ shape, topic }) => readMetric(shape, topic, lookup)),
    resourceFields: sections.metric_refinements.map(({ shape, topic }) =>
      readResourceField(shape, topic, lookup, copied.metrics),
    ),
  };
}

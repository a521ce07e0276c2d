import type { Registry } from '../registry.js';
import { clientFieldsConsistent } from './client-fields.js';
import {
  complexTypes,
  enumOther,
  histogramBuckets,
  lowCardinality,
  metricScope,
  prometheusNames,
  unitUcum,
} from './metrics.js';
import { namePrefix, nameSyntax, nameUnique, unitNotInName } from './names.js';
import { sensitiveOptIn } from './privacy.js';
import { resourceFieldsConsistent } from './resource-fields.js';
import type { Problem, Rule } from './rule.js';
import { attributesOnce, severityNumbers, spanNames, versions } from './signals.js';
import { briefPeriod, examplesPresent, requirementLevels, stability } from './texts.js';

/** One line a rule. */
const RULES: readonly Rule[] = [
  nameSyntax,
  namePrefix,
  nameUnique,
  unitNotInName,
  unitUcum,
  prometheusNames,
  histogramBuckets,
  metricScope,
  lowCardinality,
  enumOther,
  complexTypes,
  clientFieldsConsistent,
  resourceFieldsConsistent,
  briefPeriod,
  stability,
  examplesPresent,
  requirementLevels,
  sensitiveOptIn,
  severityNumbers,
  spanNames,
  attributesOnce,
  versions,
];

/** Every breach of every rule; empty when the registry is fit to be generated from. */
export function checkRegistry(registry: Registry): readonly Problem[] {
  return RULES.flatMap((rule) => rule(registry));
}

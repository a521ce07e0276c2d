import {
  clientFields,
  EVENT_FL_ROUND_FINISHED,
  findAttribute,
  findEvent,
  findResourceField,
} from '../../../semconv/index.js';
import { PLAIN_RESULTS } from '../../projection/round-points.js';

/** What briefs say of the unit that the metric has, and a key in another unit has not. */
const UNIT_AT_END = /, (?:in seconds|in bytes|0 to 1)\.$/;

/** Group of what machines use. */
const SYSTEM = 'sys/';

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([...roundDescriptions(), ...clientDescriptions()]);

/** What a tag means, by the registry; `undefined` for what is not in it. */
export function descriptionOf(tag: string): string | undefined {
  const known = DESCRIPTIONS.get(tag);
  if (known !== undefined || !tag.startsWith(SYSTEM)) return known;
  return findResourceField(tag.slice(SYSTEM.length))?.field.brief;
}

function* roundDescriptions(): Generator<[string, string]> {
  const uses = findEvent(EVENT_FL_ROUND_FINISHED)?.attributes ?? [];
  for (const [journal, path] of PLAIN_RESULTS) {
    const brief = findAttribute(uses.find((use) => use.journal === journal)?.key ?? '')?.brief;
    if (brief !== undefined) yield [path.join('/'), brief];
  }
}

function* clientDescriptions(): Generator<[string, string]> {
  for (const { system, key, keyScale, brief } of clientFields) {
    const text = keyScale === 1 ? brief : brief.replace(UNIT_AT_END, '.');
    yield [`${system ? 'sys' : 'client'}/${key}`, text];
  }
}

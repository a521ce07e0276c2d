import { PLAIN_RESULTS } from '../../exporters/projection/round-points.js';
import { type ClientFieldDescriptor, EVENT_FL_ROUND_FINISHED, findAttribute, findEvent } from '../../semconv/index.js';
import { code, table } from './markdown.js';

/** The table of the keys of a round's results that are numbers as they are. */
export function renderRoundKeys(): string {
  const uses = findEvent(EVENT_FL_ROUND_FINISHED)?.attributes ?? [];
  const rows = [...PLAIN_RESULTS].map(([journal, path]) => {
    const attribute = findAttribute(uses.find((use) => use.journal === journal)?.key ?? '');
    return [code(path.join('/')), attribute?.unit ?? '', code(attribute?.key ?? ''), attribute?.brief ?? ''];
  });
  return table(['key', 'unit', 'from', 'meaning'], rows);
}

/** The table of the keys of a client's update. */
export function renderClientKeys(fields: readonly ClientFieldDescriptor[]): string {
  const rows = fields.map((field) => [
    code(`${field.system ? 'sys' : 'client'}/<id>/${field.key}`),
    unitOf(field),
    code(field.name),
    field.keyScale === 1 ? field.brief : field.brief.replace(UNIT_AT_END, '.'),
  ]);
  return table(['key', 'unit', 'from', 'meaning'], rows);
}

/** What the registry's briefs say of the unit that the metric has, and the key has not. */
const UNIT_AT_END = /, (in seconds|in bytes|0 to 1)\.$/;

/** Unit of a key: that of the metric under another factor. */
function unitOf({ unit, keyScale }: ClientFieldDescriptor): string {
  const scaled = SCALED.get(`${unit} ${keyScale}`);
  if (scaled !== undefined) return scaled;
  if (keyScale !== 1) throw new Error(`no name for ${unit} × ${keyScale}: add one to docs/generate/keys-page.ts`);
  return unit.startsWith('{') || unit === '1' ? '' : unit;
}

const SCALED: ReadonlyMap<string, string> = new Map([
  ['By 0.000001', 'MB (10^6 bytes)'],
  ['s 1000', 'ms'],
  ['1 100', '%'],
]);

import type { ClientEntry } from '../../exporters/page/types.js';
import { countOf } from '../format/plural.js';
import { localTime } from '../format/time.js';
import { formatCount } from '../format/units.js';
import { Distribution } from './distribution.js';
import { StepCurves } from './step-curves.js';
import type { Tag } from './tags.js';

/** Curves in one drawing: more cannot be told apart. */
const MOST_CURVES = 8;
/** Distributions of one name: each is a drawing. */
const MOST_DISTRIBUTIONS = 6;

/** Everything that was logged under one name: numbers as curves, histograms as distributions, texts as text. */
export function TagSection({ tag, clients, first }: TagSectionProps) {
  const { name, numbers, histograms, texts } = tag;
  const whose = ({ client }: { readonly client?: number }) =>
    client === undefined ? 'server' : (clients[client]?.name ?? clients[client]?.id ?? `client ${client}`);
  const chosenFirst = <T extends { readonly client?: number }>(all: readonly T[]) =>
    first === undefined ? all : [...all].sort((a, b) => Number(b.client === first) - Number(a.client === first));
  const curves = chosenFirst(numbers).slice(0, MOST_CURVES);
  const distributions = chosenFirst(histograms).slice(0, MOST_DISTRIBUTIONS);
  // A client whose numbers and histograms are both left out is one client.
  const shown = new Set<unknown>([...curves, ...distributions]);
  const hidden = new Set([...numbers, ...histograms].filter((each) => !shown.has(each)).map(({ client }) => client))
    .size;
  return (
    <section class="tag" aria-label={name}>
      <h3>{name}</h3>
      {curves.length === 0 ? null : <StepCurves series={curves} labelOf={whose} />}
      {distributions.map((series) => (
        <Distribution key={series.client ?? 'own'} series={series} label={whose(series)} />
      ))}
      {texts.length === 0 ? null : (
        <ul class="texts">
          {chosenFirst(texts).map((entry) => (
            <li key={`${entry.client ?? ''} ${entry.step} ${entry.time ?? ''} ${entry.text}`}>
              <span class="soft">
                {whose(entry)}, step {formatCount(entry.step)}
                {entry.time === undefined ? '' : `, ${localTime.clock(entry.time)}`}
              </span>
              {/* As it was written, line by line; markup in it is nobody's wish but a text's. */}
              <pre>
                {entry.text}
                {entry.cut === true ? '…' : ''}
              </pre>
            </li>
          ))}
        </ul>
      )}
      {hidden > 0 ? <p class="soft">{countOf(hidden, 'more client')}: choose one to see what it logged.</p> : null}
    </section>
  );
}

/** A name with all that was logged under it. */
interface TagSectionProps {
  readonly tag: Tag;
  /** The run's list of clients, which series name by index. */
  readonly clients: readonly ClientEntry[];
  /** Index of the client that is in question: it comes first. */
  readonly first?: number | undefined;
}

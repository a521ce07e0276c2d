import { useMemo } from 'preact/hooks';
import type { RunDocument } from '../../exporters/page/types.js';
import { usePage } from '../frame/page-context.js';
import { TagSection } from './tag-section.js';
import { tagsOf } from './tags.js';
import './logged.css';

/** Names that are drawn on a client's own page; the view of what was logged has all. */
const MOST_TAGS = 12;

/** What one client logged by step. */
export function ClientLogged({ document, client }: { document: RunDocument; client: number }) {
  const { link } = usePage();
  const { logged, clients } = document;
  // All of its names are counted, to say how many are not drawn here.
  const tags = useMemo(() => (logged === undefined ? [] : tagsOf(logged, client)), [logged, client]);
  if (tags.length === 0) return null;
  return (
    <section aria-labelledby="client-logged">
      <h2 id="client-logged">
        What it logged by step{' '}
        <a class="more" href={link({ view: 'logged' })}>
          {tags.length > MOST_TAGS ? `all ${tags.length}` : 'by itself'}
        </a>
      </h2>
      <div class="tags">
        {tags.slice(0, MOST_TAGS).map((tag) => (
          <TagSection key={tag.name} tag={tag} clients={clients} />
        ))}
      </div>
    </section>
  );
}

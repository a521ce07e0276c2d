import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { countOf, shareOf } from '../format/plural.js';
import { Empty } from '../parts/empty.js';
import { textFilter } from '../table/filtering.js';
import { SearchBar } from '../table/search-bar.js';
import type { ViewProps } from '../view.js';
import { TagSection } from './tag-section.js';
import { tagsOf } from './tags.js';
import './logged.css';

/** Names that are drawn at once; the search finds the others. */
const MOST_TAGS = 60;

/** What the app's code logged by step with the tracking writer. A chosen client narrows it to what that one logged. */
export function LoggedView({ store, selection }: ViewProps) {
  const query = useSignal('');
  const document = store.document.value;
  const logged = document?.logged;
  const client = selection.client.value;
  const tags = useMemo(() => (logged === undefined ? [] : tagsOf(logged, client)), [logged, client]);
  if (document === undefined) return null;
  if (tags.length === 0) {
    return (
      <Empty title={client === undefined ? 'Nothing was logged by step' : 'This client logged nothing by step'}>
        Numbers, histograms and texts appear here that server or clients log with createWriter() of fedotel/tracking.
      </Empty>
    );
  }
  // Searched by name only: whose a series is, is chosen as everywhere on the page.
  const fits = textFilter(query.value);
  const found = tags.filter(({ name }) => fits([name]));
  // What the document leaves out, because it would be larger than the rest of the run: it is in the run's file.
  const left = logged?.left ?? 0;
  return (
    <>
      <SearchBar label="Search names" placeholder="Search by name" query={query}>
        <span class="soft">
          {shareOf(found.length, tags.length, 'name')}
          {left > 0 ? `; ${countOf(left, 'more series', 'more series')} in the run’s file` : ''}
        </span>
      </SearchBar>
      <h2 class="hidden">What was logged by step</h2>
      <div class="tags">
        {found.slice(0, MOST_TAGS).map((tag) => (
          <TagSection key={tag.name} tag={tag} clients={document.clients} />
        ))}
      </div>
      {found.length > MOST_TAGS ? <p class="soft">{found.length - MOST_TAGS} more: search for their names.</p> : null}
    </>
  );
}

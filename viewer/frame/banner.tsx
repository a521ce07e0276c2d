import { localTime } from '../format/time.js';
import { usePage } from './page-context.js';

/** Said while the connection is lost: what is shown is old, and that it will catch up by itself. */
export function Banner() {
  const page = usePage();
  const runs = page.runs.value;
  const connection = page.store.value?.connection.value;
  // Where nothing could be loaded yet, the content says so itself.
  if (connection?.kind === 'lost' && page.store.value?.latest.value !== undefined) {
    return (
      <p class="banner" role="alert">
        <strong>Connection lost at {localTime.clock(connection.since)}.</strong>
        <span>What you see is from before. The page tries again by itself and will miss nothing.</span>
      </p>
    );
  }
  // An empty list says itself why it is empty; one from before has to say that it is old.
  if (page.store.value === undefined && runs.kind === 'failed' && runs.runs.length > 0) {
    return (
      <p class="banner" role="alert">
        <strong>The list may be old:</strong> <span>{runs.reason}. The page tries again by itself.</span>
      </p>
    );
  }
  return null;
}

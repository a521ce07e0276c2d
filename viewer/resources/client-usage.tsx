import { useMemo } from 'preact/hooks';
import { type ClientNumber, ClientPlots } from '../charts/client-plots.js';
import { USAGE_FIELDS, usageField } from '../format/usage-fields.js';
import { FiguresList } from '../overview/figures-list.js';
import type { OneClientProps } from '../view.js';
import { shortOf } from './shortage.js';
import { usageFigures } from './usage-figures.js';
import { usageRows } from './usage-rows.js';
import './resources.css';

/** What is drawn by round. Measured for how long is a figure, and no curve that anybody looks for. */
const DRAWN: readonly ClientNumber[] = USAGE_FIELDS.filter((name) => name !== 'measured_seconds')
  .map(usageField)
  .map((field) => ({ name: field.name, label: field.label, field }));

/**
 * What one client's monitor measured: over all rounds as figures, by round as small charts. Nothing at all for a client
 * without a monitor, which most have not: its page is none the worse for it.
 */
export function ClientUsage({ document, client, selection }: OneClientProps) {
  const { clients, rounds } = document;
  const outside = document.logged?.usage;
  const entry = clients[client];
  const row = useMemo(
    () => usageRows(clients, rounds, { only: client, outside })[0],
    [clients, rounds, client, outside],
  );
  if (row === undefined || entry === undefined) return null;
  // Said in words as well: figures do not tell from where on a share is much.
  const short = shortOf(row);
  return (
    <section aria-labelledby="client-usage" class="resources">
      <h2 id="client-usage">Resources, as its monitor measured them</h2>
      {short.length === 0 ? null : <p>Its host was short of {short.join(' and ')}.</p>}
      <FiguresList figures={usageFigures(row.values)} />
      {/* Another colour than what the client says of itself on the same page. */}
      <ClientPlots entry={entry} client={client} rounds={rounds} numbers={DRAWN} color="s3" selection={selection} />
    </section>
  );
}

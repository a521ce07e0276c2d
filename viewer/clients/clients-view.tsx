import type { ViewProps } from '../view.js';
import { ClientPage } from './client-page.js';
import { ClientsTable } from './clients-table.js';
import './clients.css';

/** All clients as a table, or one of them through all rounds when one is chosen. */
export function ClientsView({ store, selection }: ViewProps) {
  const document = store.document.value;
  if (document === undefined) return null;
  // A link may name a client that this moment of the run does not know yet: then all are shown.
  const client = selection.client.value;
  if (client !== undefined && document.clients[client] !== undefined) {
    return <ClientPage document={document} client={client} selection={selection} />;
  }
  return <ClientsTable document={document} selection={selection} />;
}

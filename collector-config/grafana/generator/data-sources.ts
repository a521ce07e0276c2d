import type { QuerySource } from './types.js';

/** Names of the variables that choose data sources, and what kind of data source each offers. */
export const DATA_SOURCES: Readonly<Record<QuerySource, { readonly variable: string; readonly type: string }>> = {
  prometheus: { variable: 'datasource', type: 'prometheus' },
  traces: { variable: 'traces', type: 'tempo' },
};

/** Reference to the data source that the reader has chosen. */
export function dataSourceOf(source: QuerySource): { readonly type: string; readonly uid: string } {
  const { variable, type } = DATA_SOURCES[source];
  return { type, uid: `\${${variable}}` };
}

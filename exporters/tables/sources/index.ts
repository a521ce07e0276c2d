/** What the tables of a run are made of. */
import { clientUpdates } from './client-updates.js';
import { events } from './events.js';
import { resourceSamples } from './resource-samples.js';
import { rounds } from './rounds.js';
import { scalars } from './scalars.js';
import { tasks } from './tasks.js';
import type { TableDefinition } from './types.js';

export {
  type ColumnType,
  type FixedColumn,
  type Row,
  type RowSource,
  TABLE_NAMES,
  type TableDefinition,
  type TableName,
} from './types.js';

/** All tables. */
export const TABLES: readonly TableDefinition[] = [rounds, clientUpdates, tasks, events, scalars, resourceSamples];

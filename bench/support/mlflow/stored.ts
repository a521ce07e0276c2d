import type { MlflowServer } from '../../../test/peers/mlflow-server.js';
import { runCommand } from '../../../test/support/command.js';

/** What MLflow has of an experiment. */
export interface StoredCounts {
  readonly points: number;
  /** Different pairs of key and step. */
  readonly distinct: number;
}

const COUNT = `
import sqlite3, sys
query = """SELECT count(*), count(DISTINCT key || ' ' || step) FROM metrics WHERE run_uuid IN (
  SELECT run_uuid FROM runs JOIN experiments USING (experiment_id) WHERE experiments.name = ?)"""
print(*sqlite3.connect(sys.argv[1]).execute(query, [sys.argv[2]]).fetchone())
`;

/** Counts an experiment's points in the server's database, which costs the server nothing. */
export async function countStored({ python, database }: MlflowServer, experiment: string): Promise<StoredCounts> {
  const { stdout } = await runCommand(python, ['-c', COUNT, database, experiment]);
  const [points = 0, distinct = 0] = stdout.trim().split(' ').map(Number);
  return { points, distinct };
}

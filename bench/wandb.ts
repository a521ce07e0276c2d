import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonPeer } from '../test/peers/python.js';
import { type Benchmark, type Figure, type Figures, interleave } from './harness.js';
import { createBenchRows, KEYS } from './support/wandb/rows.js';
import { exportJournal, feedSink, logWithClient, type Taken, writeRows } from './support/wandb/ways.js';

const ROWS = 10_000;
/** Of the run that goes through the sink: a run has files that are made of its rounds and clients. */
const CLIENTS = 100;
const TURNS = { rounds: 3, warmUp: 1 };
/** How many times as fast as W&B's client our file is to be. */
const GOAL = 10;

/** What was measured: seconds for all rows, and bytes of a row. */
export interface WandbMeasures {
  readonly seconds: Readonly<Record<'client' | 'rows' | 'sink' | 'command', number>>;
  readonly bytesPerRow: Readonly<Record<'client' | 'rows', number>>;
}

/** What it costs to write a run for `wandb sync`, beside W&B's own client. */
export const wandb: Benchmark = {
  name: 'wandb',
  about: `offline runs of ${ROWS} rows with ${KEYS} keys, run.log of the Python client of W&B beside`,
  async run(): Promise<Figures> {
    // Without the client there are no figures of this benchmark; the others shall be measured all the same.
    const there = await pythonPeer('wandb').catch((error: unknown) => {
      process.stderr.write(`wandb: left out: ${String(error)}\n`);
    });
    if (there === undefined) return {};
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    try {
      return wandbFigures(await measure(folder, there.python), ROWS);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(folder: string, python: string): Promise<WandbMeasures> {
  const rows = await createBenchRows(join(folder, 'bench'), ROWS);
  const run = await createBenchRows(join(folder, 'run'), ROWS, CLIENTS);
  let turn = 0;
  const fresh = () => join(folder, String(turn++));
  const bytes = { client: 0, rows: 0 };
  const secondsOf = async (taken: Promise<Taken>, way?: keyof typeof bytes) => {
    const { seconds, bytes: size } = await taken;
    if (way !== undefined) bytes[way] = size;
    return seconds;
  };
  const seconds = await interleave(
    {
      client: () => secondsOf(logWithClient(python, fresh(), rows), 'client'),
      rows: () => secondsOf(writeRows(fresh(), rows), 'rows'),
      sink: () => secondsOf(feedSink(fresh(), run)),
      command: () => secondsOf(exportJournal(fresh(), run)),
    },
    TURNS,
  );
  return { seconds, bytesPerRow: { client: bytes.client / ROWS, rows: bytes.rows / ROWS } };
}

/** The figures of what was measured. */
export function wandbFigures({ seconds, bytesPerRow }: WandbMeasures, rows: number): Figures {
  const ratio = (way: keyof typeof seconds, what: string): Figure => {
    return { value: seconds.client / seconds[way], unit: '×', what };
  };
  const rate = (way: keyof typeof seconds, what: string): Figure => {
    return { value: rows / seconds[way], unit: 'rows/s', what };
  };
  return {
    'wandb.rowsOfClient': {
      ...ratio('rows', 'rows into a file for wandb sync, until it is synced to disk, against run.log of W&B’s client'),
      goal: { kind: 'atLeast', value: GOAL },
    },
    'wandb.sinkOfClient': ratio(
      'sink',
      `the sink, from the journal of ${CLIENTS} clients to all files of the run, against run.log of W&B’s client`,
    ),
    'wandb.commandOfClient': ratio(
      'command',
      'fedotel export, with the start of Node.js, against Python’s client or writer',
    ),
    'wandb.bytesOfClient': {
      ...{
        value: bytesPerRow.rows / bytesPerRow.client,
        unit: '×',
        what: 'bytes a row in that file against those of W&B’s client',
      },
      goal: { kind: 'atMost', value: 1 },
    },
    'wandb.clientRowsPerSecond': rate('client', 'run.log of W&B’s client, offline, the end of the run included'),
    'wandb.rowsPerSecond': rate('rows', 'our rows, as they come from the fold'),
    'wandb.sinkRowsPerSecond': rate('sink', 'the sink'),
    'wandb.bytesPerRow': { value: bytesPerRow.rows, unit: 'bytes', what: 'a row of ours' },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonPeer } from '../test/peers/python.js';
import { type Benchmark, type Figure, type Figures, interleave } from './harness.js';
import { createBenchRun } from './support/tensorboard/run-points.js';
import { exportJournal, feedSink, startPythonWriter, writeRecords } from './support/tensorboard/writers.js';
import { FIELDS } from './support/updates.js';

const ROUNDS = 100;
const CLIENTS = 50;
const TURNS = { rounds: 5, warmUp: 2 };
/** How many times as fast as Python's writer the sink is to be. */
const GOAL = 10;

/** What it costs to bring a run into TensorBoard's files, beside TensorBoard's own writer. */
export const tensorboard: Benchmark = {
  name: 'tensorboard',
  about: `event files of ${ROUNDS} rounds of ${CLIENTS} clients with ${FIELDS} fields, the Python writer of tensorboard beside`,
  async run(): Promise<Figures> {
    // Without TensorBoard there are no figures of this benchmark; the others shall be measured all the same.
    const there = await pythonPeer('tensorboard').catch((error: unknown) => {
      process.stderr.write(`tensorboard: left out: ${String(error)}\n`);
    });
    if (there === undefined) return {};
    const folder = await mkdtemp(join(tmpdir(), 'fedotel-bench-'));
    try {
      return await measure(folder, there.python);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(folder: string, python: string): Promise<Figures> {
  const run = await createBenchRun(join(folder, 'run-1.jsonl'), ROUNDS, CLIENTS);
  const writer = await startPythonWriter(python, join(folder, 'points.json'), run.points);
  let turn = 0;
  const fresh = () => join(folder, String(turn++));
  try {
    const seconds = await interleave(
      {
        python: () => writer.write(fresh()),
        records: () => writeRecords(fresh(), run.points),
        sink: () => feedSink(fresh(), run.events),
        command: () => exportJournal(fresh(), run),
      },
      TURNS,
    );
    return tensorboardFigures(seconds, run.points.length);
  } finally {
    await writer.stop();
  }
}

/** The figures of what was measured: the seconds that each way took for so many points. */
export function tensorboardFigures(
  seconds: Readonly<Record<'python' | 'records' | 'sink' | 'command', number>>,
  points: number,
): Figures {
  const ratio = (way: keyof typeof seconds, what: string): Figure => {
    return { value: seconds.python / seconds[way], unit: '×', what };
  };
  const rate = (way: keyof typeof seconds, what: string): Figure => {
    return { value: points / seconds[way], unit: 'points/s', what };
  };
  return {
    'tensorboard.sinkOfPython': {
      ...ratio('sink', 'the sink, from the events of a journal to synced files, against Python’s writer'),
      goal: { kind: 'atLeast', value: GOAL },
    },
    'tensorboard.recordsOfPython': ratio('records', 'the same records as Python’s writer, one a point, against it'),
    'tensorboard.commandOfPython': ratio(
      'command',
      'fedotel export, with the start of Node.js, against Python’s client or writer',
    ),
    'tensorboard.sinkPointsPerSecond': rate('sink', 'the sink, an update a record'),
    'tensorboard.recordsPointsPerSecond': rate('records', 'our records, one a point'),
    'tensorboard.pythonPointsPerSecond': rate(
      'python',
      'EventFileWriter of tensorboard, without TensorFlow or PyTorch',
    ),
  };
}

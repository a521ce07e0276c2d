/** Runs one benchmark and prints its figures as JSON; started by `main.ts`. */
import { benchmarks } from './benchmarks.js';

const benchmark = benchmarks.find(({ name }) => name === process.argv[2]);
if (benchmark === undefined) {
  throw new Error(`no benchmark ${process.argv[2]}`);
}
process.stdout.write(JSON.stringify(await benchmark.run()), () => process.exit());

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Benchmark, type Figures, interleave } from './harness.js';

const run = promisify(execFile);
const LIBRARY = new URL('../lib/index.js', import.meta.url).href;

/** What having the package costs: time to load it, room on the disk. */
export const startUp: Benchmark = {
  name: 'start-up',
  about: "import 'fedotel' in a fresh process, and the size of a production install",
  async run(): Promise<Figures> {
    const millis = await interleave(
      { library: () => importMillis(LIBRARY), api: () => importMillis('@opentelemetry/api') },
      { rounds: 15, warmUp: 2 },
    );
    return {
      'startUp.millis': {
        value: millis.library,
        unit: 'ms',
        what: "import 'fedotel', which loads the OpenTelemetry API",
      },
      'startUp.apiMillis': { value: millis.api, unit: 'ms', what: 'the API alone' },
      'startUp.installMegabytes': {
        value: (await installedBytes()) / 1e6,
        unit: 'MB',
        what: 'the package, its dependencies and the API on the disk',
        goal: { kind: 'atMost', value: 6.5 },
      },
    };
  },
};

async function importMillis(specifier: string): Promise<number> {
  const code = `const start = performance.now(); await import('${specifier}'); console.log(performance.now() - start)`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code]);
  return Number(stdout);
}

/** As `test/house/package-content.test.ts` guards it. */
async function installedBytes(): Promise<number> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [packed] = JSON.parse(stdout) as [{ unpackedSize: number }];
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
  return [...Object.keys(dependencies), '@opentelemetry/api']
    .flatMap((name) => readdirSync(join('node_modules', name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, packed.unpackedSize);
}

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runCommand } from '../support/command.js';
import { packPackage, placePackage } from '../support/packed-package.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Strict as an app can be; `skipLibCheck` is off, so that our declarations are checked too. */
const FLAGS = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2022'];

/** Every entry point, used as the read-me uses it. */
const APP = `
import { createBridge } from 'fedotel/bridge';
import { clientTask, startRun } from 'fedotel';
import { createMonitor, type MonitorSummary } from 'fedotel/monitor';
import { ATTR_FL_RUN_ID } from 'fedotel/semconv';
import { startTelemetry } from 'fedotel/telemetry';
import { createTestTelemetry } from 'fedotel/testing';
import { createWriter } from 'fedotel/tracking';

export const telemetry = await startTelemetry({ job: 'digits' });
const run = startRun({ job: 'digits', algorithm: 'FedAvg', config: { lr: 0.1, layers: [32, 10] } });
const round = run.startRound({ number: 1, selected: 1 });
const carrier = round.startTask({ client: 'a' }).carrier();
const { report } = await clientTask(carrier, () => 'weights');
round.clientUpdate({ client: 'a', loss: 0.5, metrics: { f1: 0.5 }, attributes: { device: 'x' }, report });
export const weights: number = round.aggregate(() => 1);
round.end({ accuracy: 0.5, loss: 0.5 });
const writer = createWriter({ run, client: 'a' });
writer.addScalar('loss', 0.5, 1);
writer.addScalars('loss', { train: 0.5, valid: 0.75 });
writer.addHistogram('weights', new Float32Array([1, 2, 3]), 1, { bins: 8 });
writer.addHistogram('counted', { edges: [0, 1], counts: [3] });
writer.addText('notes', 'text');
export const flushed: boolean = await writer.flush({ timeoutSeconds: 1 });
const monitor = createMonitor({ run, interval: 1, metrics: { gpu: false }, prometheus: 0 });
await monitor.start();
monitor.setMetrics({ network: false });
export const summary: MonitorSummary = await monitor.stop();
await run.finish();
export { ATTR_FL_RUN_ID, createBridge, createTestTelemetry };
`;

describe('the declarations of the installed package', function () {
  this.timeout(300_000);
  const app = temporaryFolder('types');

  before(async () => {
    const { tarball } = await packPackage(app.path);
    // No OpenTelemetry SDK: declarations must not need a peer that is optional.
    const links = ['@opentelemetry/api', '@types/node', 'undici-types'];
    await placePackage(tarball, app.path, Object.fromEntries(links.map((name) => [name, `node_modules/${name}`])));
    writeFileSync(join(app.path, 'package.json'), '{ "type": "module" }\n');
  });
  after(() => app.remove());

  /** Type-checks a program as a module of the app. @throws Error with what the compiler says */
  async function check(name: string, program: string): Promise<void> {
    writeFileSync(join(app.path, name), program);
    const tsc = resolve('node_modules/typescript/bin/tsc');
    await runCommand(process.execPath, [tsc, ...FLAGS, '--types', 'node', name], { cwd: app.path });
  }

  it('suit a strict app that has the OpenTelemetry API only', () => check('app.mts', APP));

  it('refuse a field that does not exist', async () => {
    await assert.rejects(
      check('misspelt.mts', APP.replace('loss: 0.5, metrics', 'los: 0.5, metrics')),
      /misspelt\.mts\(\d+,\d+\): error TS2\d+:.*\blos\b/,
    );
  });

  it('refuse a value of another type', async () => {
    await assert.rejects(check('mistyped.mts', APP.replace('number: 1,', "number: '1',")), /error TS2322/);
  });
});

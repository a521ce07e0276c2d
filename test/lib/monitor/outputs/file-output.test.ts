import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CSV_HEADER, openFileOutput } from '../../../../lib/monitor/outputs/file-output.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const SAMPLE = {
  time: 1_772_442_000_004,
  seconds: 1.0000004,
  resources: { cpu_utilization_percentage: 12.5, gpu_0_power_usage_watts: 7 },
};

describe('monitor: the file', () => {
  const folder = temporaryFolder('monitor-file');
  after(() => folder.remove());

  const nothing = () => assert.fail('nothing is to be said');

  it('has a line of JSON for each sample, each with its own time', async () => {
    const path = join(folder.path, 'a.jsonl');
    const output = openFileOutput(path, nothing);
    output.write(SAMPLE);
    // Written before the next sample is taken: a program that is killed loses none.
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), {
      time: '2026-03-02T09:00:00.004Z',
      seconds: 1,
      cpu_utilization_percentage: 12.5,
      gpu_0_power_usage_watts: 7,
    });
    output.write({ ...SAMPLE, seconds: 2 });
    await output.close();
    output.write(SAMPLE);
    assert.equal(readFileSync(path, 'utf8').split('\n').length, 3);
  });

  it('has a line of a sample in which nothing could be measured', async () => {
    const path = join(folder.path, 'empty.jsonl');
    const output = openFileOutput(path, nothing);
    output.write({ ...SAMPLE, resources: {} });
    await output.close();
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { time: '2026-03-02T09:00:00.004Z', seconds: 1 });
  });

  it('goes on below what is there, after half a line on a new one', async () => {
    const path = join(folder.path, 'b.jsonl');
    writeFileSync(path, '{"time":"2026');
    const output = openFileOutput(path, nothing);
    output.write(SAMPLE);
    await output.close();
    const [half, whole] = readFileSync(path, 'utf8').split('\n');
    assert.equal(half, '{"time":"2026');
    assert.equal(JSON.parse(whole ?? '').seconds, 1);
  });

  it('is a table when it is called so: one head, empty cells for what was not measured, devices as JSON', async () => {
    const path = join(folder.path, 'c.CSV');
    for (let start = 0; start < 2; start++) {
      const output = openFileOutput(path, nothing);
      output.write(SAMPLE);
      output.write({ ...SAMPLE, resources: {} });
      await output.close();
    }
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 5);
    assert.equal(lines.filter((line) => line === CSV_HEADER).length, 1);
    const names = CSV_HEADER.split(',');
    const [time, seconds, ...cells] = (lines[1] ?? '').split(',');
    assert.deepEqual([time, seconds], ['2026-03-02T09:00:00.004Z', '1']);
    assert.equal(cells[names.indexOf('cpu_utilization_percentage') - 2], '12.5');
    assert.equal(cells.at(-1), '"{""gpu_0_power_usage_watts"":7}"');
    assert.equal((lines[2] ?? '').split(',').length, names.length);
  });

  it('is refused when it is a table with other columns, or cannot be opened', () => {
    const path = join(folder.path, 'd.csv');
    writeFileSync(path, 'x,y\n1,2\n');
    assert.throws(() => openFileOutput(path, nothing), /option file: .*other columns/);
    assert.throws(() => openFileOutput(join(folder.path, 'no', 'e.jsonl'), nothing), /option file: .*ENOENT/);
    assert.equal(readFileSync(path, 'utf8'), 'x,y\n1,2\n');
  });

  it('is said once when it takes no more, and is then left alone', async () => {
    const said: string[] = [];
    const output = openFileOutput('/dev/full', ({ message }) => said.push(message));
    output.write(SAMPLE);
    output.write(SAMPLE);
    await output.close();
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /\/dev\/full gets no more samples: ENOSPC/);
  });

  it('stays whole when something else appends to it', async () => {
    const path = join(folder.path, 'f.jsonl');
    const output = openFileOutput(path, nothing);
    output.write(SAMPLE);
    appendFileSync(path, '{"other":1}\n');
    output.write(SAMPLE);
    await output.close();
    assert.equal(
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object).length,
      3,
    );
  });
});

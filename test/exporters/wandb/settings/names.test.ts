import assert from 'node:assert/strict';
import { parseWandbArgument } from '../../../../exporters/wandb/settings/index.js';
import { isProjectName, projectName, runIdOf } from '../../../../exporters/wandb/settings/names.js';

describe('projectName', () => {
  for (const [job, expected] of [
    ['digits', 'digits'],
    ['lab/digits: 100%', 'lab_digits_ 100_'],
    ['a\\b#c?d', 'a_b_c_d'],
    ['', 'federated-learning'],
    ['\n', '_'],
    [' ', 'federated-learning'],
    ['x'.repeat(200), 'x'.repeat(128)],
  ] as const) {
    it(`makes ${JSON.stringify(expected.slice(0, 30))} of ${JSON.stringify(job.slice(0, 30))}`, () => {
      assert.equal(projectName(job), expected);
      assert.ok(isProjectName(projectName(job)));
    });
  }
});

describe('runIdOf', () => {
  for (const runId of ['fedavg-2026', 'A_b.c', '0', 'x'.repeat(64)]) {
    it(`leaves ${runId.slice(0, 20)} as it is`, () => assert.equal(runIdOf(runId), runId));
  }

  it('gives every other id a name of its own that W&B takes', () => {
    const odd = [
      'a:b',
      'a;b',
      'a,b',
      'a#b',
      'a?b',
      'a/b',
      "a'b",
      '.hidden',
      '..',
      '',
      'ä',
      '😀',
      'x'.repeat(65),
      'a b',
    ];
    const ids = odd.map(runIdOf);
    assert.equal(new Set(ids).size, odd.length);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
    assert.deepEqual(odd.map(runIdOf), ids);
  });
});

describe('parseWandbArgument', () => {
  it('reads project, and entity with project', () => {
    assert.deepEqual(parseWandbArgument(undefined), {});
    assert.deepEqual(parseWandbArgument('digits'), { project: 'digits' });
    assert.deepEqual(parseWandbArgument('lab/digits'), { entity: 'lab', project: 'digits' });
  });

  for (const argument of ['', '/', 'a/', '/a', 'a/b/c']) {
    it(`refuses ${JSON.stringify(argument)}`, () => {
      assert.throws(() => parseWandbArgument(argument), {
        message: `--to wandb: expected wandb=PROJECT or wandb=ENTITY/PROJECT, got ${JSON.stringify(argument)}`,
      });
    });
  }
});

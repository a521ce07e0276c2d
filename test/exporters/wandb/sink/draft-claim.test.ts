import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownIdentity } from '../../../../exporters/journal/state/process-identity.js';
import { keepClaim, newDraftPrefix, removeClaim, sweepDrafts } from '../../../../exporters/wandb/sink/draft-claim.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

/** Above the highest number that a system gives a process. */
const NO_PID = 2 ** 30;

describe('drafts that processes left behind', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder('drafts');
  });
  afterEach(() => folder.remove());

  const at = (...names: string[]) => join(folder.path, ...names);
  const names = () => readdirSync(folder.path).sort();
  function makeDraft(name: string): string {
    mkdirSync(at(name, 'files'), { recursive: true });
    writeFileSync(at(name, 'run.wandb'), 'x');
    return name;
  }
  /** A claim as a process has left it that is gone. */
  function leave(prefix: string, claim: object, owner: object = { pid: NO_PID }): void {
    const content = { owner: { ...ownIdentity(), ...owner }, whole: [], ...claim };
    writeFileSync(at(`.${prefix.slice(0, -1)}.json`), JSON.stringify(content));
  }

  it('are removed with their claim when they are not whole, and nothing else is', async () => {
    const prefix = newDraftPrefix();
    makeDraft(`${prefix}run`);
    makeDraft(`${prefix}client`);
    leave(prefix, {});
    const others = ['incomplete-00000000-foreign', 'offline-run-20260101_000000-other', `x${prefix}run`].map(makeDraft);
    writeFileSync(at(`${prefix}file`), 'no directory');
    symlinkSync(at('offline-run-20260101_000000-other'), at(`${prefix}link`));
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 2 });
    assert.deepEqual(names(), [...others, `${prefix}file`, `${prefix}link`].sort());
    assert.deepEqual(readdirSync(at('offline-run-20260101_000000-other')).sort(), ['files', 'run.wandb']);
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 0 });
  });

  it('get their names when all of them were whole, those too that had them already', async () => {
    const prefix = newDraftPrefix();
    const whole = ['run', 'client'].map((id) => ({
      draftName: `${prefix}${id}`,
      name: `offline-run-20260101_000000-${id}`,
    }));
    makeDraft(`${prefix}run`);
    makeDraft('offline-run-20260101_000000-client');
    leave(prefix, { whole });
    const swept = await sweepDrafts(folder.path);
    assert.deepEqual(swept, { published: ['offline-run-20260101_000000-run'], removed: 0 });
    assert.deepEqual(names(), whole.map(({ name }) => name).sort());
  });

  it('never take the place of a directory of the same name', async () => {
    const prefix = newDraftPrefix();
    const name = makeDraft('offline-run-20260101_000000-run');
    writeFileSync(at(name, 'mine'), 'kept');
    makeDraft(`${prefix}run`);
    leave(prefix, { whole: [{ draftName: `${prefix}run`, name }] });
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 1 });
    assert.deepEqual(names(), [name]);
    assert.equal(readFileSync(at(name, 'mine'), 'utf8'), 'kept');
  });

  it('never get a name, nor come from one, that is a path or another kind of directory', async () => {
    const prefix = newDraftPrefix();
    const draftName = makeDraft(`${prefix}run`);
    const victim = makeDraft('mine');
    const bad = [
      { draftName, name: '../offline-run-1' },
      { draftName, name: 'run-1' },
      { draftName: `${prefix}/../mine`, name: 'offline-run-1' },
      { draftName: victim, name: 'offline-run-1' },
    ];
    leave(prefix, { whole: bad });
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 1 });
    assert.deepEqual(names(), ['mine']);
  });

  it('are left alone while their process lives, or may', async () => {
    const kept: string[] = [];
    for (const owner of [{}, { thread: 7 }, { host: 'elsewhere', bootId: 'another' }, { pidSpace: 'pid:[1]' }]) {
      const prefix = newDraftPrefix();
      kept.push(makeDraft(`${prefix}run`), `.${prefix.slice(0, -1)}.json`);
      leave(prefix, {}, owner);
    }
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 0 });
    assert.deepEqual(names(), kept.sort());
  });

  it('are left to the bridge that has a state which knows of them, as long as it does', async () => {
    const prefix = newDraftPrefix();
    const stateFile = at('state.json');
    const state = { head: 'h', perClient: 'auto', project: 'p', finishes: [], written: {}, directories: [] };
    makeDraft(`${prefix}run`);
    leave(prefix, { stateFile });
    writeFileSync(stateFile, JSON.stringify({ ...state, draft: prefix }));
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 0 });
    writeFileSync(stateFile, JSON.stringify(state));
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 1 });
    assert.deepEqual(names(), ['state.json']);
  });

  it('are left alone with a claim that cannot be read', async () => {
    const prefix = newDraftPrefix();
    makeDraft(`${prefix}run`);
    for (const text of [
      '',
      'null',
      '{"owner":{}}',
      '{"owner":{"pid":1},"whole":[]}',
      '{"owner":null,"whole":[null]}',
    ]) {
      writeFileSync(at(`.${prefix.slice(0, -1)}.json`), text);
      assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 0 }, text);
    }
    assert.deepEqual(await sweepDrafts(at('no', 'folder')), { published: [], removed: 0 });
  });

  it('are claimed by the process that is at them', async () => {
    const prefix = newDraftPrefix();
    assert.match(prefix, /^incomplete-[0-9a-f]{8}-$/);
    await keepClaim(folder.path, prefix, { stateFile: undefined, whole: [] });
    makeDraft(`${prefix}run`);
    assert.deepEqual(await sweepDrafts(folder.path), { published: [], removed: 0 });
    await removeClaim(folder.path, prefix);
    await removeClaim(folder.path, prefix);
    assert.deepEqual(names(), [`${prefix}run`]);
  });
});

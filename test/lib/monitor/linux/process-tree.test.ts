import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { parseProcessIo, parseProcessStat } from '../../../../lib/monitor/linux/process-stat.js';
import { ProcessTree } from '../../../../lib/monitor/linux/process-tree.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { createFakeMachine, type FakeMachine, statLine } from '../support/kernel-folder.js';

const UNITS = { pageBytes: 4096, ticksPerSecond: 100 };
const ALL = { exact: false, childrenOnly: false };

/** A process with one thread and the given child processes. */
function addProcess(machine: FakeMachine, pid: number, stat: string, children: readonly number[] = []): void {
  machine.write(`proc/${pid}/stat`, stat);
  machine.write(`proc/${pid}/task/${pid}/children`, children.map((child) => `${child} `).join(''));
  machine.write(`proc/${pid}/io`, `rchar: 1\nwchar: 2\nread_bytes: ${pid * 1000}\nwrite_bytes: ${pid}\n`);
}

/** Files of a folder that this process has open. Others come and go at any time: threads of other tests end. */
function openIn(folder: string): number {
  const targets = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.startsWith(folder)).length;
}

describe('monitor: a process and its child processes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let machine: FakeMachine;

  beforeEach(() => {
    folder = temporaryFolder('tree');
    machine = createFakeMachine(folder.path);
  });
  afterEach(() => folder.remove());

  const tree = (options = ALL) => new ProcessTree(10, machine.context.proc, UNITS, options);

  it('are added up, with what ended child processes used', () => {
    addProcess(
      machine,
      10,
      statLine(10, 1, { user: 100, system: 50, endedUser: 30, endedSystem: 20, pages: 1000 }),
      [11],
    );
    addProcess(machine, 11, statLine(11, 10, { user: 200, pages: 500 }), [12]);
    addProcess(machine, 12, statLine(12, 11, { system: 300, pages: 250 }));
    addProcess(machine, 13, statLine(13, 1, { user: 9999, pages: 9999 }));
    assert.deepEqual(tree().read(0, true), {
      userSeconds: 3.3,
      systemSeconds: 3.7,
      residentBytes: 1750 * 4096,
      io: { read: 33_000, written: 33 },
      processes: 3,
    });
  });

  it('are found by their parents where the kernel keeps no list', () => {
    machine.write('proc/10/stat', statLine(10, 1, { user: 100 }));
    machine.write('proc/11/stat', statLine(11, 10, { user: 200 }));
    machine.write('proc/12/stat', statLine(12, 11, { user: 300 }));
    machine.write('proc/13/stat', statLine(13, 1, { user: 400 }));
    assert.equal(tree().read(0, false)?.userSeconds, 6);
  });

  it('that have ended are no longer there, those that come later are found', () => {
    addProcess(machine, 10, statLine(10, 1, { user: 100 }), [11]);
    addProcess(machine, 11, statLine(11, 10, { user: 200 }));
    const followed = tree();
    assert.equal(followed.read(0, false)?.processes, 2);
    // A file that is held open stays readable here, unlike the kernel's: the process shows as ended by its text.
    machine.write('proc/11/stat', '');
    addProcess(machine, 10, statLine(10, 1, { user: 100, endedUser: 210 }), [14]);
    addProcess(machine, 14, statLine(14, 10, { user: 5 }));
    assert.deepEqual(followed.read(1, false), {
      userSeconds: 3.1,
      systemSeconds: 0,
      residentBytes: 0,
      io: undefined,
      processes: 1,
    });
    assert.equal(followed.read(6, false)?.processes, 2);
  });

  it('are nothing when the first one has ended', () => {
    addProcess(machine, 10, statLine(10, 1, { user: 100 }));
    const followed = tree();
    machine.write('proc/10/stat', '');
    assert.equal(followed.read(0, true), undefined);
  });

  it('can be taken without the first one itself', () => {
    addProcess(machine, 10, statLine(10, 1, { user: 100, endedUser: 7, pages: 1000 }), [11]);
    addProcess(machine, 11, statLine(11, 10, { user: 200, pages: 1 }));
    const usage = tree({ exact: false, childrenOnly: true }).read(0, false);
    assert.deepEqual([usage?.userSeconds, usage?.residentBytes, usage?.processes], [2.07, 4096, 1]);
  });

  it('leave the own time of this process to whoever knows it exactly', () => {
    addProcess(machine, 10, statLine(10, 1, { user: 100, endedUser: 7, pages: 1000 }));
    const usage = tree({ exact: true, childrenOnly: false }).read(0, false);
    assert.deepEqual([usage?.userSeconds, usage?.residentBytes], [0.07, 4_096_000]);
  });

  it('are found although threads end between the reading of their list and of their files', () => {
    addProcess(machine, 10, statLine(10, 1, { user: 100 }), [11]);
    for (const thread of [8, 9, 12, 14]) machine.write(`proc/10/task/${thread}/comm`, 'gone');
    machine.write('proc/10/task/13/children', '20 ');
    addProcess(machine, 11, statLine(11, 10, { user: 200 }));
    addProcess(machine, 20, statLine(20, 10, { user: 400 }));
    assert.equal(tree().read(0, false)?.userSeconds, 7);
  });

  it('may be gone when their files are opened, and come again', () => {
    addProcess(machine, 10, statLine(10, 1, { user: 100 }), [11]);
    const followed = tree();
    assert.deepEqual([followed.read(0, true)?.userSeconds, followed.read(1, true)?.userSeconds], [1, 1]);
    addProcess(machine, 11, statLine(11, 10, { user: 200 }));
    assert.equal(followed.read(3, true)?.userSeconds, 3);
  });

  it('are nothing where there is no folder of processes at all', () => {
    machine.write('sys/x', '');
    const followed = tree();
    assert.equal(followed.read(0, true), undefined);
    assert.equal(followed.read(60, true), undefined);
    followed.close();
  });

  it('are found although their list holds what is none', () => {
    addProcess(machine, 10, statLine(10, 1, { user: 100 }), [11]);
    machine.write('proc/10/task/10/children', 'x -1 1e99 99999999999999999999 \n 11');
    addProcess(machine, 11, statLine(11, 10, { user: 200 }));
    assert.equal(tree().read(0, true)?.userSeconds, 3);
  });

  describe('of which there are hundreds', () => {
    const pids = Array.from({ length: 300 }, (_, index) => 1000 + index);

    beforeEach(() => {
      addProcess(machine, 10, statLine(10, 1, {}), pids);
      for (const pid of pids) addProcess(machine, pid, statLine(pid, 10, { user: 100, pages: 1 }));
    });

    it('all count, and take a bounded number of descriptors, all of which are given back', () => {
      const followed = tree();
      for (const at of [0, 1, 3]) {
        const usage = followed.read(at, true);
        assert.deepEqual([usage?.processes, usage?.userSeconds], [301, 300]);
        const count = openIn(folder.path);
        assert.ok(count > 0 && count <= 3 * 64, `${count} descriptors`);
      }
      followed.close();
      assert.equal(openIn(folder.path), 0);
    });

    it('are not taken for others that got their numbers', () => {
      const followed = tree();
      followed.read(0, false);
      // The last one's files are opened anew each time.
      const [last = 0] = pids.slice(-1);
      addProcess(machine, last, statLine(last, 1, { user: 50_000, start: 77_777 }));
      assert.equal(followed.read(1, false)?.userSeconds, 299);
    });
  });

  it('that have ended and wait to be noticed do not run', () => {
    addProcess(machine, 10, statLine(10, 1, {}), [11]);
    addProcess(machine, 11, statLine(11, 10, { state: 'Z', user: 50 }));
    const usage = tree().read(0, false);
    assert.deepEqual([usage?.processes, usage?.userSeconds], [1, 0.5]);
  });
});

describe('monitor: files of a process', () => {
  it('may have a name with parentheses and spaces', () => {
    assert.deepEqual(parseProcessStat(statLine(1, 7, { user: 12, system: 34, pages: 2 }), UNITS), {
      parent: 7,
      userSeconds: 0.12,
      systemSeconds: 0.34,
      endedUserSeconds: 0,
      endedSystemSeconds: 0,
      startTicks: 9999,
      residentBytes: 8192,
      isZombie: false,
    });
  });

  it('are nothing when they are cut short or something else', () => {
    for (const text of ['', 'x', '1 (a', '1 (a) S 1 2 3', '1 (a) S 1 1 1 0 -1 1 1 1 1 1 x y 0 0 0 0 0 0 0 0 0']) {
      assert.equal(parseProcessStat(text, UNITS), undefined, text);
    }
    assert.equal(parseProcessIo(''), undefined);
    assert.equal(parseProcessIo('read_bytes: 5\n'), undefined);
  });
});

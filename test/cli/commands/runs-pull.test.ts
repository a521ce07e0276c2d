import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { runsPullCommand } from '../../../cli/commands/runs-pull.js';
import { CommandError, UsageError } from '../../../cli/errors.js';
import type { PulledRun } from '../../../cli/pull/pull-run.js';
import { createRemoteSource } from '../../../cli/pull/remote-source.js';
import { createBridge } from '../../../exporters/bridge/index.js';
import { createPageServer, type PageServer } from '../../../exporters/page/http/index.js';
import { appendEvents } from '../../exporters/page/support/journals.js';
import { at, finished, init, roundEnd, roundStart, update } from '../../exporters/run-model/support/scenario.js';
import { deadMark } from '../../support/dead-mark.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { createTestContext } from '../test-context.js';

const RUN = 'digits: the run';
const TOKEN = 'a-token-of-the-tests';

describe('fedotel runs pull', () => {
  const folder = temporaryFolder('pull');
  after(() => folder.remove());
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  let home = '';
  let stem = '';
  let count = 0;
  const model = Buffer.alloc(300_000, 'weights');
  beforeEach(() => {
    home = join(folder.path, `home-${++count}`);
    mkdirSync(join(home, 'runs'), { recursive: true });
    mkdirSync(join(home, 'app'));
    writeFileSync(join(home, 'app', 'model.bin'), model);
    stem = 'digits-1';
    const of = (event: object) => ({ ...event, run_id: RUN }) as never;
    appendEvents(
      join(home, 'runs', `${stem}.jsonl`),
      of(init({ job: 'digits' } as object)),
      of(roundStart(1, 0, 1)),
      of(update(1, 'a', 1, { local_loss: 0.5 })),
      of(roundEnd(1, 2, { global_accuracy: 0.5 })),
      of({ event_type: 'checkpoint', timestamp: at(3), round: 1, path: 'model.bin' }),
      of({ event_type: 'artifact', timestamp: at(3), name: '../../escape', path: 'model.bin', type: '..' }),
      of({ event_type: 'artifact', timestamp: at(3), name: 'gone', path: 'gone.bin' }),
      of(finished(4)),
    );
  });
  const pull = async (...argv: string[]) => {
    const context = createTestContext();
    const code = await runsPullCommand.run(['--out', join(home, 'out'), ...argv], context);
    assert.equal(code, 0);
    return { stdout: context.stdout(), stderr: context.stderr() };
  };
  const local = (...argv: string[]) =>
    pull(stem, '--runs-dir', join(home, 'runs'), '--artifact-root', join(home, 'app'), ...argv);
  const serve = async (tokens?: readonly string[]): Promise<PageServer> => {
    const server = await createPageServer({
      runsDir: join(home, 'runs'),
      artifactRoots: [join(home, 'app')],
      listen: { port: 0 },
      security: tokens === undefined ? {} : { tokens: [...tokens] },
    });
    closing.push(() => server.close());
    return server;
  };
  /** Paths of all files below a folder. */
  const filesIn = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
      .sort();
  /** The only folder that was pulled, looked at closely. */
  const pulledFolder = (): string => {
    const names = readdirSync(join(home, 'out'));
    assert.equal(names.length, 1, `expected one folder and nothing half, got ${names}`);
    return join(home, 'out', names[0] ?? '');
  };
  const assertWhole = (path: string, from: RegExp) => {
    const name = path.split('/').at(-1) ?? '';
    const note = JSON.parse(readFileSync(join(path, 'pull.json'), 'utf8')) as PulledRun;
    assert.equal(note.run_id, RUN);
    assert.equal(note.state, 'finished');
    assert.match(note.from, from);
    const files = filesIn(path);
    for (const ending of ['.jsonl', '.map.json', '.html', '.rounds.csv', '.client_updates.csv']) {
      assert.ok(files.includes(`${name}${ending}`), `no ${name}${ending} in ${files}`);
    }
    assert.equal(note.files.length, 3);
    for (const file of note.files) {
      const content = readFileSync(join(path, file.path));
      assert.deepEqual([content.length, createHash('sha256').update(content).digest('hex')], [file.size, file.sha256]);
    }
    assert.deepEqual(readFileSync(join(path, 'files/checkpoints/round_1/model.bin')), model);
    assert.deepEqual(readFileSync(join(path, `${name}.jsonl`)), readFileSync(join(home, 'runs', `${stem}.jsonl`)));
    assert.deepEqual(
      note.missing.map((file) => file.name),
      ['artifact/gone'],
    );
  };

  it('collects a run of the folder here', async () => {
    const { stdout, stderr } = await local();
    assert.match(stdout, /^digits: the run: 3 files \(.*\) in .*\n$/);
    assert.match(stderr, /artifact\/gone is not there: "gone\.bin" is not there/);
    assertWhole(pulledFolder(), /digits-1\.jsonl$/);
    assert.ok(!existsSync(join(home, 'escape')));
  });

  it('collects a run from elsewhere, by its id or its file’s name', async () => {
    const { url } = await serve();
    const { stdout } = await pull(stem, '--from', url, '--json');
    assert.equal(JSON.parse(stdout).run_id, RUN);
    assertWhole(pulledFolder(), /^http:\/\/127\.0\.0\.1/);
    await pull(stem, '--from', `${url}some/proxy`);
    assertWhole(pulledFolder(), /\/some\/proxy\/$/);
    await pull(stem, '--from', url.replace('//', '//ada:geheim@'));
    assertWhole(pulledFolder(), /^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('collects a run from the page of a bridge, with the files that its folders allow', async () => {
    const bridge = await createBridge({
      runsDir: join(home, 'runs'),
      to: [],
      listen: { port: 0 },
      page: { port: 0, artifactRoots: [join(home, 'app')] },
    });
    closing.push(() => bridge.stop({ timeoutSeconds: 1 }));
    await pull(stem, '--from', bridge.pageUrl ?? '');
    assertWhole(pulledFolder(), /^http:\/\/127\.0\.0\.1/);
  });

  it('replaces a former one of the same run, and nothing else', async () => {
    await local();
    const first = pulledFolder();
    writeFileSync(join(first, 'mine'), '');
    await local();
    assert.equal(existsSync(join(first, 'mine')), false);
    rmSync(join(first, 'pull.json'));
    await assert.rejects(
      local(),
      (error) => error instanceof CommandError && /was not made by runs pull; choose/.test(error.message),
    );
    writeFileSync(join(first, 'pull.json'), JSON.stringify({ run_id: 'other' }));
    await assert.rejects(local(), /is of run "other"; choose another folder/);
    assert.deepEqual(readdirSync(join(home, 'out')).length, 1);
  });

  it('shows the token where one is wanted', async () => {
    const { url } = await serve([TOKEN]);
    await assert.rejects(pull(stem, '--from', url), /wants a token: give it with --token-file \(it answers 401\)/);
    writeFileSync(join(home, 'token'), `# ours\n${TOKEN}\n`);
    await pull(stem, '--from', url, '--token-file', join(home, 'token'));
    assertWhole(pulledFolder(), /^http/);
    writeFileSync(join(home, 'token'), '\n');
    await assert.rejects(
      pull(stem, '--from', url, '--token-file', join(home, 'token')),
      /expected a token, got an empty file/,
    );
    await assert.rejects(
      pull(stem, '--from', url, '--token-file', join(home, 'no')),
      /--token-file .*expected a file that can be read/,
    );
  });

  it('says what is wrong with the address or the run, and leaves nothing behind', async () => {
    const { url } = await serve();
    await assert.rejects(
      pull(stem, '--from', '7070'),
      (error) => error instanceof UsageError && /--from: expected the address/.test(error.message),
    );
    await assert.rejects(pull('nobody', '--from', url), /there is no run "nobody"/);
    await assert.rejects(pull('nobody', '--runs-dir', join(home, 'runs')), /expected a run in/);
    const other = await answering((_path, respond) => respond(200, 'hello'));
    await assert.rejects(pull(stem, '--from', other), /expected a page of fedotel, got .*"hello" in the place of JSON/);
    assert.deepEqual(existsSync(join(home, 'out')) ? readdirSync(join(home, 'out')) : [], []);
  });

  it('says which option names a folder that cannot be made, and why', async () => {
    writeFileSync(join(home, 'file'), '');
    for (const [out, reason] of [
      [join(home, 'file'), /got EEXIST/],
      [join(home, 'file', 'below'), /got ENOTDIR/],
      ['/proc/nothing', process.platform === 'linux' ? /got ENOENT/ : /got E[A-Z]+/],
    ] as const) {
      await assert.rejects(local('--out', out), (error) => {
        assert.ok(error instanceof CommandError, String(error));
        assert.ok(error.message.startsWith(`--out ${out}: expected a writable folder, got `), error.message);
        assert.match(error.message, reason);
        return true;
      });
    }
  });

  it('says of a run that is none where it is, not where its copy was', async () => {
    const path = join(home, 'runs', 'bad.jsonl');
    writeFileSync(path, 'garbage\n');
    await assert.rejects(pull('bad', '--runs-dir', join(home, 'runs')), (error) => {
      assert.ok(error instanceof CommandError);
      assert.ok(error.message.startsWith(`${path}: expected a journal, found no events: `), error.message);
      return true;
    });
    assert.deepEqual(readdirSync(join(home, 'out')), []);
  });

  it('removes what a command left in the folder that was killed', async () => {
    const left = join(home, 'out', `.fedotel-pull-${deadMark()}-abcdef`);
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'run.jsonl'), '{}');
    await local();
    assertWhole(pulledFolder(), /digits-1\.jsonl$/);
  });

  it('fetches again what broke off or was changed on the way, and takes nothing that is not whole', async () => {
    const { url } = await serve();
    let cuts = 0;
    const broken = await cutting(url, (bytes) => (cuts < 2 && bytes > 100_000 ? ++cuts > 0 : false));
    await pull(stem, '--from', broken);
    assert.equal(cuts, 2);
    assertWhole(pulledFolder(), /^http/);
  });

  it('takes no file with another digest or more than was announced', async () => {
    const list = { format: 1, stem, journal: { size: 5 }, files: [], missing: [] };
    for (const [headers, trailers, message] of [
      [{ 'fedotel-size': '5' }, { 'fedotel-sha256': '0'.repeat(64) }, /digests differ/],
      [{ 'fedotel-size': '2' }, {}, /more than the announced 2 bytes/],
      [{ 'fedotel-size': '9' }, {}, /5 of 9 bytes came/],
      [{}, {}, /expected a page of fedotel/],
    ] as const) {
      const server = createServer((request, response) => {
        if (request.url?.endsWith('/files')) {
          response.end(JSON.stringify(list));
          return;
        }
        response.writeHead(200, { ...headers, Trailer: 'fedotel-sha256' });
        response.write('12345');
        response.addTrailers(trailers);
        response.end();
      });
      const source = createRemoteSource({
        from: await addressOf(server),
        run: stem,
        token: undefined,
        retrySeconds: 0,
      });
      await assert.rejects(source.journal(join(home, 'part')), message);
    }
  });

  it('waits where there is no room', async () => {
    const { url } = await serve();
    let refused = 0;
    const busy = await answering(async (path, respond) => {
      if (refused++ === 0) return respond(503, '{}', { 'retry-after': '0' });
      const answer = await fetch(new URL(path.slice(1), url));
      return respond(answer.status, Buffer.from(await answer.arrayBuffer()), {
        'fedotel-size': answer.headers.get('fedotel-size') ?? '',
      });
    });
    await pull(stem, '--from', busy);
    assertWhole(pulledFolder(), /^http/);
  });

  it('says of a run that goes on that it does', async () => {
    appendEvents(join(home, 'runs', 'open.jsonl'), {
      event_type: 'init',
      run_id: 'open',
      timestamp: new Date().toISOString(),
    });
    const { stdout } = await pull('open', '--runs-dir', join(home, 'runs'));
    assert.match(stdout, /; the run goes on\n$/);
  });

  /** A server with answers of a test's own. */
  function answering(
    answer: (path: string, respond: (status: number, body: string | Buffer, headers?: object) => void) => unknown,
  ): Promise<string> {
    const server = createServer((request, response) => {
      answer(request.url ?? '', (status, body, headers = {}) => {
        response.writeHead(status, { ...headers });
        response.end(body);
      });
    });
    return addressOf(server);
  }

  async function addressOf(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** A way to a server on which connections are cut when a test says so. */
  function cutting(url: string, isCut: (bytes: number) => boolean): Promise<string> {
    const { port } = new URL(url);
    const server = createTcpServer((client) => {
      const upstream = connect(Number(port), '127.0.0.1');
      let bytes = 0;
      upstream.on('data', (chunk) => {
        bytes += chunk.length;
        if (isCut(bytes)) {
          client.destroy();
          upstream.destroy();
        } else {
          client.write(chunk);
        }
      });
      client.on('data', (chunk) => upstream.write(String(chunk).replace(/Host: [^\r]*/i, `Host: 127.0.0.1:${port}`)));
      for (const socket of [client, upstream]) {
        socket.on('error', () => undefined);
        socket.on('close', () => (socket === client ? upstream : client).end());
      }
    });
    return addressOf(server);
  }
});

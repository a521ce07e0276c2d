import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createBridge } from '../../exporters/bridge/index.js';
import type { Command, CommandContext } from '../command.js';
import { CommandError, UsageError } from '../errors.js';
import { type OptionTable, parseCommandLine } from '../options.js';
import { sharedOptions } from '../shared-options.js';
import { reportOwed } from './bridge-life.js';

const options = {
  runsDir: sharedOptions.runsDir,
  to: sharedOptions.to,
  drain: {
    name: 'drain',
    type: 'number',
    default: 10,
    env: ['FEDOTEL_DRAIN'],
    placeholder: 'SECONDS',
    help: 'time the destinations have to finish after the command has ended',
  },
  config: sharedOptions.config,
  json: sharedOptions.json,
  help: sharedOptions.help,
} as const satisfies OptionTable;

/** `fedotel dev -- CMD…`: runs a program with a bridge of its own. */
export const devCommand: Command = {
  name: 'dev',
  usage: '[options] -- CMD [ARG…]',
  summary: 'Run a program with a bridge on a free port and OTEL_EXPORTER_OTLP_* set for it',
  options,
  async run(argv, context) {
    const { values, rest, positionals } = parseCommandLine(options, argv, context.env);
    const [command, ...args] = rest ?? [];
    if (command === undefined || positionals.length > 0) {
      throw new UsageError(
        `expected -- CMD [ARG…], got ${positionals[0] === undefined ? 'nothing' : JSON.stringify(positionals[0])}`,
      );
    }
    const bridge = await createBridge({
      runsDir: values.runsDir,
      listen: { host: '127.0.0.1', port: 0 },
      to: values.to,
      warn: (text) => context.err(`fedotel dev: ${text}\n`),
    });
    context.err(
      values.json
        ? `${JSON.stringify({ url: bridge.url, runsDir: bridge.runsDir, to: values.to })}\n`
        : `fedotel dev: OTLP/HTTP on ${bridge.url}, runs in ${bridge.runsDir}\n`,
    );
    try {
      return await runProgram(command, args, bridge.url, context);
    } finally {
      const result = await bridge.stop({
        timeoutSeconds: values.drain,
        onProgress: (text) => context.interactive && context.err(`fedotel dev: ${text}\n`),
      });
      const { events, duplicates, malformed } = bridge.counts;
      context.err(
        values.json
          ? `${JSON.stringify({ events, duplicates, malformed, owed: result.owed })}\n`
          : `fedotel dev: ${events} event(s) kept in ${bridge.runsDir}\n`,
      );
      reportOwed(result.owed, values.runsDir, context);
    }
  },
};

/**
 * Runs the program with the bridge as its OTLP endpoint. Signals reach it as they reach us: from a terminal it has them
 * already, SIGTERM from elsewhere is passed on.
 *
 * @returns its exit code; 128 + the signal's number when a signal ended it, as a shell says it
 */
function runProgram(command: string, args: readonly string[], url: string, context: CommandContext): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: programEnvironment(context.env, url) });
    const passOn = () => {
      if (context.signal.reason === 'SIGTERM') child.kill('SIGTERM');
    };
    context.signal.addEventListener('abort', passOn, { once: true });
    child.once('error', (error) =>
      reject(new CommandError(`cannot start ${JSON.stringify(command)}: ${error.message}`)),
    );
    child.once('exit', (code, signal) => {
      context.signal.removeEventListener('abort', passOn);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** The endpoint for all signals; settings for single signals would win over it, so they are taken away. */
function programEnvironment(env: NodeJS.ProcessEnv, url: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^OTEL_EXPORTER_OTLP_(METRICS|TRACES|LOGS)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  };
}

import { sharedCore } from '../../lib/core/core.js';
import type { Monitor, MonitorMetrics } from '../../lib/monitor/index.js';
import { createMonitorIn } from '../../lib/monitor/monitor.js';
import { METRIC_NAMES } from '../../lib/monitor/options.js';
import { type CommandContext, createCommand } from '../command.js';
import { runProgram } from '../dev/run-program.js';
import { CommandError, reasonOf, UsageError } from '../errors.js';
import { CARRIER_VARIABLE, ownerFrom, type ProgramOwner } from '../monitor/owner.js';
import { summaryText } from '../monitor/summary-text.js';
import { startSampleTelemetry } from '../monitor/telemetry.js';
import { isRunning, untilEnd } from '../monitor/watch-pid.js';
import { sharedOptions } from '../options/shared.js';
import type { OptionTable, OptionValues } from '../options/table.js';
import { toJsonLine } from '../output/json.js';
import { say } from '../output/say.js';

const options = {
  interval: {
    name: 'interval',
    type: 'number',
    default: 1,
    minimum: 0.05,
    maximum: 3600,
    placeholder: 'SECONDS',
    help: 'time between two samples',
  },
  pid: {
    name: 'pid',
    type: 'number',
    minimum: 1,
    whole: true,
    placeholder: 'N',
    help: 'watch the process of this id until it ends, instead of starting a program',
  },
  metrics: {
    name: 'metrics',
    type: 'list',
    default: METRIC_NAMES,
    placeholder: 'NAME,…',
    help: `what to measure: ${METRIC_NAMES.join(', ')}`,
  },
  file: {
    name: 'file',
    type: 'string',
    placeholder: 'FILE',
    help: 'file that gets a line for each sample: a table when it ends in .csv, JSON lines otherwise',
  },
  prometheus: {
    name: 'prometheus',
    type: 'string',
    placeholder: '[HOST:]PORT',
    help: 'address of an endpoint for Prometheus, such as 8003; none unless given',
  },
  process: {
    name: 'process',
    type: 'boolean',
    default: false,
    help: 'take the samples in a process of its own instead of a thread',
  },
  runsDir: sharedOptions.runsDir,
  config: sharedOptions.config,
  json: { ...sharedOptions.json, help: 'write the summary as one line of JSON instead of text' },
} as const satisfies OptionTable;

type Values = OptionValues<typeof options>;

/**
 * Longest wait for the last samples. A program may be over before the one that measures it has started, on a busy machine
 * by more than the second that an app waits; what it used is all that this command is for.
 */
const STOP_MILLIS = 10_000;

/** `fedotel monitor -- CMD…`: what a program uses while it runs. */
export const monitorCommand = createCommand({
  name: 'monitor',
  usage: '[options] (--pid N | -- CMD [ARG…])',
  summary: 'Measure what a program uses: CPU, memory, disk, network, GPU, power and energy',
  notes: [
    'Child processes are included. Standard input and output are the program’s; the summary is on standard error, with `--pid` on standard output. Ends with the program’s exit code, as `fedotel dev` does; with `--pid` 0.',
    `With a task’s carrier in ${CARRIER_VARIABLE}, or fl.run.id, fl.run.attempt and for a client fl.client.id in OTEL_RESOURCE_ATTRIBUTES, the samples become part of the run: they go to OTEL_EXPORTER_OTLP_ENDPOINT, else to the bridge that runs on the folder.`,
  ],
  options,
  takesProgram: true,
  programIsOptional: true,
  async run({ values, program }, context) {
    const { pid } = values;
    if ((pid === undefined) === (program.length === 0)) {
      const got = pid === undefined ? 'neither' : 'both';
      throw new UsageError(`expected a program after -- or the option --pid, got ${got}`);
    }
    if (pid !== undefined && !isRunning(pid)) throw new CommandError(`there is no process ${pid}`);
    const owner = ownerFrom(context.env);
    const telemetry = await startSampleTelemetry(owner, values.runsDir, context);
    const monitor = monitorOf(values, telemetry.started ? owner : undefined);
    try {
      if (pid === undefined) return await watchProgram(program, monitor, context);
      await start(monitor, context);
      await untilEnd(pid, context);
      return 0;
    } finally {
      await end(monitor, values, context);
      await telemetry.shutdown();
    }
  },
});

function monitorOf(values: Values, owner: ProgramOwner | undefined): Monitor {
  const surroundings = {
    core: sharedCore(),
    proc: '/proc',
    sys: '/sys',
    // A program's last moments are known only of one's own child processes.
    childrenOnly: values.pid === undefined,
    stopMillis: STOP_MILLIS,
    owner,
  };
  const unknown = values.metrics.find((name) => !METRIC_NAMES.some((metric) => metric === name));
  if (unknown !== undefined) {
    throw new UsageError(`--metrics: expected ${METRIC_NAMES.join(', ')}, got ${JSON.stringify(unknown)}`);
  }
  const metrics = Object.fromEntries(METRIC_NAMES.map((name) => [name, values.metrics.includes(name)]));
  try {
    return createMonitorIn(surroundings, {
      interval: values.interval,
      mode: values.process ? 'process' : 'thread',
      metrics: onlyOff(metrics as unknown as MonitorMetrics),
      pid: values.pid,
      file: values.file,
      prometheus: values.prometheus,
      otlp: owner !== undefined,
    });
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
}

/** What is on by default is not asked for by name: its absence is told in the summary, and is nothing to warn of. */
function onlyOff(metrics: MonitorMetrics): Partial<MonitorMetrics> {
  return Object.fromEntries(Object.entries(metrics).filter(([, on]) => !on));
}

/** Starts the program first: what cannot be measured is no reason not to run it. */
function watchProgram(program: readonly string[], monitor: Monitor, context: CommandContext): Promise<number> {
  return runProgram(program, context.env, context, () => void start(monitor, context));
}

async function start(monitor: Monitor, context: CommandContext): Promise<void> {
  try {
    await monitor.start();
    if (monitor.prometheusUrl !== undefined)
      say(context, 'monitor', `Prometheus finds the samples at ${monitor.prometheusUrl}`);
  } catch (error) {
    say(context, 'monitor', reasonOf(error));
  }
}

async function end(monitor: Monitor, { json, pid }: Values, context: CommandContext): Promise<void> {
  const summary = await monitor.stop();
  const { notices } = monitor.stats();
  const text = json ? toJsonLine({ ...summary, notices }) : summaryText(summary, notices);
  if (pid === undefined) context.err(text);
  else context.out(text);
}

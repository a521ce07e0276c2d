import { type ChildProcess, fork } from 'node:child_process';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerConfig } from './messages.js';
import { signalChild } from './signal-child.js';

/** A worker as its monitor sees it. */
export interface WorkerLink {
  /** @param port part of the message, in a thread */
  send(message: ToWorker, port?: MessagePort): void;
  /** Whether the worker keeps its monitor's process alive: while somebody waits for its answer. */
  holdProcess(hold: boolean): void;
  /** Ends the worker at once, whatever it does. */
  kill(): void;
}

/** What a worker tells. */
export interface WorkerEvents {
  readonly onMessage: (message: FromWorker) => void;
  /** It has ended, and sends nothing more. @param reason why, where it did not end by itself */
  readonly onEnd: (reason: string | undefined) => void;
}

/** Where none could be started. */
const NO_WORKER: WorkerLink = { send: () => undefined, holdProcess: () => undefined, kill: () => undefined };

/** Starts a worker in a thread or a process of its own. Where the system gives none, that is told as an end of it. */
export function startWorker(mode: 'thread' | 'process', config: WorkerConfig, events: WorkerEvents): WorkerLink {
  let link: WorkerLink;
  try {
    link = mode === 'thread' ? startThread(events) : startProcess(events);
  } catch (error) {
    // Thrown at once where a container may have no more threads (EAGAIN) or memory: no reason for an app to fail.
    setImmediate(() => events.onEnd(error instanceof Error ? error.message : String(error)));
    return NO_WORKER;
  }
  // As a message, and not with the start: a thread and a process then begin alike.
  link.send({ type: 'config', config }, config.sheets);
  return link;
}

function startThread({ onMessage, onEnd }: WorkerEvents): WorkerLink {
  // Without the program's own options: a loader or a debugger in each thread is none of the monitor's business.
  const thread = new Worker(new URL('./thread-entry.js', import.meta.url), { name: 'fedotel-monitor', execArgv: [] });
  let reason: string | undefined;
  thread.on('message', onMessage);
  thread.on('error', (error) => {
    reason = error.message;
  });
  thread.once('exit', () => onEnd(reason));
  return {
    send: (message, port) => thread.postMessage(message, port === undefined ? [] : [port]),
    holdProcess: (hold) => (hold ? thread.ref() : thread.unref()),
    kill: () => void thread.terminate(),
  };
}

function startProcess({ onMessage, onEnd }: WorkerEvents): WorkerLink {
  const child: ChildProcess = fork(new URL('./process-entry.js', import.meta.url), [], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  let reason: string | undefined;
  child.on('message', (message) => onMessage(message as FromWorker));
  child.once('error', (error) => {
    reason = error.message;
    onEnd(reason);
  });
  // A process that is told to stop ends with 0; without a reason its end is no news.
  child.once('exit', (code, signal) => onEnd(signal ?? (code === 0 ? reason : `exit code ${code}`)));
  return {
    send: (message) => {
      // It may end between this look and the writing: then the callback gets the error, and nobody else.
      if (child.connected) child.send(message, () => undefined);
    },
    holdProcess(hold) {
      // Both keep a process alive: the child, and the pipe to it.
      if (hold) child.ref();
      else child.unref();
      if (hold) child.channel?.ref();
      else child.channel?.unref();
    },
    kill: () => signalChild(child, 'SIGKILL'),
  };
}

/** What an app of a test can be told to do, by name. Arguments and results travel as JSON. */
export type Commands = { readonly [name: string]: (...args: never[]) => unknown };

/** A command on its way to an app. */
export interface CommandMessage {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What came of it. */
export type AnswerMessage =
  | { readonly id: number; readonly kind: 'result'; readonly value?: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly text: string };

/**
 * The app's side of `createAppProcesses`: answers commands that come over the channel to the process that started this
 * one. When that closes the channel, nothing of this keeps the app alive.
 */
export function serveCommands(commands: Commands): void {
  process.on('message', async ({ id, name, args }: CommandMessage) => {
    const command = commands[name] as ((...args: unknown[]) => unknown) | undefined;
    let answer: AnswerMessage;
    try {
      if (command === undefined) throw new Error(`there is no command ${name}`);
      answer = { id, kind: 'result', value: await command(...args) };
    } catch (error) {
      answer = { id, kind: 'error', text: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    process.send?.(answer);
  });
}

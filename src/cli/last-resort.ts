// The last border: what nobody caught is told by a code and our own frames, and no library prints by itself.
import { crossBorder } from '../errors.ts';
import { createLog, ownFrames } from '../log.ts';
import { EXIT } from './exit-code.ts';

/**
 * For the start of a process. Node would print an error with its message, its properties and a line of source,
 * and libraries print errors and notices that quote what they were given. Whatever nobody caught ends the
 * process with the exit code of the environment: its state is not known any more.
 */
export function guardLastBorder(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, endProcess);
  for (const name of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
    Object.assign(console, { [name]: () => {} });
  }
}

/** Written at once: the process ends with the next statement. */
function endProcess(thrown: unknown): never {
  const { code } = crossBorder(thrown);
  createLog('error').error('ended by a failure that nobody caught', { code, frames: ownFrames(thrown) });
  process.exit(EXIT.environment);
}

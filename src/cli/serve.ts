// `sluice serve`: the service, until it is told to end.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { type ServerRole, startServer } from '../main.ts';
import type { CommandContext } from './context.ts';

interface ServeOptions {
  readonly role: ServerRole;
  readonly port?: number;
  /** The worker that `serve` starts beside itself. */
  readonly settingsFromParent?: true;
}

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .description('run the service; "all" keeps bulk work in a process of its own')
    .addOption(
      new Option('--role <role>', 'what this process does').choices(['all', 'api', 'worker']).default('all'),
    )
    .option('--port <port>', 'TCP port; 0 takes a free one (default: PORT or 8080)', parsePort)
    .option('--settings-from-parent', 'for the worker that "all" starts: its parent tells it the settings')
    .action(async ({ role, port, settingsFromParent }: ServeOptions) => {
      const settings = settingsFromParent ? await settingsOfParent() : context.config();
      const config = { ...settings, ...(port === undefined ? {} : { port }) };
      const ended = untilToldToEnd();
      const running = await startServer(config, role, createLog(config.logLevel), context.environment);
      if (role !== 'worker')
        process.stdout.write(`Sluice listens on http://${config.host}:${running.port}\n`);
      await ended;
      await running.close();
    });
}

/** The first message of the process that started this one; its end is this one's too. */
function settingsOfParent(): Promise<Config> {
  return new Promise((resolve) => {
    const end = () => process.exit(1);
    process.once('disconnect', end);
    process.once('message', (settings) => {
      process.off('disconnect', end);
      resolve(settings as Config);
    });
  });
}

/** SIGTERM, SIGINT, or for a worker process the end of its parent. */
function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    if (process.channel) process.once('disconnect', () => resolve());
    // Whoever listens for the parent's end: the channel to it does not keep a process alive that has ended.
    process.channel?.unref();
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError('Expected a number from 0 to 65535.');
}

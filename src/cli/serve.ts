// `sluice serve`: the service, until it is told to end.
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ServerRole, startServer } from '../main.ts';
import type { CommandContext } from './context.ts';

export function serveCommand(context: CommandContext): Command {
  return new Command('serve')
    .description('run the service; "all" keeps bulk work in a process of its own')
    .addOption(
      new Option('--role <role>', 'what this process does').choices(['all', 'api', 'worker']).default('all'),
    )
    .option('--port <port>', 'TCP port; 0 takes a free one (default: PORT or 8080)', parsePort)
    .action(async ({ role, port }: { role: ServerRole; port?: number }) => {
      const config = { ...context.config(), ...(port === undefined ? {} : { port }) };
      const ended = untilToldToEnd();
      const running = await startServer(config, role, context.log(), context.environment);
      if (role !== 'worker')
        process.stdout.write(`Sluice listens on http://${config.host}:${running.port}\n`);
      await ended;
      await running.close();
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

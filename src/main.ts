// The server process: opens the installation, serves or works, and ends in order.
import { composeServices, composeWorker } from './compose.ts';
import type { Config } from './config.ts';
import { listen } from './http/listen.ts';
import { openInstallation } from './installation.ts';
import type { Log } from './log.ts';
import { endWithParent, startWorkerProcess } from './pipeline/worker-process.ts';
import { watchRuntimes } from './runtimes.ts';

export type ServerRole = 'all' | 'api' | 'worker';

export interface RunningServer {
  /** The port of the API; 0 for a worker. */
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a role; what was started is closed in the reverse order, the own PostgreSQL last. */
export async function startServer(
  config: Config,
  role: ServerRole,
  log: Log,
  environment: NodeJS.ProcessEnv,
): Promise<RunningServer> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    if (role === 'worker') endWithParent();
    const installation = await openInstallation(config, log, role === 'worker' ? 'worker' : 'api', 12);
    closers.push(installation.close);
    if (role === 'worker') {
      closers.push((await composeWorker(installation, config, log)).close);
      // Whoever started this process looks for both.
      if (!process.channel) closers.push(watchRuntimes(config, log).close);
      log.info('working', { role });
      return { port: 0, close };
    }
    const services = await composeServices(installation, config, log);
    closers.push(services.close);
    const listening = await listen(services, config);
    closers.push(listening.close);
    if (role === 'all') closers.push(startWorkerProcess({ settings: config, environment, log }).close);
    closers.push(watchRuntimes(config, log).close);
    log.info('listening', { role, host: config.host, port: listening.port });
    return { port: listening.port, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

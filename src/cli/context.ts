// What every command is given: settings, log and environment, read when they are first needed.
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';

export interface CommandContext {
  readonly environment: NodeJS.ProcessEnv;
  config(): Config;
  log(): Log;
}

#!/usr/bin/env node
// The command line: every command on one screen.
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { CommandContext } from './context.ts';
import { demoCommand } from './demo.ts';
import { reportFailure } from './exit-code.ts';
import { importCommand } from './import.ts';
import { keysCommand } from './keys.ts';
import { listsCommand } from './lists.ts';
import { releaseCommand } from './release-verify.ts';
import { releasesCommand } from './releases.ts';
import { serveCommand } from './serve.ts';
import { cleanupCommand, keyringCommand, migrateCommand, referenceCommand } from './upkeep.ts';

const context: CommandContext = {
  environment: process.env,
  config: () => readConfig(process.env),
  log: () => createLog(readConfig(process.env).logLevel),
};

const program = new Command('sluice')
  .description(
    'A gate for email lists: verifies addresses, merges consent and suppression, releases what may be mailed.',
  )
  .exitOverride()
  .addCommand(demoCommand(context))
  .addCommand(serveCommand(context))
  .addCommand(keysCommand(context))
  .addCommand(listsCommand(context))
  .addCommand(releasesCommand(context))
  .addCommand(importCommand(context))
  .addCommand(releaseCommand(context))
  .addCommand(migrateCommand(context))
  .addCommand(referenceCommand())
  .addCommand(keyringCommand(context))
  .addCommand(cleanupCommand(context));

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = reportFailure(thrown, process.stderr);
}

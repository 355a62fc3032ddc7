#!/usr/bin/env -S node --disable-sigusr1 --report-exclude-env --disable-proto=delete
// The command line: every command on one screen.
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import type { CommandContext } from './context.ts';
import { EXIT, reportFailure } from './exit-code.ts';
import { guardLastBorder } from './last-resort.ts';
import { guardWrongUse } from './wrong-use.ts';

/** In the order of the help. A command is loaded when it is asked for: `check` needs no database. */
const COMMANDS: Readonly<Record<string, () => Promise<(context: CommandContext) => Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  lists: async () => (await import('./lists.ts')).listsCommand,
  releases: async () => (await import('./releases.ts')).releasesCommand,
  import: async () => (await import('./import.ts')).importCommand,
  release: async () => (await import('./release-verify.ts')).releaseCommand,
  migrate: async () => (await import('./upkeep.ts')).migrateCommand,
  reference: async () => (await import('./upkeep.ts')).referenceCommand,
  keyring: async () => (await import('./keyring.ts')).keyringCommand,
  cleanup: async () => (await import('./upkeep.ts')).cleanupCommand,
};

guardLastBorder();

// The database driver would take from these what DATABASE_URL leaves out.
for (const name of Object.keys(process.env)) if (/^PG[A-Z]/.test(name)) delete process.env[name];

const context: CommandContext = {
  environment: process.env,
  config: () => readConfig(process.env),
  log: () => createLog(readConfig(process.env).logLevel),
};

const program = new Command('sluice').description(
  'A gate for email lists: verifies addresses, merges consent and suppression, releases what may be mailed.',
);
const asked = process.argv[2] ?? '';
const names = Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
for (const name of names) {
  const load = COMMANDS[name];
  if (load) program.addCommand((await load())(context));
}
guardWrongUse(program, process.argv.slice(2));
// A reader that has left, such as `head`, ends no command in the middle of its work.
process.stdout.on('error', () => {
  process.exitCode = EXIT.environment;
});

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = reportFailure(thrown, process.stderr);
}

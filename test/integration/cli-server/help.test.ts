// The help of every command names each of its options with a description, and exits with 0.
import { Command } from 'commander';
import { expect, it } from 'vitest';
import type { CommandContext } from '../../../src/cli/context.ts';
import { demoCommand } from '../../../src/cli/demo.ts';
import { importCommand } from '../../../src/cli/import.ts';
import { keyringCommand } from '../../../src/cli/keyring.ts';
import { keysCommand } from '../../../src/cli/keys.ts';
import { listsCommand } from '../../../src/cli/lists.ts';
import { releaseCommand } from '../../../src/cli/release-verify.ts';
import { releasesCommand } from '../../../src/cli/releases.ts';
import { serveCommand } from '../../../src/cli/serve.ts';
import { cleanupCommand, migrateCommand, referenceCommand } from '../../../src/cli/upkeep.ts';
import { runSluice } from '../cli/run-sluice.ts';

const NO_CONTEXT: CommandContext = {
  environment: {},
  config: () => {
    throw new Error('Help reads no settings.');
  },
  log: () => {
    throw new Error('Help writes no log.');
  },
};

const COMMANDS = [
  demoCommand,
  serveCommand,
  keysCommand,
  listsCommand,
  releasesCommand,
  importCommand,
  releaseCommand,
  migrateCommand,
  referenceCommand,
  keyringCommand,
  cleanupCommand,
].map((make) => make(NO_CONTEXT));

/** Every command that does something, with the words that call it. */
const LEAVES = COMMANDS.flatMap((command) =>
  command.commands.length === 0
    ? [[command.name(), command] as const]
    : command.commands.map((inner) => [`${command.name()} ${inner.name()}`, inner] as const),
);

it.each(LEAVES)('%s', (_, command) => {
  const help = command.helpInformation();
  expect(command.description()).not.toBe('');
  for (const option of command.options) {
    expect(help).toContain(option.flags);
    expect(option.description, option.flags).not.toBe('');
  }
  for (const argument of command.registeredArguments) {
    expect(argument.description, argument.name()).not.toBe('');
  }
});

it('sluice --help names every command and ends with 0', async () => {
  const { code, stdout } = await runSluice(['--help']);
  expect(code).toBe(0);
  expect(COMMANDS.every((command) => command instanceof Command)).toBe(true);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command.name()}\\b`, 'm'));
});

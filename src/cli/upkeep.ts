// The operator's commands: migrate, reference, cleanup.
import { Command } from 'commander';
import { composeCleanup } from '../compose.ts';
import { migrateInstallation } from '../installation.ts';
import type { CommandContext } from './context.ts';
import { localListCommands } from './local-lists.ts';
import { referenceRefreshCommand, referenceStatusCommand } from './reference.ts';

export function migrateCommand(context: CommandContext): Command {
  return new Command('migrate')
    .description("bring the database to this version's schema")
    .action(async () => {
      await migrateInstallation(context.config());
      process.stdout.write('The schema is current.\n');
    });
}

export function referenceCommand(context: CommandContext): Command {
  const reference = new Command('reference')
    .description("the reference lists: what they are, newer ones, and the organisation's own")
    .addCommand(referenceStatusCommand(context))
    .addCommand(referenceRefreshCommand(context));
  for (const command of localListCommands(context)) reference.addCommand(command);
  return reference;
}

export function cleanupCommand(context: CommandContext): Command {
  return new Command('cleanup')
    .description('end abandoned uploads and suppressions that have run out')
    .option('--dry-run', 'only say what would be done')
    .action(async ({ dryRun }: { dryRun?: boolean }) => {
      const found = await composeCleanup(context.config(), context.log(), dryRun ?? false);
      const verb = dryRun ? 'would end' : 'ended';
      process.stdout.write(
        `${verb} ${found.uploads} abandoned uploads and ${found.suppressions} suppressions\n`,
      );
    });
}

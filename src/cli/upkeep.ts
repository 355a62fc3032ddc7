// The operator's commands: migrate, reference, keyring, cleanup.
import { Command } from 'commander';
import { composeCleanup, composeKeyRing, readReferenceStatus } from '../compose.ts';
import { migrateInstallation } from '../installation.ts';
import type { CommandContext } from './context.ts';

export function migrateCommand(context: CommandContext): Command {
  return new Command('migrate')
    .description("bring the database to this version's schema")
    .action(async () => {
      await migrateInstallation(context.config());
      process.stdout.write('The schema is current.\n');
    });
}

export function referenceCommand(_context: CommandContext): Command {
  const reference = new Command('reference').description('the bundled reference lists');
  reference
    .command('status')
    .description('name, version, entries and licences of each list')
    .action(async () => {
      for (const { name, version, count, licences } of await readReferenceStatus()) {
        process.stdout.write(`${name.padEnd(14)} ${version}  ${String(count).padStart(8)}  ${licences}\n`);
      }
    });
  return reference;
}

export function keyringCommand(context: CommandContext): Command {
  const keyring = new Command('keyring').description('the key ring of this installation');
  keyring
    .command('status')
    .description('ids, purposes and states of the keys; never a key')
    .action(async () => {
      const ring = await composeKeyRing(context.config(), context.log());
      process.stdout.write(`ring ${ring.id}\n`);
      for (const { purpose, id, state, created } of ring.keys) {
        process.stdout.write(`${purpose.padEnd(9)} ${id}  ${state.padEnd(8)} ${created.toISOString()}\n`);
      }
    });
  keyring
    .command('public')
    .description('print the public keys, for "release verify --key" on another machine')
    .action(async () => {
      const { publicKeys } = await composeKeyRing(context.config(), context.log());
      process.stdout.write(`${publicKeys.toString('utf8')}\n`);
    });
  return keyring;
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

// `sluice keyring`: what the ring holds, its rotation, and the public keys.
import { Command } from 'commander';
import { composeKeyRing, composeRotation } from '../compose-keys.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-code.ts';

export function keyringCommand(context: CommandContext): Command {
  const keyring = new Command('keyring').description('the key ring of this installation');
  keyring
    .command('status')
    .description('where the key file is; state, age and use of its keys; never a key')
    .action(async () => {
      const { id, file, keys } = await composeKeyRing(context.config(), context.log());
      process.stdout.write(`ring ${id} in ${file}\n`);
      for (const key of keys) process.stdout.write(`${lineOf(key)}\n`);
      const [oldest] = keys.flatMap(({ destroyedFrom }) => destroyedFrom ?? []).sort((a, b) => +a - +b);
      if (oldest)
        process.stdout.write(`oldest epoch of lists: to be destroyed from ${oldest.toISOString()} on\n`);
    });
  keyring
    .command('rotate')
    .description('for every night: open an epoch, move the keys of living lists to it, destroy old epochs')
    .option('--now', 'open an epoch even if the active one is younger than 20 hours')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', ROTATE_HELP)
    .action(async ({ now, dryRun }: { now?: boolean; dryRun?: boolean }) => {
      const choice = { force: now ?? false, dryRun: dryRun ?? false };
      const report = await composeRotation(context.config(), context.log(), choice);
      process.stdout.write(`${dryRun ? 'would do: ' : ''}${reportLine(report)}\n`);
      if (!dryRun && (report.opened || report.destroyed.length > 0)) {
        process.stdout.write(
          `The key file has changed: copy ${report.file} now, and destroy older copies.\n`,
        );
      }
      if (report.stuck > 0) process.exitCode = EXIT.found;
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

const ROTATE_HELP = `
An epoch is destroyed when it is 35 days old and wraps no list any more. From then on nobody can read what was
deleted in it, in whatever backup. A running service goes on; it follows within 30 seconds. Copy the key file
after each rotation: an older copy does not open this database. Exits 1 when the key of a list does not open.`;

type StatusKey = Awaited<ReturnType<typeof composeKeyRing>>['keys'][number];

function lineOf({ purpose, id, state, created, ageDays, wraps, destroyedFrom }: StatusKey): string {
  const parts = [purpose.padEnd(9), id, '', state.padEnd(8), created.toISOString(), `${ageDays} days`];
  if (wraps !== null) parts.push(`wraps ${wraps}`);
  if (destroyedFrom && state !== 'active') parts.push(`until ${destroyedFrom.toISOString()}`);
  return parts.join(' ');
}

function reportLine(report: { opened: boolean; moved: number; stuck: number; destroyed: readonly string[] }) {
  const { opened, moved, stuck, destroyed } = report;
  const parts = [
    opened ? 'a new epoch' : 'no new epoch, the active one is young',
    `${moved} keys of lists moved`,
    `${destroyed.length} epochs destroyed`,
  ];
  if (stuck > 0) parts.push(`${stuck} keys of lists do not open and keep their epoch`);
  return parts.join(', ');
}

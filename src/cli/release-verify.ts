// `sluice release verify`: holds a released file against its manifest and the keys of this installation.
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { composeProof } from '../compose.ts';
import type { CommandContext } from './context.ts';

export function releaseCommand(context: CommandContext): Command {
  const release = new Command('release').description('proofs of releases');
  release
    .command('verify')
    .description('exit 0: the file is the one that was released; exit 1: it is not, and why')
    .argument('<manifest>')
    .argument('<file>')
    .option('--key <file>', 'public keys to trust (default: those of the key ring)')
    .option('--at <instant>', 'judge the expiry at this time (default: now)', parseInstant)
    .action(async (manifest: string, file: string, options: { key?: string; at?: Date }) => {
      const proof = await composeProof(context.config(), {
        manifest: await readFile(manifest),
        file: await readFile(file),
        keys: options.key === undefined ? null : await readFile(options.key),
        at: options.at ?? new Date(),
      });
      if (proof.genuine) process.stdout.write(`genuine: release ${proof.release}, ${proof.rows} rows\n`);
      else {
        process.stdout.write(`not genuine: ${proof.faults.join(', ')}\n`);
        process.exitCode = 1;
      }
    });
  return release;
}

function parseInstant(text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new InvalidArgumentError('Expected a time such as 2026-11-21T10:00:00Z.');
}

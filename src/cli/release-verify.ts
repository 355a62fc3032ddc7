// `sluice release verify`: holds a released file against its manifest and the keys of this installation.
import { Command, InvalidArgumentError } from 'commander';
import { composeProof } from '../compose.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { readInput } from './input-file.ts';

export function releaseCommand(context: CommandContext): Command {
  const release = new Command('release').description('proofs of releases');
  release
    .command('verify')
    .description('exit 0: the file is the one that was released; exit 1: it is not, and why')
    .argument('<manifest>', 'the signed manifest of the release')
    .argument('<file>', 'the released file')
    .option('--key <file>', 'public keys to trust, from "keyring public" (default: those of the key ring)')
    .option('--at <instant>', 'judge the expiry at this time (default: now)', parseInstant)
    .action(async (manifest: string, file: string, options: { key?: string; at?: Date }) => {
      const proof = await composeProof(context.config(), {
        manifest: await readInput(manifest),
        file: await readInput(file),
        keys: options.key === undefined ? null : await readInput(options.key),
        at: options.at ?? new Date(),
      });
      if (proof.genuine) process.stdout.write(`genuine: release ${proof.release}, ${proof.rows} rows\n`);
      else {
        process.stdout.write(`not genuine: ${proof.faults.join(', ')}\n`);
        process.exitCode = EXIT.found;
      }
    });
  return release;
}

function parseInstant(text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new InvalidArgumentError('Expected a time such as 2026-11-21T10:00:00Z.');
}

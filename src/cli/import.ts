// `sluice import`: suppressions, consents or contacts from a CSV file, into the installation itself.
import { createReadStream } from 'node:fs';
import { Argument, Command } from 'commander';
import { composeImport } from '../compose.ts';
import type { CommandContext } from './context.ts';

const KINDS = ['suppressions', 'consents', 'contacts'] as const;
const REJECTIONS_SHOWN = 20;

export function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description('import a CSV file; prints what was accepted and which rows were not, and why')
    .addArgument(new Argument('<kind>').choices(KINDS))
    .argument('<file>')
    .action(async (kind: (typeof KINDS)[number], file: string) => {
      const report = await composeImport(context.config(), context.log(), kind, createReadStream(file));
      const { lines, accepted, duplicate, rejected_count, rejected } = report;
      process.stdout.write(
        `${lines} lines: ${accepted} accepted, ${duplicate} duplicate, ${rejected_count} rejected\n`,
      );
      for (const { row, code, detail } of rejected.slice(0, REJECTIONS_SHOWN)) {
        process.stdout.write(`  row ${row}: ${code} (${detail})\n`);
      }
      if (rejected_count > REJECTIONS_SHOWN)
        process.stdout.write(`  … and ${rejected_count - REJECTIONS_SHOWN} more\n`);
      if (rejected_count > 0) process.exitCode = 1;
    });
}

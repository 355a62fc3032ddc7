// `sluice import`: suppressions, consents or contacts from a CSV file, into the installation itself.
import { Argument, Command } from 'commander';
import { composeImport } from '../compose.ts';
import { IMPORT_KINDS, type ImportKind } from '../model/import-columns.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { openInput } from './input-file.ts';

const REJECTIONS_SHOWN = 20;

export function importCommand(context: CommandContext): Command {
  return new Command('import')
    .description(
      'import a CSV file; prints what was accepted, and exits 1 when rows were not: which, and why',
    )
    .addArgument(new Argument('<kind>', 'what the lines are about').choices(IMPORT_KINDS))
    .argument('<file>', 'CSV with a header; the columns are in docs/api.md')
    .action(async (kind: ImportKind, file: string) => {
      const lines = await openInput(file);
      const report = await composeImport(context.config(), context.log(), kind, lines);
      const { accepted, duplicate, rejected_count, rejected } = report;
      process.stdout.write(
        `${report.lines} lines: ${accepted} accepted, ${duplicate} duplicate, ${rejected_count} rejected\n`,
      );
      for (const { row, code, detail } of rejected.slice(0, REJECTIONS_SHOWN)) {
        process.stdout.write(`  row ${row}: ${code} (${detail})\n`);
      }
      if (rejected_count > REJECTIONS_SHOWN)
        process.stdout.write(`  … and ${rejected_count - REJECTIONS_SHOWN} more\n`);
      if (rejected_count > 0) process.exitCode = EXIT.found;
    });
}

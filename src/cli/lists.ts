// `sluice lists`: the marketer's upload, against a running server.
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import type { ListView } from '../compose.ts';
import { SOURCES } from '../model/decision.ts';
import { clientOf } from './client-settings.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { listProgress } from './progress.ts';

interface UploadOptions {
  readonly name?: string;
  readonly source: string;
  readonly addressColumn?: string;
  readonly wait?: boolean;
}

export function listsCommand(context: CommandContext): Command {
  const lists = new Command('lists').description('lists on a running server (SLUICE_URL, SLUICE_API_KEY)');
  lists
    .command('upload')
    .description('upload a CSV, TSV, XLSX or one address a line; prints the id of the list')
    .argument('<file>', 'sent as it is, whatever its size')
    .option('--name <name>', 'how people find it (default: the file name)')
    .addOption(
      new Option('--source <source>', 'where the addresses come from; marketing holds what is unknown')
        .choices(SOURCES)
        .default('unknown'),
    )
    .option('--address-column <column>', 'name or number of the column of the addresses (default: found)')
    .option('--wait', 'wait until every row has its verdict; exit 1 when the list failed')
    .action(async (file: string, options: UploadOptions) => {
      const client = clientOf(context.environment);
      const name = options.name ?? basename(file);
      const { id } = await client.uploadList(file, {
        name,
        source: options.source,
        addressColumn: options.addressColumn,
      });
      process.stdout.write(`${id}\n`);
      if (!options.wait) return;
      const progress = listProgress();
      const list = await client.waitForList(id, progress.show);
      progress.end();
      process.stderr.write(`${summary(list)}\n`);
      if (list.status !== 'completed') process.exitCode = EXIT.found;
    });
  return lists;
}

function summary({ status, failure, rows, duplicates, counts }: ListView): string {
  if (status !== 'completed') return failure === null ? status : `${status}: ${failure}`;
  const verdicts = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  return `${status}: ${rows} rows, ${duplicates} duplicates, ${verdicts.join(', ')}`;
}

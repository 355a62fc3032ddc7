// `sluice reference status` and `refresh`: the versions of the lists, and newer ones, seen before they are used.
import { Command } from 'commander';
import {
  composeApply,
  composeRefresh,
  type ListDifference,
  type RefreshReport,
  readReferenceStatus,
} from '../compose-reference.ts';
import type { CommandContext } from './context.ts';
import { EXIT } from './exit-code.ts';

/** Names that a summary shows of each list; `--all` shows every one. */
const SHOWN = 10;

const REFRESH_HELP = `
Without --from, npm gets the newest version of each package from its registry; with it there is no network.
A package that is not given keeps its names. No script of a package is run. What comes out waits in
SLUICE_HOME/reference/staged until "reference refresh --apply" puts it into use; a running service follows at
its next start. Refused, with exit code 1: lists that would lose more than a tenth, and packages that call a
large provider, a relay, a known organisation or a domain of your allow list disposable.`;

export function referenceStatusCommand(context: CommandContext): Command {
  return new Command('status')
    .description('name, version, entries and licences of each list in use; the versions that are kept')
    .action(async () => {
      const { lists, sets, isStaged } = await readReferenceStatus(context.config());
      for (const { name, version, count, licences } of lists) {
        process.stdout.write(`${name.padEnd(14)} ${version}  ${String(count).padStart(8)}  ${licences}\n`);
      }
      process.stdout.write('\nkept versions, the newest first:\n');
      for (const { version, isBundled, isInUse, problem } of sets) {
        const state = problem === null ? (isInUse ? 'in use' : 'kept') : `damaged: ${problem}`;
        const origin = isBundled ? 'bundled' : 'refreshed';
        process.stdout.write(`${version.padEnd(14)} ${origin.padEnd(9)}  ${state}\n`);
      }
      if (isStaged) process.stdout.write('a refresh waits for "reference refresh --apply"\n');
    });
}

interface RefreshOptions {
  readonly from?: readonly string[];
  readonly apply?: true;
  readonly all?: true;
}

export function referenceRefreshCommand(context: CommandContext): Command {
  return new Command('refresh')
    .description('rebuild the lists from newer packages; they wait until they are applied')
    .option('--from <files...>', 'tarballs, or folders that hold them; asks no registry')
    .option('--apply', 'put the waiting lists into use, or with --from these')
    .option('--all', 'show every name that comes or goes')
    .addHelpText('after', REFRESH_HELP)
    .action(async (options: RefreshOptions) => {
      const report = await refresh(options, context);
      for (const line of reportLines(report, options)) process.stdout.write(`${line}\n`);
      for (const sentence of report.refusals) process.stderr.write(`refused: ${sentence}\n`);
      if (report.refusals.length > 0) process.exitCode = EXIT.found;
    });
}

/** What waits is applied as it was shown; without anything waiting, or with files, it is made first. */
async function refresh(
  { from = [], apply }: RefreshOptions,
  context: CommandContext,
): Promise<RefreshReport> {
  const [config, log] = [context.config(), context.log()];
  const waiting = apply && from.length === 0 ? await composeApply(config, log) : null;
  if (waiting) return waiting;
  const staged = await composeRefresh(config, log, from, context.environment);
  const applied = apply && staged.version !== null ? await composeApply(config, log) : null;
  return applied ? { ...applied, notGiven: staged.notGiven } : staged;
}

function reportLines(report: RefreshReport, { apply, all }: RefreshOptions): string[] {
  const lines = report.changes.flatMap((change) =>
    changeLines(change, all ? Number.POSITIVE_INFINITY : SHOWN),
  );
  if (report.hits.length > 0) {
    lines.push(
      `newly disposable, though free providers or domains that took your mail: ${report.hits.join(' ')}`,
    );
  }
  if (report.notGiven.length > 0) lines.push(`not given, their names stay: ${report.notGiven.join(' ')}`);
  if (report.refusals.length > 0) return lines;
  if (report.version === null) return [...lines, 'Nothing has changed.'];
  return [
    ...lines,
    apply
      ? `In use from the next start on: version ${report.version}.`
      : `Version ${report.version} waits; to use it: npm run -s sluice -- reference refresh --apply`,
  ];
}

function changeLines(
  { name, versions: [from, to], added, removed }: ListDifference,
  shown: number,
): string[] {
  const names = (sign: string, entries: readonly string[]): string[] => [
    ...entries.slice(0, shown).map((entry) => `  ${sign} ${entry}`),
    ...(entries.length > shown ? [`  ${sign} ${entries.length - shown} more`] : []),
  ];
  return [
    `${name} ${from} -> ${to}: ${added.length} added, ${removed.length} removed`,
    ...names('+', added),
    ...names('-', removed),
  ];
}

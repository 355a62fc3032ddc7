// What `verify` says when it is done: rows, verdicts, duplicates, problems, and where the answer is.
import type { FileSummary } from '../compose-standalone.ts';
import { ROW_PROBLEMS } from '../model/list.ts';
import { VERDICTS } from '../model/verdict.ts';
import { grouped } from './file-progress.ts';
import { shown } from './terminal.ts';

/** @param path null for standard output */
export function fileSummary(summary: FileSummary, seconds: number, path: string | null): string {
  const { rows, duplicates, counts, problems, domains } = summary;
  const entries: [string, string][] = [
    ['addresses in', columnOf(summary)],
    ...VERDICTS.toReversed().map((verdict): [string, string] => [verdict, grouped(counts[verdict])]),
    ['duplicates', grouped(duplicates)],
    ['problems', problemsOf(problems)],
    ...(path === null ? [] : [['written to', shown(path)] as [string, string]]),
  ];
  const width = Math.max(...entries.map(([name]) => name.length));
  const lines = entries.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const head = `sluice: ${grouped(rows)} ${rows === 1 ? 'row' : 'rows'} verified in ${seconds.toFixed(1)} s`;
  return `${[head, ...lines, ...silence(domains)].join('\n')}\n`;
}

function columnOf({ layout: { columns, addressColumn } }: FileSummary): string {
  const name = columns?.[addressColumn];
  return `column ${addressColumn + 1}${name === undefined ? ' (no header)' : ` (${shown(name)})`}`;
}

function problemsOf(problems: FileSummary['problems']): string {
  const found = ROW_PROBLEMS.flatMap((problem) => {
    const count = problems[problem];
    return count === undefined ? [] : [`${problem} ${grouped(count)}`];
  });
  return found.length === 0 ? 'none' : found.join(', ');
}

/** Where every question went unanswered, the name servers are the likelier reason than the domains. */
function silence({ answered, unanswered }: FileSummary['domains']): string[] {
  if (answered > 0 || unanswered === 0) return [];
  return ['sluice: no name server answered; the verdicts are unknown for that reason (see --dns)'];
}

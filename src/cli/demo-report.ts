// Prints what the demo did: what went in, what may be sent, and why the rest may not.
import { relative } from 'node:path';
import type { ReleaseReason } from '../model/decision.ts';
import { RELEASE_REASON_TEXT } from '../model/release-reason-text.ts';
import type { DemoOutcome } from './demo.ts';

export function demoReport({ list, release, file, manifest }: DemoOutcome, dns: 'local' | 'system'): string {
  const { counts } = release;
  return [
    'Sluice demo: a throw-away service with its own PostgreSQL; everybody in the list is invented.',
    dns === 'local'
      ? 'Names were asked of a local name server with a sample zone only: nothing left this machine.'
      : "Names were asked of this machine's name servers.",
    '',
    `List       ${number(list.rows)} rows, ${number(list.duplicates)} of them duplicates`,
    ...lines('Verdicts', Object.entries(list.counts), list.rows),
    '',
    ...lines('Release', Object.entries(counts), list.rows),
    '',
    'Why rows were held or excluded',
    ...reasonLines(release.reasons),
    '',
    `Released file  ${relative(process.cwd(), file)}`,
    `Manifest       ${relative(process.cwd(), manifest)}`,
    '',
  ].join('\n');
}

function lines(title: string, entries: readonly (readonly [string, number])[], total: number): string[] {
  return entries.map(([name, rows], at) => {
    const share = total === 0 ? '' : `${Math.round((rows * 100) / total)} %`;
    return `${(at === 0 ? title : '').padEnd(10)} ${name.padEnd(14)} ${number(rows).padStart(7)}  ${share.padStart(5)}`;
  });
}

function reasonLines(reasons: Partial<Record<ReleaseReason, number>>): string[] {
  const sorted = Object.entries(reasons).sort(([, a], [, b]) => b - a) as [ReleaseReason, number][];
  return sorted.map(
    ([reason, rows]) => `  ${number(rows).padStart(6)}  ${reason.padEnd(34)} ${RELEASE_REASON_TEXT[reason]}`,
  );
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

#!/usr/bin/env node
// The command of the benchmarks: `npm run -s bench -- NAME [--rows N] [--json]`.
import { parseArgs } from 'node:util';
import { type BenchReport, describeReport } from './report.ts';

export interface BenchOptions {
  /** Rows, addresses or look-ups; a benchmark has its own default. */
  readonly rows: number | undefined;
}

type Bench = (options: BenchOptions) => Promise<BenchReport>;

/** A benchmark is loaded when it is asked for. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  score: async () => (await import('./score.ts')).benchScore,
  lookup: async () => (await import('./lookup.ts')).benchLookup,
};

const USAGE = `Use: npm run -s bench -- NAME [--rows N] [--json]\nNAME is one of: ${Object.keys(BENCHES).join(', ')}, all\n`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const [asked = ''] = positionals;
const names = asked === 'all' ? Object.keys(BENCHES) : [asked];
const rows = values.rows === undefined ? undefined : Number(values.rows);

if (!names.every((name) => Object.hasOwn(BENCHES, name)) || (rows !== undefined && !(rows > 0))) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const reports: BenchReport[] = [];
  for (const name of names) {
    const bench = await BENCHES[name]?.();
    if (bench) reports.push(await bench({ rows }));
  }
  const printed = values.json
    ? `${JSON.stringify(asked === 'all' ? reports : reports[0])}\n`
    : reports.map(describeReport).join('\n');
  process.stdout.write(printed);
  if (reports.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

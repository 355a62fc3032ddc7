// `sluice verify` as a process: every column survives, verdicts stand beside them, nothing is overwritten.
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verify } from '../../../src/cli/verify.ts';
import { readConfig } from '../../../src/config.ts';
import type { NameServer } from '../../../src/lookup/name-server.ts';
import { writeWorkbook } from '../../support/zip-writer.ts';
import { runSluice, startSluice } from './run-sluice.ts';
import { askedDomains, dnsOf, startSampleNames } from './sample-names.ts';

const RESULTS = [
  'sluice_verdict',
  'sluice_reason',
  'sluice_score',
  'sluice_toxicity',
  'sluice_suggestion',
  'sluice_duplicate_of',
];

let server: NameServer;
let dns: string;
let folder: string;
let file: string;
let answer: string;

beforeAll(async () => {
  server = await startSampleNames();
  dns = dnsOf(server);
});
afterAll(() => server.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-verify-'));
  file = join(folder, 'people.csv');
  answer = join(folder, 'people-verified.csv');
  return () => rmSync(folder, { recursive: true });
});

const cellsOf = (bytes: string | Buffer, delimiter = ',') =>
  parse(bytes, { bom: true, delimiter, skip_empty_lines: false, relax_column_count: true }) as string[][];

describe('the answer', () => {
  const rows = [
    ['id', 'na"me', 'Email', 'note'],
    ['1', 'Doe, Jo', 'ann@a.sample-mail.com', 'two\nlines'],
    ['2', 'say "hi"', 'ann@nullmx-sample.com', 'a\r\nb'],
    ['3', '', ' ANN@a.sample-mail.com ', ''],
    ['4', '=1+1', 'bob@gmial.com', 'x'],
    ['5', 'short'],
    ['6', 'long', 'eve@absent-sample.com', 'n', 'more', 'and more'],
    ['7', 'Ünï', 'no address', '\u001b[31m'],
    ['8', 'x', 'ann@a.sample-mail.com', 'y'],
  ];
  const written = rows
    .map((row) =>
      row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
    )
    .join('\r\n');

  it('keeps every cell and adds the verdicts in the same columns of every row', async () => {
    writeFileSync(file, written);
    const { code, stdout, stderr } = await runSluice(['verify', file, '--dns', dns]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const [header = [], ...data] = cellsOf(readFileSync(answer));
    expect(header).toEqual([...(rows[0] ?? []), '', '', ...RESULTS]);
    expect(data.map((row) => row.slice(0, 6))).toEqual(
      rows.slice(1).map((row) => [...row, ...Array.from({ length: 6 - row.length }, () => '')]),
    );
    expect(data.map((row) => row.slice(6))).toEqual([
      ['deliverable', 'ok', '100', '0', '', ''],
      ['undeliverable', 'null-mx', '0', '0', '', ''],
      ['deliverable', 'ok', '100', '0', '', '1'],
      ['risky', 'typo-domain', '35', '1', 'bob@gmail.com', ''],
      ['undeliverable', 'invalid-syntax', '0', '0', '', ''],
      ['undeliverable', 'nxdomain', '0', '0', '', ''],
      ['undeliverable', 'invalid-syntax', '0', '0', '', ''],
      ['deliverable', 'ok', '100', '0', '', '1'],
    ]);
    expect(stderr).toMatch(/^sluice: 8 rows verified in/);
    expect(stderr).toMatch(/deliverable +3\n/);
    expect(stderr).toMatch(/duplicates +2\n/);
    expect(stderr).toMatch(/problems +row-short 1, row-long 1, address-empty 1\n/);
    expect(stderr).toContain(`written to     ${answer}`);
  });

  it('is for the owner alone, with nothing beside it', async () => {
    writeFileSync(file, written);
    await runSluice(['verify', file, '--no-dns']);
    expect(statSync(answer).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['people-verified.csv', 'people.csv']);
  });

  it('goes to standard output for "-", and disarms formulas when told so', async () => {
    writeFileSync(file, written);
    const { stdout } = await runSluice(['verify', file, '-o', '-', '--no-dns', '--guard', 'formulas']);
    expect(cellsOf(stdout)[4]?.[1]).toBe("'=1+1");
    expect(readdirSync(folder)).toEqual(['people.csv']);
  });

  it('is inert where standard output is a terminal', async () => {
    writeFileSync(file, `name,email\n${'\u001b[31mAnn,ann@gmail.com\n'.padEnd(400, 'x')}\n`);
    const stdout = Object.assign(new PassThrough(), { isTTY: true });
    const terminal = { stdin: new PassThrough(), stdout, stderr: new PassThrough() };
    const context = { config: () => readConfig({}) };
    const { signal } = new AbortController();
    expect(await verify(file, { output: '-', dns: false }, context, terminal, signal)).toBe(0);
    expect(stdout.read()?.toString()).toContain('\\u{1b}[31mAnn,ann@gmail.com,unknown,dns-skipped');
  });

  it('keeps the delimiter and finds the column that is named', async () => {
    writeFileSync(file, 'first\tsecond\na@gmial.com\tann@a.sample-mail.com\n');
    await runSluice(['verify', file, '--dns', dns, '--address-column', 'second']);
    const [, row] = cellsOf(readFileSync(answer), '\t');
    expect(row?.slice(0, 4)).toEqual(['a@gmial.com', 'ann@a.sample-mail.com', 'deliverable', 'ok']);
  });

  it('judges a domain by its mail hosts, and asks nobody about names that no DNS can hold', async () => {
    writeFileSync(file, 'email\nann@fresh-sample.com\nann@clinic.test\nann@clinic.zzz\n');
    const from = server.queries.length;
    await runSluice(['verify', file, '--dns', dns]);
    const [, ...data] = cellsOf(readFileSync(answer));
    expect(data.map((row) => row.slice(1, 3))).toEqual([
      ['risky', 'disposable'],
      ['undeliverable', 'special-use-domain'],
      ['undeliverable', 'unknown-tld'],
    ]);
    expect(new Set(askedDomains(server, from))).toEqual(new Set(['fresh-sample.com']));
  });

  it('comes from a workbook as well', async () => {
    const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
    const row = (...cells: string[]) => `<row>${cells.map(text).join('')}</row>`;
    const book = join(folder, 'book.xlsx');
    const rowsOfBook = [
      row('Name', 'E-Mail'),
      row('Ann', 'ann@a.sample-mail.com'),
      row('Bob', 'bob@nullmx-sample.com'),
    ];
    writeFileSync(book, writeWorkbook({ rows: rowsOfBook.join('') }));
    expect((await runSluice(['verify', book, '--dns', dns])).code).toBe(0);
    const [header, ...data] = cellsOf(readFileSync(join(folder, 'book-verified.csv')));
    expect(header?.slice(0, 3)).toEqual(['Name', 'E-Mail', 'sluice_verdict']);
    expect(data.map(([name, , verdict]) => `${name} ${verdict}`)).toEqual([
      'Ann deliverable',
      'Bob undeliverable',
    ]);
  });

  it('has a header alone for an empty file', async () => {
    writeFileSync(file, '');
    expect((await runSluice(['verify', file, '--no-dns'])).code).toBe(0);
    expect(cellsOf(readFileSync(answer))).toEqual([RESULTS]);
  });
});

describe('a pipe', () => {
  it('is read once', async () => {
    const input = 'name,email\nAnn,ann@a.sample-mail.com\n';
    const { code, stdout } = await runSluice(['verify', '-', '--dns', dns], { input });
    expect(code).toBe(0);
    expect(cellsOf(stdout)[1]).toEqual([
      'Ann',
      'ann@a.sample-mail.com',
      'deliverable',
      'ok',
      '100',
      '0',
      '',
      '',
    ]);
  });

  it('is refused when a row is longer than its header, rather than written askew', async () => {
    const input = 'name,email\nAnn,ann@a.sample-mail.com,more\n';
    const run = await runSluice(['verify', '-', '-o', answer, '--no-dns'], { input });
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toMatch(/^sluice: invalid-request: One of the rows 1 to 1 is longer/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what is there already', () => {
  it('is not overwritten, but replaced when told so', async () => {
    writeFileSync(file, 'email\nann@gmail.com\n');
    writeFileSync(answer, 'precious');
    const refused = await runSluice(['verify', file, '--no-dns']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^sluice: output-refused: [^\n]+\n$/);
    expect(readFileSync(answer, 'utf8')).toBe('precious');
    expect((await runSluice(['verify', file, '--no-dns', '--force'])).code).toBe(0);
    expect(cellsOf(readFileSync(answer))[1]?.[0]).toBe('ann@gmail.com');
  });

  it('is not reached through a link', async () => {
    writeFileSync(file, 'email\nann@gmail.com\n');
    symlinkSync(join(folder, 'target'), answer);
    expect((await runSluice(['verify', file, '--no-dns', '--force'])).code).toBe(2);
    expect(existsSync(join(folder, 'target'))).toBe(false);
  });
});

describe('a run that fails', () => {
  it.each([
    ['no column of addresses', 'a,b\n1,2\n3,4\n', 'no-address-column'],
    ['a file that is no text', '\u0000\u0001\u0002\u0003', 'not-a-text-file'],
  ])('leaves no file behind and prints one line: %s', async (_, content, code) => {
    writeFileSync(file, content);
    const run = await runSluice(['verify', file, '--no-dns']);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(new RegExp(`^sluice: ${code}: [^\n]+\n$`));
    expect(readdirSync(folder)).toEqual(['people.csv']);
  });

  it('prints a header inert, in the error and in the summary', async () => {
    writeFileSync(file, `na\u001b[2Jme,ci\u009bty\n${'somebody,somewhere\n'.repeat(100)}`);
    const failed = await runSluice(['verify', file, '--no-dns']);
    expect(failed.stderr).toContain('no-address-column');
    writeFileSync(file, `name,e\u001b[2Jmail\n${'x,ann@gmail.com\n'.repeat(100)}`);
    const { code, stderr } = await runSluice([
      'verify',
      file,
      '--no-dns',
      '--address-column',
      'e\u001b[2Jmail',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('column 2 (e\\u{1b}[2Jmail)');
    expect(failed.stderr + stderr).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  it('ends by the signal that it got, and takes its draft away', async () => {
    const people = Array.from({ length: 3000 }, (_, n) => `p${n}@d${n}.dead.example-sample.com`);
    writeFileSync(file, ['email', ...people].join('\n'));
    // Nobody listens on the discard port, so every question waits for its time-out.
    const run = await runSluice(['verify', file, '--dns', '127.0.0.1:9'], { killAfterMs: 2500 });
    expect(run).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(readdirSync(folder)).toEqual(['people.csv']);
  });

  it('ends by the signal while it waits for standard input', async () => {
    const child = startSluice(['verify', '-', '-o', answer, '--no-dns']);
    child.stdin.write('email\n');
    setTimeout(() => child.kill('SIGTERM'), 1500);
    expect(await once(child, 'close')).toEqual([null, 'SIGTERM']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([[['nothing-here.csv']], [['.']], [['people.csv', '--guard', 'cells']], [[]]])(
    'is wrong use for %j',
    async (args) => {
      expect((await runSluice(['verify', ...args], { cwd: folder })).code).toBe(2);
    },
  );
});

describe('the name servers', () => {
  it('are asked once for each domain of the file', async () => {
    const people = Array.from({ length: 12_000 }, (_, n) => `p${n}@d${n % 300}.once.sample-mail.com`);
    writeFileSync(file, ['email', ...people].join('\n'));
    const from = server.queries.length;
    expect((await runSluice(['verify', file, '--dns', dns])).code).toBe(0);
    const asked = askedDomains(server, from);
    expect(asked).toHaveLength(300);
    expect(new Set(asked).size).toBe(300);
  });

  it('are said to be silent when none answered', async () => {
    writeFileSync(file, 'email\nann@dead-sample.com\n');
    const { code, stderr } = await runSluice(['verify', file, '--dns', dns]);
    expect(code).toBe(0);
    expect(stderr).toContain('sluice: no name server answered');
  });
});

// docs/walkthrough.sh as its reader runs it, and its answers against the CSV files read independently.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { keyForm } from '../../../src/parse/forms.ts';
import { DEMO_DATA, type Serving, startServing } from '../cli-server/serving.ts';
import { mayBeMailed } from './sample-people.ts';

const SCRIPT = fileURLToPath(new URL('../../../docs/walkthrough.sh', import.meta.url));

let serving: Serving;
let said = '';
let complained = '';
let code: number | null = null;
let out: string;

beforeAll(async () => {
  serving = await startServing();
  out = join(serving.folder, 'answers');
  const { PATH = '' } = process.env;
  const { SLUICE_URL = '', SLUICE_API_KEY = '' } = serving.environment;
  const script = spawn('bash', [SCRIPT], {
    cwd: serving.folder,
    env: { PATH, SLUICE_URL, SLUICE_API_KEY, SLUICE_OUTPUT: out },
  });
  script.stdout.on('data', (piece: Buffer) => {
    said += piece;
  });
  script.stderr.on('data', (piece: Buffer) => {
    complained += piece;
  });
  [code] = await once(script, 'close');
});
afterAll(() => serving.stop());

const answer = (name: string) => readFileSync(join(out, name), 'utf8');
const listRows = (): string[][] =>
  parse(readFileSync(join(DEMO_DATA, 'clinic-newsletter.csv')), {
    bom: true,
    delimiter: ';',
    relax_column_count: true,
    skip_empty_lines: false,
  });

it('ends well, step by step, without a word of complaint', () => {
  expect({ code, complained }).toEqual({ code: 0, complained: '' });
  const steps = [...said.matchAll(/^(\d)\. /gm)].map(([, step]) => Number(step));
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(said).not.toMatch(/\S@\S/);
});

it('leaves files for their owner alone', () => {
  for (const name of ['released.csv', 'manifest.json', 'results.csv', 'release.json', 'list.json']) {
    expect(statSync(join(out, name)).mode & 0o777).toBe(0o600);
  }
});

it('accounts for every row of the list', () => {
  const rows = listRows().length - 1;
  const { counts, reasons } = JSON.parse(answer('release.json'));
  expect(counts.released + counts.held + counts.excluded).toBe(rows);
  const named = Object.values<number>(reasons).reduce((sum, count) => sum + count, 0);
  expect(named).toBe(counts.held + counts.excluded);
  const list = JSON.parse(answer('list.json'));
  expect(Object.values<number>(list.counts).reduce((sum, count) => sum + count, 0)).toBe(rows);
  expect(Object.values<number>(list.reasons).reduce((sum, count) => sum + count, 0)).toBe(rows);
  for (const outcome of ['released', 'held', 'excluded']) {
    expect(said).toMatch(new RegExp(`^ +${outcome} +${counts[outcome]}$`, 'm'));
  }
});

it('releases nobody who is suppressed or has not agreed, and every address once', () => {
  const released: { row: string; address: string }[] = parse(answer('released.csv'), { columns: true });
  expect(released.length).toBe(JSON.parse(answer('manifest.json')).counts.released);
  expect(released.length).toBeGreaterThan(1000);
  expect(released.filter(({ address }) => !mayBeMailed(address))).toEqual([]);
  const keys = released.map(({ address }) => keyOf(address));
  expect(new Set(keys).size).toBe(keys.length);
  // Each address is the one of the row that it names.
  const rows = listRows();
  expect(
    released.filter(({ row, address }) => keyOf(rows[Number(row)]?.[3] ?? '') !== keyOf(address)),
  ).toEqual([]);
});

it('gives every column of every row back as it was', () => {
  const [heading = [], ...rows] = listRows();
  const [header = [], ...results]: string[][] = parse(answer('results.csv'), { bom: true, delimiter: ';' });
  expect(header.slice(0, heading.length)).toEqual(heading);
  expect(results).toHaveLength(rows.length);
  const own = header.indexOf('sluice_verdict');
  rows.forEach((row, at) => {
    const blanks = Array.from({ length: own - row.length }, () => '');
    expect(results[at]?.slice(0, own)).toEqual([...row, ...blanks]);
  });
});

it('leaves a proof that the command line confirms', async () => {
  const proof = await serving.run('release', 'verify', join(out, 'manifest.json'), join(out, 'released.csv'));
  expect(proof).toMatchObject({ code: 0, stdout: expect.stringMatching(/^genuine: /) });
});

function keyOf(text: string): string {
  const outcome = parseAddress(cleanCell(text).text);
  return outcome.valid ? keyForm(outcome.mailbox) : '';
}

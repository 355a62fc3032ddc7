// A large file through `sluice verify`: every row answered, in bounded time and memory.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NameServer } from '../../../src/lookup/name-server.ts';
import { runSluice } from './run-sluice.ts';
import { dnsOf, startSampleNames } from './sample-names.ts';

const MEMORY_MAX_MB = 500;

let server: NameServer;
let folder: string;
beforeAll(async () => {
  server = await startSampleNames();
  folder = mkdtempSync(join(tmpdir(), 'sluice-large-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

it.each([
  [20_000, 2_000],
  [100_000, 50_000],
])(
  'verifies %i rows of %i domains in bounded time and memory',
  async (rows, domains) => {
    const file = join(folder, `${rows}.csv`);
    const lines = Array.from(
      { length: rows },
      (_, n) => `${n},"Doe, Jo ${n}",p${n % (rows / 2)}@d${n % domains}.large.sample-mail.com,Springfield`,
    );
    writeFileSync(file, `id,name,email,city\r\n${lines.join('\r\n')}\r\n`);
    const { code, stderr, peakMb } = await runSluice(['verify', file, '--dns', dnsOf(server)]);
    expect(code).toBe(0);
    expect(stderr).toContain(`duplicates     ${(rows / 2).toLocaleString('en')}\n`);
    const answer = parse(readFileSync(join(folder, `${rows}-verified.csv`)), {
      bom: true,
      columns: true,
    }) as Record<string, string>[];
    expect(answer).toHaveLength(rows);
    const wrong = answer.filter(
      (row, n) =>
        row['id'] !== String(n) ||
        row['name'] !== `Doe, Jo ${n}` ||
        row['sluice_verdict'] !== 'deliverable' ||
        row['sluice_duplicate_of'] !== (n < rows / 2 ? '' : String(n - rows / 2 + 1)),
    );
    expect(wrong).toEqual([]);
    expect(peakMb).toBeGreaterThan(50);
    expect(peakMb).toBeLessThan(MEMORY_MAX_MB);
  },
  60_000,
);

// `sluice demo` as its reader runs it: one object, whole files, other inputs, and nothing left behind.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RELEASE_REASONS, type ReleaseReason } from '../../../src/model/decision.ts';
import { REASONS } from '../../../src/model/verdict.ts';
import { DEMO_DATA } from '../cli-server/serving.ts';
import { type DemoRun, runDemo } from './demo-runs.ts';

/** What `--json` prints. */
interface Outcome {
  readonly list: {
    readonly id: string;
    readonly rows: number;
    readonly counts: Readonly<Record<string, number>>;
    readonly reasons: Readonly<Record<string, number>>;
  };
  readonly release: {
    readonly id: string;
    readonly counts: { readonly released: number; readonly held: number; readonly excluded: number };
    readonly reasons: Readonly<Partial<Record<ReleaseReason, number>>>;
  };
  readonly file: string;
  readonly manifest: string;
}

const READERS = Array.from({ length: 8 }, (_, n) => `reader-of-news-${n}@gmail.com`);
const CONSENT = 'can_spam_affirmative,2026-01-01,web_form';

let folder: string;
let sample: DemoRun;
let whole: DemoRun;
let oneLess: DemoRun;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-files-'));
  const written = async (name: string, lines: readonly string[]) => {
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };
  const list = await written('list.csv', ['email,n', ...READERS.map((address, n) => `${address},${n}`)]);
  const suppressions = await written('suppressions.csv', ['address,reason', `${READERS[7]},unsubscribe`]);
  const consented = (readers: readonly string[]) => [
    'address,kind,signed_at,capture_point',
    ...readers.map((address) => `${address},${CONSENT}`),
  ];
  const files = ['--list', list, '--suppressions', suppressions, '--json'];
  const all = await written('consents.csv', consented(READERS));
  const but3 = await written('fewer.csv', consented(READERS.filter((_, n) => n !== 3)));
  [sample, whole, oneLess] = await Promise.all([
    runDemo(['--json']),
    runDemo([...files, '--consents', all]),
    runDemo([...files, '--consents', but3]),
  ]);
}, 120_000);
afterAll(async () => {
  for (const run of [sample, whole, oneLess]) await rm(run.folder, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

const outcomeOf = (run: DemoRun): Outcome => JSON.parse(run.stdout);
const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, n) => all + n, 0);
const addressesIn = (run: DemoRun): string[] => {
  const rows: { readonly address: string }[] = parse(readFileSync(outcomeOf(run).file), { columns: true });
  return rows.map(({ address }) => address);
};

describe('demo --json', () => {
  it('prints one object of the contract’s shape, alone', () => {
    expect(sample).toMatchObject({ code: 0, stderr: '' });
    expect(sample.stdout).toMatch(/^\{.*\}\n$/);
    const outcome = outcomeOf(sample);
    expect(Object.keys(outcome).sort()).toEqual(['file', 'list', 'manifest', 'release']);
    expect(Object.keys(outcome.list).sort()).toEqual(['counts', 'id', 'reasons', 'rows']);
    expect(Object.keys(outcome.release).sort()).toEqual(['counts', 'id', 'reasons']);
    expect(Object.keys(outcome.list.counts).sort()).toEqual([
      'deliverable',
      'risky',
      'undeliverable',
      'unknown',
    ]);
    expect(
      Object.keys(outcome.list.reasons).filter((reason) => !(REASONS as readonly string[]).includes(reason)),
    ).toEqual([]);
    expect(
      Object.keys(outcome.release.reasons).filter(
        (reason) => !(RELEASE_REASONS as readonly string[]).includes(reason),
      ),
    ).toEqual([]);
  });

  it('accounts for every row, with many reasons and some held', () => {
    const { list, release } = outcomeOf(sample);
    expect(sum(list.counts)).toBe(list.rows);
    expect(sum(list.reasons)).toBe(list.rows);
    expect(sum(release.counts)).toBe(list.rows);
    expect(sum(release.reasons as Record<string, number>)).toBe(
      release.counts.held + release.counts.excluded,
    );
    expect(Object.keys(release.reasons).length).toBeGreaterThanOrEqual(8);
    expect(release.counts.held).toBeGreaterThan(0);
    expect(release.counts.released).toBeGreaterThan(0);
  });

  it('leaves a file and a manifest that agree, for their owner alone', () => {
    const { file, manifest, release, list } = outcomeOf(sample);
    for (const path of [file, manifest]) expect(statSync(path).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file);
    expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({
      release: release.id,
      list: list.id,
      rows: list.rows,
      counts: release.counts,
      reasons: release.reasons,
      file: {
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
        rows: release.counts.released,
      },
    });
    expect(addressesIn(sample)).toHaveLength(release.counts.released);
  });
});

describe('demo with other files', () => {
  it('does the same work on them', () => {
    expect(outcomeOf(whole)).toMatchObject({
      list: { rows: 8, counts: { deliverable: 8 } },
      release: { counts: { released: 7, held: 0, excluded: 1 }, reasons: { SUPPRESSED_UNSUBSCRIBE: 1 } },
    });
    expect(addressesIn(whole)).toEqual(READERS.slice(0, 7));
  });

  it('moves exactly the row whose consent is missing', () => {
    expect(outcomeOf(oneLess).release).toMatchObject({
      counts: { released: 6, held: 0, excluded: 2 },
      reasons: { SUPPRESSED_UNSUBSCRIBE: 1, NO_AFFIRMATIVE_CONSENT: 1 },
    });
    expect(addressesIn(oneLess)).toEqual(READERS.slice(0, 7).filter((_, n) => n !== 3));
  });
});

describe('a throw-away service', () => {
  it('leaves nothing behind', () => {
    expect([sample.left, whole.left, oneLess.left]).toEqual([[], [], []]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const run = await runDemo(['--json'], (home) => existsSync(`${home}-keys.json`));
    await rm(run.folder, { recursive: true, force: true });
    expect(run).toMatchObject({ signal: 'SIGINT', stdout: '', left: [] });
  });

  it('leaves nothing behind when a file cannot be read, and says which code', async () => {
    const run = await runDemo(['--list', join(folder, 'none.csv')]);
    await rm(run.folder, { recursive: true, force: true });
    expect(run).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'sluice: file-unreadable: The file cannot be read.\n',
      left: [],
    });
  });
});

describe('the list for demo --dns system', () => {
  it('holds addresses of the sample at large providers alone', () => {
    const rows: string[][] = parse(readFileSync(join(DEMO_DATA, 'large-providers.csv')), {
      bom: true,
      delimiter: ';',
    });
    const zone = readFileSync(join(DEMO_DATA, 'zone.txt'), 'utf8').split('; == ');
    const large = zone.find((section) => section.startsWith('large providers')) ?? '';
    const all = readFileSync(join(DEMO_DATA, 'clinic-newsletter.csv'), 'utf8');
    expect(rows).toHaveLength(61);
    for (const row of rows.slice(1)) {
      const [, domain = ''] = /^[a-z0-9._+-]+@([a-z0-9.-]+)$/.exec(row[3] ?? '') ?? [];
      expect(large).toContain(`\n${domain}. MX `);
      expect(all).toContain(row[3]);
    }
  });
});

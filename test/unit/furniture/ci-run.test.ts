// .ci/run: whatever happens, its last line counts, and its exit status says whether anything failed.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'sluice-ci-'));
  cpSync('.ci/run', join(checkout, '.ci/run'));
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

/** Runs it in a checkout whose `npm test` is the given shell text. */
function run(test: string, lock = true): { status: number | null; lines: string[] } {
  const manifest = { name: 'trial', version: '1.0.0', scripts: { test } };
  writeFileSync(join(checkout, 'package.json'), JSON.stringify(manifest));
  const locked = { name: 'trial', version: '1.0.0', lockfileVersion: 3, packages: { '': manifest } };
  if (lock) writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify(locked));
  const { status, stdout } = spawnSync(join(checkout, '.ci/run'), { encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n') };
}

const counts = (passed: number, failed: number) => {
  const project = { passed, failed, skipped: 1, seconds: 2.25 };
  return `echo '${JSON.stringify({ passed, failed, skipped: 1, projects: { unit: project } })}' > "$SLUICE_TEST_COUNTS"`;
};

it('passes when everything passed, and tells the seconds of each project', () => {
  const { status, lines } = run(counts(12, 0));
  expect(status).toBe(0);
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^unit: 2\.[23] s, 12 passed, 0 failed, 1 skipped$/),
    '12 passed, 0 failed',
  ]);
});

it('fails when a test failed', () => {
  const { status, lines } = run(`${counts(11, 2)}; exit 1`);
  expect(status).not.toBe(0);
  expect(lines.at(-1)).toBe('11 passed, 2 failed');
});

it('fails when a test failed and vitest forgot to say so', () => {
  const { status, lines } = run(counts(11, 1));
  expect(status).not.toBe(0);
  expect(lines.at(-1)).toBe('11 passed, 1 failed');
});

it('counts a check that failed before any test as one failure', () => {
  const { status, lines } = run('exit 2');
  expect(status).not.toBe(0);
  expect(lines.at(-1)).toBe('0 passed, 1 failed');
});

it('counts an install that failed as one failure', () => {
  const { status, lines } = run(counts(12, 0), false);
  expect(status).not.toBe(0);
  expect(lines.at(-1)).toBe('0 passed, 1 failed');
});

it('prints the counts once', () => {
  const { lines } = run(counts(12, 0));
  expect(lines.filter((line) => /^\d+ passed, \d+ failed$/.test(line))).toHaveLength(1);
});

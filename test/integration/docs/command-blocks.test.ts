// Runs every command block of the documents, as a reader would paste it.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startZoneServer } from '../../../src/compose.ts';
import { readConfig, settingsTable } from '../../../src/config.ts';
import { removeInstallation } from '../../../src/installation.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

let zone: Awaited<ReturnType<typeof startZoneServer>>;
beforeAll(async () => {
  zone = await startZoneServer(join(ROOT, 'data/demo/zone.txt'));
});
afterAll(() => zone.stop());

/** The `sh` blocks of a document, in order. */
function blocksOf(document: string): string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
}

/**
 * What this machine has done already is left out: the install, and the tests that are running now. Both are
 * what `.ci/run` does, which the last test of this file checks.
 */
function runnable(block: string): string {
  return block.replace(/^npm ci && npm test\b.*$/gm, ':').replaceAll('npm ci && ', '');
}

describe('command blocks', () => {
  const withBlocks = DOCUMENTS.filter((document) => blocksOf(document).length > 0);

  it.each(withBlocks)(
    'of %s run without an error',
    async (document) => {
      const home = mkdtempSync(join(tmpdir(), 'sluice-docs-'));
      const environment = {
        ...process.env,
        PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`,
        SLUICE_HOME: join(home, 'home'),
        SLUICE_DNS: zone.dns,
        SLUICE_LOG_LEVEL: 'error',
        PORT: String(await freePort()),
      };
      const script = blocksOf(document).map(runnable).join('\n');
      try {
        const { code, output } = await bash(`${STOP_AT_END}\nset -e\n${script}\n`, environment);
        expect(output.split('\n').filter((line) => /^sluice: [a-z-]+: /.test(line))).toEqual([]);
        expect(code, output).toBe(0);
      } finally {
        await removeInstallation(readConfig({ SLUICE_HOME: environment.SLUICE_HOME })).catch(() => {});
        rmSync(home, { recursive: true, force: true });
        rmSync(`${environment.SLUICE_HOME}-keys.json`, { force: true });
      }
    },
    120_000,
  );

  it('have a language, so that none is left out', () => {
    for (const document of DOCUMENTS) {
      const fences = readFileSync(join(ROOT, document), 'utf8').match(/^```.*$/gm) ?? [];
      const opening = fences.filter((_, at) => at % 2 === 0);
      expect(
        opening.every((fence) => /^```(sh|text|json|ts)$/.test(fence)),
        document,
      ).toBe(true);
    }
  });

  it('that install and test are what CI runs', () => {
    expect(blocksOf('README.md')).toContain('npm ci && npm test\n');
    const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
    expect(ci).toMatch(/npm ci/);
    expect(ci).toMatch(/npm test/);
  });
});

describe('docs/operations.md', () => {
  it('names every setting with its meaning and default', () => {
    const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    for (const { name, meaning, fallback } of settingsTable()) {
      expect(text).toContain(`| \`${name}\` | ${meaning} | ${fallback} |`);
    }
  });
});

/** A server that a block left running holds its output open. */
const STOP_AT_END = `trap 'code=$?; kill %1 2>/dev/null && wait %1; exit $code' EXIT`;

function bash(script: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['-m', '-c', script],
      { cwd: ROOT, env, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr });
      },
    );
    child.stdin?.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

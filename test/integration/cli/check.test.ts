// `sluice check` as a process: every line answered in order, inert output, exit codes of the contract.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NameServer } from '../../../src/lookup/name-server.ts';
import type { VerificationResult } from '../../../src/model/result.ts';
import { runSluice, startSluice } from './run-sluice.ts';
import { dnsOf, startSampleNames } from './sample-names.ts';

const CASES = new URL('../../fixtures/cases/address-cases.jsonl', import.meta.url);
const resultsOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as VerificationResult & { error?: string; line?: number });

let server: NameServer;
let dns: string;
beforeAll(async () => {
  server = await startSampleNames();
  dns = dnsOf(server);
});
afterAll(() => server.stop());

describe('check for people', () => {
  it('prints one aligned line an address, without colours in a pipe', async () => {
    const { code, stdout } = await runSluice([
      'check',
      '--dns',
      dns,
      'ann@gmial.com',
      'ann@a.sample-mail.com',
      'x@@y',
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'risky          typo-domain            score  35  toxicity 1  ann@gmial.com  did you mean ann@gmail.com?\n' +
        'deliverable    ok                     score 100  toxicity 0  ann@a.sample-mail.com\n' +
        'undeliverable  invalid-syntax         score   0  toxicity 0  x@@y\n',
    );
  });

  it('reads lines of standard input without arguments and for "-", and passes over blank ones', async () => {
    for (const args of [
      ['check', '--no-dns'],
      ['check', '--no-dns', '-'],
    ]) {
      const { code, stdout } = await runSluice(args, { input: '\uFEFFann@gmail.com\r\n\r\nbob@gmail.com' });
      expect(code).toBe(0);
      expect(stdout.match(/\w+@\w+\.com/g)).toEqual(['ann@gmail.com', 'bob@gmail.com']);
    }
  });

  it('prints control characters inert', async () => {
    const { stdout } = await runSluice(['check', '--no-dns'], { input: '\u001b[2J\u009b1m@x.com\n' });
    expect(stdout).toContain('\\u{1b}[2J\\u{9b}1m@x.com');
    expect(stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  it('explains a verdict by its checks', async () => {
    const { stdout } = await runSluice(['check', '--no-dns', '--explain', 'ann@gmial.com']);
    expect(stdout).toMatch(/\n {2}fail {2}typo +typo-domain: .*\n? +provider\. \[typo-domains@/);
    expect(stdout).toContain('\n  meant?     ann@gmail.com (offered, never applied)\n');
    const piped = await runSluice(['check', '--no-dns', '--explain', '-'], { input: 'ann@gmial.com\n' });
    expect(piped).toMatchObject({ code: 0, stdout });
  });

  it('ends with 1 for a verdict that --fail-on names, else with 0', async () => {
    const codeFor = async (verdicts: string) =>
      (await runSluice(['check', '--no-dns', '--fail-on', verdicts, 'ann@gmial.com'])).code;
    expect(await codeFor('risky')).toBe(1);
    expect(await codeFor('unknown,risky')).toBe(1);
    expect(await codeFor('undeliverable')).toBe(0);
  });

  it.each([
    [['--bogus', 'a@b.co'], 2],
    [['--fail-on', 'deliverable', 'a@b.co'], 2],
    [['--dns', 'no such server', 'a@b.co'], 2],
    [['--jsonl', 'a@b.co'], 2],
  ])('ends wrong use with 2 (%j)', async (args, code) => {
    expect(await runSluice(['check', ...args])).toMatchObject({ code, stdout: '' });
  });

  it('ends with 3 where the settings are wrong, and says which', async () => {
    const run = await runSluice(['check', 'a@b.co'], { environment: { SLUICE_DNS: '999.9.9.9:x' } });
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/^sluice: settings-invalid: SLUICE_DNS: .*\n$/);
  });

  it('names standard input first in its help', async () => {
    const { code, stdout } = await runSluice(['check', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: sluice check \[options\] < FILE\n/);
  });
});

describe('check for programs', () => {
  it('prints the result of the contract for --json', async () => {
    const { stdout } = await runSluice(['check', '--dns', dns, '--json', 'ann@gmial.com']);
    const [result] = resultsOf(stdout);
    expect(result).toMatchObject({
      address: 'ann@gmial.com',
      verdict: 'risky',
      reason: 'typo-domain',
      evidence: 'domain',
      domain: { dns: 'ok', mail: 'mx', exchanges: ['mx.sample-mail.com'] },
      suggestion: 'ann@gmail.com',
    });
  });

  it('answers every line of the shared cases, in order, without DNS', async () => {
    const input = readFileSync(CASES, 'utf8');
    const asked = resultsOf(input);
    const { code, stdout } = await runSluice(['check', '--jsonl', '--no-dns'], { input });
    expect(code).toBe(0);
    expect(asked.length).toBeGreaterThanOrEqual(163);
    expect(resultsOf(stdout).map(({ address }) => address)).toEqual(asked.map(({ address }) => address));
  });

  it('keeps the order when some domains answer late', async () => {
    const domains = ['dead-sample.com', 'a.sample-mail.com', 'absent-sample.com', 'b.sample-mail.com'];
    const input = domains.map((domain) => `{"address":"ann@${domain}"}\n`).join('');
    const { code, stdout } = await runSluice(['check', '--jsonl', '--dns', dns], { input });
    expect(code).toBe(0);
    expect(resultsOf(stdout).map(({ reason }) => reason)).toEqual(['dns-timeout', 'ok', 'nxdomain', 'ok']);
  });

  it('answers each line that is no question where it stands, and ends with 2', async () => {
    const long = JSON.stringify({ address: 'a'.repeat(2_000_000) });
    const lines = [
      '{"address":"a@gmail.com"}',
      '{"address":',
      '',
      '{"address":7}',
      '[]',
      long,
      '{"address":"b@gmail.com"}',
    ];
    const { code, stdout } = await runSluice(['check', '--jsonl', '--no-dns'], { input: lines.join('\n') });
    expect(code).toBe(2);
    expect(resultsOf(stdout).map(({ address, error, line }) => address ?? { error, line })).toEqual([
      'a@gmail.com',
      { error: 'invalid-json', line: 2 },
      { error: 'invalid-json', line: 3 },
      { error: 'invalid-request', line: 4 },
      { error: 'invalid-request', line: 5 },
      { error: 'body-too-large', line: 6 },
      'b@gmail.com',
    ]);
  });

  it('answers a line before the next one comes', async () => {
    const child = startSluice(['check', '--jsonl', '--no-dns']);
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (const name of ['ann', 'bob']) {
      child.stdin.write(`{"address":"${name}@gmail.com"}\n`);
      expect((await answers.next()).value).toContain(`"${name}@gmail.com"`);
    }
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('ends when its reader leaves, with a code and without a stack', async () => {
    const child = startSluice(['check', '--jsonl', '--no-dns']);
    const errors: Buffer[] = [];
    child.stderr.on('data', (piece: Buffer) => errors.push(piece));
    child.stdin.on('error', () => {});
    child.stdout.once('data', () => child.stdout.destroy());
    const feeding = setInterval(() => child.stdin.write('{"address":"ann@gmail.com"}\n'.repeat(1000)), 5);
    const [code] = await once(child, 'close');
    clearInterval(feeding);
    expect(code).toBe(3);
    expect(Buffer.concat(errors).toString()).toBe(
      'sluice: output-unwritable: The output cannot be written.\n',
    );
  });

  it('answers 50,000 lines within seconds and bounded memory', async () => {
    const input = Array.from({ length: 50_000 }, (_, n) => `{"address":"p${n}@gmail.com"}\n`).join('');
    const began = performance.now();
    const { code, stdout, peakMb } = await runSluice(['check', '--jsonl', '--no-dns'], { input });
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(50_001);
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(peakMb).toBeGreaterThan(20);
    expect(peakMb).toBeLessThan(400);
  });
});

// A file without a header and without addresses: its first row is a person, whom no refusal may name.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../../src/http/listen.ts';
import type { LogFields } from '../../../src/log.ts';
import { openTestInstallation, type TestInstallation, uploadForm } from '../../support/installation.ts';
import { findLeaks, leakPatterns } from '../../support/leak-scan.ts';
import { runSluice } from '../cli/run-sluice.ts';

const MARKERS = ['Roe-h5d2', 'Anorexia-k8w3', 'Dialysis-q4x7'];
const PATTERNS = MARKERS.flatMap(leakPatterns);
const leaksIn = (said: string) => findLeaks(Buffer.from(said), PATTERNS);

const [surname = '', diagnosis = '', ward = ''] = MARKERS;
const FILES: [string, string][] = [
  ['nothing but a person', `${surname},${diagnosis},${ward}\n`],
  ['a date beside the person', `${surname},1961-04-03,${diagnosis}\nDoe,1970-01-01,Asthma\n`],
  ['a word that stands in headers', `${surname},Price,${diagnosis}\nDoe,John,Asthma\n`],
  ['numbers of all but the first', `${surname},${diagnosis},none\nDoe,Asthma,555\nPoe,Asthma,556\n`],
  ['one column', `${surname}\nDoe\n`],
  ['several delimiters', `${surname};${diagnosis}\t${ward}\nDoe;x\ty\n`],
];

let sluice: TestInstallation;
let server: Listening;
let folder: string;
let environment: Record<string, string>;
const lines: [string, LogFields][] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-headerless-'));
  sluice = await openTestInstallation({ worker: false });
  const note = (event: string, fields: LogFields = {}) => void lines.push([event, fields]);
  const log = { debug: note, info: note, warn: note, error: note };
  server = await listen({ ...sluice.services, log }, { ...sluice.config, port: 0 });
  environment = {
    SLUICE_URL: `http://127.0.0.1:${server.port}`,
    SLUICE_API_KEY: await sluice.key('service'),
  };
});
afterAll(async () => {
  await server.close();
  await sluice.close();
  await rm(folder, { recursive: true, force: true });
});

describe('T7 · an error that names the columns prints a person: a file with', () => {
  it.each(FILES)('%s is refused without a word of it, in the answer and in the log', async (_, text) => {
    const headers = { authorization: `Bearer ${environment['SLUICE_API_KEY']}` };
    const init = { method: 'POST', body: uploadForm(text), headers };
    const answer = await fetch(`${environment['SLUICE_URL']}/v1/lists`, init);
    const problem = await answer.text();
    expect(answer.status).toBe(422);
    expect(problem).toMatch(/"detail":"The file has \d columns?; name the column/);
    expect(leaksIn(problem + JSON.stringify(lines))).toEqual([]);
    expect(lines.some(([event]) => event === 'request')).toBe(true);
  });

  it.each([
    ['lists upload', ['lists', 'upload']],
    ['verify', ['verify', '--no-dns']],
  ])('a person in its first row is not named by "%s"', async (_, command) => {
    const path = join(folder, `${ward}.csv`);
    await writeFile(path, FILES[0]?.[1] ?? '');
    const run = await runSluice([...command, path], { environment });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/^sluice: no-address-column: The file has 3 columns; [^\n]+\n$/);
    expect(leaksIn(run.stderr)).toEqual([]);
  });

  it('a header is named, with what steers a terminal escaped', async () => {
    const path = join(folder, 'steering.csv');
    await writeFile(path, `name,city,to\u001b[H\u009bJ\u202ewn\r\n${'a,b,c\r\n'.repeat(100)}`);
    for (const command of [
      ['lists', 'upload'],
      ['verify', '--no-dns'],
    ]) {
      const { stderr } = await runSluice([...command, path], { environment });
      expect(stderr).toContain('(name, city, ');
      expect(stderr).not.toMatch(/\p{Cc}(?<!\n)/u);
    }
  });
});

// What the mail hosts of a domain tell counts for a list as it counts for a single address.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPool, type Pool } from '../../db/connect.ts';
import type { VerificationResult } from '../../src/model/result.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postJson } from './json-request.ts';

const ZONE = [
  'mailinator-behind.com MX 10 mail.mailinator.com',
  'mail.mailinator.com A 198.41.0.4',
  'backup-behind.com MX 10 mail.mailinator.com',
  'backup-behind.com MX 20 mx.kelpworks.com',
  'nobody-home.com MX 10 mail.h-email.net',
  'mail.h-email.net A 198.41.0.4',
  'kelpworks.com MX 10 mx.kelpworks.com',
  'mx.kelpworks.com A 198.41.0.4',
  'gmail.com MX 5 mail.mailinator.com',
  'mozmail.com MX 5 mail.mailinator.com',
  'clinic.test MX 10 mx.kelpworks.com',
].join('\n');

const EXPECTED = [
  ['ann@mailinator-behind.com', 'risky', 'disposable', '15', '3'],
  ['ann@backup-behind.com', 'deliverable', 'ok', '100', '0'],
  ['ann@nobody-home.com', 'risky', 'toxic', '10', '4'],
  ['ann@kelpworks.com', 'deliverable', 'ok', '100', '0'],
  ['ann@gmail.com', 'deliverable', 'ok', '100', '0'],
  ['ann@mozmail.com', 'deliverable', 'relay', '95', '0'],
  ['ann@clinic.test', 'undeliverable', 'special-use-domain', '0', '0'],
];
const FILE = `email\n${EXPECTED.map(([address]) => address).join('\n')}\n`;

let sluice: TestInstallation;
let owner: Pool;
beforeAll(async () => {
  sluice = await openTestInstallation({ zone: ZONE });
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

async function rowsOfList(): Promise<string[][]> {
  const { id } = await completeList(sluice, FILE);
  const answer = await sluice.request(`/v1/lists/${id}/results`);
  const rows = parse(await answer.text(), { bom: true, from_line: 2 }) as string[][];
  return rows.map((row) => row.slice(0, 5));
}

async function rowOfAddress(address: string): Promise<string[]> {
  const answer = postJson(sluice, '/v1/validate', { address });
  const { verdict, reason, score, toxicity } = await jsonOf<VerificationResult>(answer);
  return [address, verdict, reason, String(score), String(toxicity.score)];
}

const kinds = () =>
  owner.sql`SELECT exchange_kind, count(*)::int FROM domains GROUP BY 1 ORDER BY 1`.values();

it('a list and single addresses get the same answers', async () => {
  expect(await rowsOfList()).toEqual(EXPECTED);
  for (const row of EXPECTED) expect(await rowOfAddress(row[0] ?? '')).toEqual(row);
});

it('only the kind is kept, and names that the public DNS cannot hold were never asked about', async () => {
  expect(await kinds()).toEqual([
    ['disposable', 3],
    ['ordinary', 2],
    ['parked', 1],
    ['unknown', 1],
  ]);
  expect(await owner.sql`SELECT dns, mail FROM domains WHERE exchange_kind = 'unknown'`.values()).toEqual([
    ['skipped', 'unknown'],
  ]);
});

it('what older lists said of the hosts does not count under newer ones', async () => {
  await owner.sql`UPDATE domains SET exchange_kind = 'ordinary', exchange_lists = 'disposable@2020-01-01'`;
  expect(await rowsOfList()).toEqual(EXPECTED);
  await owner.sql`UPDATE domains SET exchange_kind = 'ordinary' WHERE exchange_kind = 'disposable'`;
  const [first] = await rowsOfList();
  expect(first?.slice(1, 3)).toEqual(['deliverable', 'ok']);
});

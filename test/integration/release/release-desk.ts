// What a caller does around a release: imports, senders, requests; and a look at each decided row.

import type { ReleaseRequest, ReleaseView } from '../../../src/compose.ts';
import type { Stream } from '../../../src/model/consent.ts';
import type { Outcome, ReleaseReason } from '../../../src/model/decision.ts';
import { type TestInstallation, until } from '../../support/installation.ts';

/** Cells by column name; a column left out is empty. */
export type Line = Readonly<Record<string, string | boolean | undefined>>;

/** Imports lines as CSV over HTTP; every line must be accepted. */
export async function importLines(
  sluice: TestInstallation,
  kind: 'suppressions' | 'consents' | 'contacts',
  lines: readonly Line[],
): Promise<void> {
  if (lines.length === 0) return;
  const answer = await sluice.request(`/v1/${kind}/import`, {
    method: 'POST',
    body: csvOf(lines),
    headers: { 'content-type': 'text/csv' },
  });
  const report = (await answer.json()) as { accepted: number; duplicate: number; rejected: unknown[] };
  if (answer.status !== 200 || report.accepted + report.duplicate !== lines.length) {
    throw new Error(`The import was answered ${answer.status}: ${JSON.stringify(report)}`);
  }
}

/** A header of every column that a line has, then the lines. */
export function csvOf(lines: readonly Line[]): string {
  const columns = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const rows = lines.map((line) => columns.map((column) => quoted(String(line[column] ?? ''))));
  return [columns, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export async function createSender(sluice: TestInstallation, stream: Stream): Promise<string> {
  const answer = await postJson(sluice, '/v1/senders', { name: stream, domain: 'news.clinic.org', stream });
  return ((await answer.json()) as { id: string }).id;
}

export function postJson(sluice: TestInstallation, path: string, body: unknown): Promise<Response> {
  return sluice.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

/** A newsletter about own services to people who asked for it. */
export const NEWSLETTER = {
  content: 'own_service',
  phi_basis: 'none',
  remuneration: false,
} as const satisfies Partial<ReleaseRequest>;

/** A message about care that is going on. */
export const CARE = {
  content: 'treatment',
  phi_basis: 'relationship',
  remuneration: false,
  relationship: { active: true, attested_at: '2026-06-01T00:00:00Z' },
  trigger: { type: 'appointment', ref: '4711' },
} as const satisfies Partial<ReleaseRequest>;

/** Asks for a release and gives its id. */
export async function askRelease(sluice: TestInstallation, request: ReleaseRequest): Promise<string> {
  const answer = await postJson(sluice, '/v1/releases', request);
  if (answer.status !== 202) throw new Error(`The release was answered ${answer.status}.`);
  return ((await answer.json()) as { id: string }).id;
}

export async function findRelease(sluice: TestInstallation, id: string): Promise<ReleaseView> {
  return (await (await sluice.request(`/v1/releases/${id}`)).json()) as ReleaseView;
}

/** Asks for a release and waits until it is decided. */
export async function decideNow(sluice: TestInstallation, request: ReleaseRequest): Promise<ReleaseView> {
  const id = await askRelease(sluice, request);
  return until(async () => {
    const release = await findRelease(sluice, id);
    return release.status === 'deciding' ? null : release;
  });
}

export interface DecidedRow {
  readonly outcome: Outcome;
  readonly primary: ReleaseReason | null;
  readonly reasons: readonly string[];
  /** Seconds since 1970; 0 for none. */
  readonly expiry: number;
}

/** The stored decision of every row, in row order. */
export async function decidedRows(sluice: TestInstallation, releaseId: string): Promise<DecidedRow[]> {
  const { releases } = sluice.installation.database;
  const release = await releases.find(releaseId);
  const rows: DecidedRow[] = [];
  for await (const chunk of releases.chunks(release?.id ?? 0)) {
    for (let at = 0; at < chunk.rows; at += 1) {
      const decision = release?.decisions?.[chunk.decisionIds.readUInt16LE(at * 2)];
      if (!decision) throw new Error('A row without a decision.');
      rows.push({ ...(decision as Omit<DecidedRow, 'expiry'>), expiry: chunk.expiries.readUInt32LE(at * 4) });
    }
  }
  return rows;
}

/** `row` → `address` of a released file, and its lines as they are. */
export async function fetchFile(sluice: TestInstallation, releaseId: string) {
  const answer = await sluice.request(`/v1/releases/${releaseId}/file`);
  const text = await answer.text();
  return { status: answer.status, text, addresses: answer.ok ? addressesOf(text) : [] };
}

export function addressesOf(file: string): string[] {
  const lines = file.split('\r\n').slice(1, -1);
  return lines.map((line) => line.split(',')[1] ?? '');
}

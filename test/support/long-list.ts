// A list that takes a while, so that something can happen to the service meanwhile.
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { ListView } from '../../src/compose.ts';

const ROWS = 100_000;
const line = (row: number) =>
  row % 5 === 0 ? `${row},no address\r\n` : `${row},person.${row}@gmail.com\r\n`;

/** What must be counted in the end, whatever happened. */
export const LONG_LIST = {
  status: 'completed',
  rows: ROWS,
  processed: ROWS,
  duplicates: 0,
  counts: { deliverable: (ROWS / 5) * 4, risky: 0, undeliverable: ROWS / 5, unknown: 0 },
} as const;

export async function writeLongList(path: string): Promise<void> {
  await writeFile(path, `id,email\r\n${Array.from({ length: ROWS }, (_, at) => line(at + 1)).join('')}`);
}

/** Uploads it and comes back when some of its rows are verified, and others wait. */
export async function startLongList(url: string, key: string, path: string): Promise<string> {
  const form = new FormData();
  form.set('name', 'Long');
  form.set('source', 'web_form');
  form.set('file', await openAsBlob(path), 'long.csv');
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${url}/v1/lists`, { method: 'POST', body: form, headers });
  const { id } = (await answer.json()) as { id: string };
  for (;;) {
    const list = (await (await fetch(`${url}/v1/lists/${id}`, { headers })).json()) as ListView;
    if (list.status === 'completed') throw new Error('The list was too quick.');
    if (list.status === 'running' && list.processed > 0) return id;
  }
}

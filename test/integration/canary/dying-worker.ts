// Kills a worker in the middle of a list: its first chunk is verified, and the next one in its hands.
import { openPool, type Pool } from '../../../db/connect.ts';
import { until } from '../../support/installation.ts';
import { workerOf } from '../../support/service.ts';
import type { CanaryService } from './canary-service.ts';
import { CELL, COLUMN_NAME, FILE_NAME, LIST_NAME, PERSON } from './marked-people.ts';

/** Three chunks, the marked person in each of them. */
const ROWS = 12_000;
const rows = Array.from(
  { length: ROWS },
  (_, at) => `${at},${at % 100 ? `p${at}@gmail.com` : PERSON},${CELL}`,
);
const LIST = [`id,email,${COLUMN_NAME}`, ...rows, ''].join('\r\n');
const GATE = 4711;

/** The id of the list, which completes when another worker has taken over. */
export async function startListWhoseWorkerDies(canary: CanaryService): Promise<string> {
  const owner = openPool({ url: canary.server.ownerUrl, applicationName: 'test', max: 2 });
  try {
    await setGate(owner);
    const uploaded = await owner.sql.begin(async (held) => {
      await held`SELECT pg_advisory_xact_lock(${GATE})`;
      // Its last step may wait behind the gate as well.
      const uploading = canary.call('/v1/lists', { method: 'POST', body: form() });
      await until(async () => ((await waitsAtGate(owner)) ? true : null));
      process.kill(workerOf(canary.service) ?? 0, 'SIGKILL');
      return { answer: uploading };
    });
    const { id } = (await (await uploaded.answer).json()) as { id: string };
    await owner.sql`DROP FUNCTION wait_at_gate CASCADE`;
    // What the worker had in its hands is lost when its heartbeat stays out: let it have been out for long.
    await owner.sql`UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active'`;
    return id;
  } finally {
    await owner.close();
  }
}

/** A chunk cannot be saved while the gate is shut, unless it is the first of its list. */
async function setGate({ sql }: Pool): Promise<void> {
  await sql.unsafe(`
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM list_chunks WHERE list_id = NEW.list_id AND state = 'verified') THEN
        PERFORM pg_advisory_xact_lock(${GATE});
      END IF;
      RETURN NEW;
    END $$`);
  await sql`
    CREATE TRIGGER wait_at_gate BEFORE UPDATE ON list_chunks FOR EACH ROW
    WHEN (OLD.state = 'queued') EXECUTE FUNCTION wait_at_gate()`;
}

async function waitsAtGate({ sql }: Pool): Promise<boolean> {
  const waiting = await sql`
    SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${GATE} AND NOT granted`;
  return waiting.length > 0;
}

function form(): FormData {
  const made = new FormData();
  made.set('name', LIST_NAME);
  made.set('source', 'web_form');
  made.set('file', new Blob([LIST]), FILE_NAME);
  return made;
}

// What comes while a release is decided, downloaded or waited for: an opt-out is seen, or the file is stale.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../../../db/connect.ts';
import {
  completeList,
  openTestInstallation,
  type TestInstallation,
  until,
} from '../../support/installation.ts';
import {
  askRelease,
  createSender,
  csvOf,
  decideNow,
  fetchFile,
  findRelease,
  importLines,
  NEWSLETTER,
  postJson,
} from './release-desk.ts';

const PEOPLE = 60;
const ROUNDS = 15;

const ADDRESSES = Array.from({ length: PEOPLE }, (_, n) => `reader${n}@kelpworks.com`);

let sluice: TestInstallation;
let owner: Pool;
let request: { list: string; sender: string } & typeof NEWSLETTER;
beforeAll(async () => {
  sluice = await openTestInstallation();
  owner = openPool({ url: sluice.ownerUrl, applicationName: 'test snapshot', max: 1 });
  const list = (await completeList(sluice, csvOf(ADDRESSES.map((email) => ({ email, note: 'x' }))))).id;
  request = { ...NEWSLETTER, list, sender: await createSender(sluice, 'marketing') };
  await importLines(
    sluice,
    'consents',
    ADDRESSES.map((address) => ({
      address,
      kind: 'can_spam_affirmative',
      signed_at: '2026-01-01',
      capture_point: 'web_form',
    })),
  );
});
afterAll(async () => {
  await owner.close();
  await sluice.close();
});

async function unsubscribe(address: string): Promise<void> {
  const answer = await postJson(sluice, '/v1/suppressions', { address, reason: 'unsubscribe' });
  expect(answer.status).toBe(200);
}

describe('T14 · the file goes out after the unsubscribe', () => {
  describe('an unsubscribe', () => {
    it('that comes while a release is decided is seen by it, or makes its file stale', async () => {
      const outcomes = new Set<number>();
      for (const [n, address] of ADDRESSES.slice(0, ROUNDS).entries()) {
        const deciding = decideNow(sluice, request);
        // From before the snapshot until after the decision.
        await (n < ROUNDS - 1 ? sleep(n * 10) : deciding);
        await unsubscribe(address);
        const release = await deciding;
        const file = await fetchFile(sluice, release.id);
        outcomes.add(file.status);
        if (file.status === 200) expect(file.addresses).not.toContain(address);
        else expect(JSON.parse(file.text)).toMatchObject({ code: 'release-stale' });
      }
      expect(outcomes).toContain(409);
    });

    it.each([
      ['of somebody who is not on the list', { address: 'stranger@kelpworks.com', reason: 'unsubscribe' }],
      ['of another sender', { address: 'reader59@kelpworks.com', reason: 'manual', scope: 'sender:snd_0' }],
      [
        'from the other stream',
        { address: 'reader59@kelpworks.com', reason: 'manual', scope: 'transactional' },
      ],
    ])('%s leaves a file as it is', async (_, line) => {
      const { id } = await decideNow(sluice, request);
      expect((await postJson(sluice, '/v1/suppressions', line)).status).toBe(200);
      expect((await fetchFile(sluice, id)).status).toBe(200);
    });

    it('in another spelling that probably means a reader makes a file stale', async () => {
      const list = (await completeList(sluice, 'email,id\r\nann.lee@gmail.com,1\r\n')).id;
      await importLines(sluice, 'consents', [
        {
          address: 'ann.lee@gmail.com',
          kind: 'state_consent',
          signed_at: '2026-01-01',
          capture_point: 'portal',
        },
      ]);
      const { id, counts } = await decideNow(sluice, { ...request, list });
      expect(counts.released).toBe(1);
      await unsubscribe('a.n.n.lee+news@gmail.com');
      expect((await fetchFile(sluice, id)).status).toBe(409);
    });
  });

  describe('what ends a permission', () => {
    it.each([
      ['a revocation', 'reader50', 'UPDATE consents SET revoked_at = now()'],
      ['an invalidation', 'reader51', 'UPDATE consents SET invalidated_at = now()'],
      ['an event', 'reader52', 'UPDATE consents SET event_at = now()'],
    ])('%s after the decision makes the file stale', async (_, reader, statement) => {
      const { id } = await decideNow(sluice, request);
      expect((await fetchFile(sluice, id)).status).toBe(200);
      const n = Number(reader.replace('reader', ''));
      await owner.sql.unsafe(
        `${statement} WHERE id = (SELECT id FROM consents ORDER BY id LIMIT 1 OFFSET ${n})`,
      );
      const file = await fetchFile(sluice, id);
      expect(file.status).toBe(409);
      const anew = await decideNow(sluice, request);
      expect((await fetchFile(sluice, anew.id)).addresses).not.toContain(`${reader}@kelpworks.com`);
    });

    it('the expiry of a consent that a row stands on makes the file stale at that instant', async () => {
      const list = (await completeList(sluice, 'email,id\r\nbrief@kelpworks.com,1\r\n')).id;
      const soon = new Date(Date.now() + 4000).toISOString();
      await importLines(sluice, 'consents', [
        {
          address: 'brief@kelpworks.com',
          kind: 'can_spam_affirmative',
          signed_at: '2026-01-01',
          capture_point: 'web_form',
          expires_at: soon,
        },
      ]);
      const { id } = await decideNow(sluice, { ...request, list });
      expect((await fetchFile(sluice, id)).addresses).toEqual(['brief@kelpworks.com']);
      await sleep(Date.parse(soon) - Date.now());
      expect((await fetchFile(sluice, id)).status).toBe(409);
    });

    it('a contact that is now confidential makes the file stale', async () => {
      const { id } = await decideNow(sluice, request);
      await importLines(sluice, 'contacts', [{ address: 'reader55@kelpworks.com', confidential: true }]);
      expect((await fetchFile(sluice, id)).status).toBe(409);
    });
  });

  describe('a running import', () => {
    it('is waited for, and counts', async () => {
      await owner.sql`INSERT INTO imports (public_id, kind, status) VALUES ('imp_wait', 'suppressions', 'running')`;
      const id = await askRelease(sluice, request);
      await sleep(1500);
      expect((await findRelease(sluice, id)).status).toBe('deciding');
      await unsubscribe('reader58@kelpworks.com');
      await owner.sql`UPDATE imports SET status = 'completed' WHERE public_id = 'imp_wait'`;
      const release = await until(async () => {
        const found = await findRelease(sluice, id);
        return found.status === 'deciding' ? null : found;
      });
      expect(release.status).toBe('ready');
      expect((await fetchFile(sluice, id)).addresses).not.toContain('reader58@kelpworks.com');
    });
  });
});

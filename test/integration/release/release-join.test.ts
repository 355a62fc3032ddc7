// The set-based join against the slow reference: every decision about random small worlds is the same.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openPool } from '../../../db/connect.ts';
import { decide } from '../../../src/merge/decide.ts';
import { toReleaseFacts } from '../../../src/merge/release-facts.ts';
import type { Decision } from '../../../src/model/decision.ts';
import type { VerdictReason } from '../../../src/model/verdict.ts';
import { type DeclaredTerms, termsOf } from '../../../src/release/terms.ts';
import { completeList, openTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { type Asking, expiryOf, type Known, mailboxOf, personFactsOf } from './reference-facts.ts';
import { createSender, csvOf, decidedRows, decideNow, importLines } from './release-desk.ts';
import {
  consentLine,
  contactLine,
  suppressionLine,
  WORLD_ZONE,
  type World,
  type WorldConsent,
  world,
} from './worlds.ts';

const WORLDS = 6;
const TRIGGER = { type: 'appointment', ref: '4711' };

/** What verification said of one row, from the results that a caller downloads. */
interface Verified {
  readonly email: string;
  readonly sluice_reason: VerdictReason;
  readonly sluice_toxicity: string;
  readonly sluice_duplicate_of: string;
}

/** Other worlds every day; a failure names its own. */
const SEED = Math.floor(Date.now() / 86_400_000);

it.each(fc.sample(world, { numRuns: WORLDS, seed: SEED }).map((made, n) => [n, made] as const))(
  `decides each row as the slow reference does (seed ${SEED}, world %i)`,
  async (_, made) => agrees(made),
);

async function agrees(made: World): Promise<void> {
  const sluice = await openTestInstallation({ zone: WORLD_ZONE });
  try {
    const list = await completeList(sluice, csvOf(made.cells.map((email) => ({ email, note: 'x' }))), {
      source: made.source,
    });
    const senders = {
      marketing: await createSender(sluice, 'marketing'),
      transactional: await createSender(sluice, 'transactional'),
    };
    const suppressions = made.suppressions.map((entry) => ({
      ...entry,
      scope: entry.scope
        .replace('list:THIS', `list:${list.id}`)
        .replace('sender:THIS', `sender:${senders.marketing}`),
    }));
    await importLines(sluice, 'suppressions', suppressions.map(suppressionLine));
    await importLines(sluice, 'consents', made.consents.map(consentLine));
    await importLines(sluice, 'contacts', made.contacts.map(contactLine));
    await endConsents(sluice, made.consents);
    const results = await (await sluice.request(`/v1/lists/${list.id}/results`)).text();
    const rows: Verified[] = parse(results, { bom: true, columns: true });
    expect(rows).toHaveLength(made.cells.length);
    const known = { ...made, suppressions };
    for (const { stream, ...declared } of made.requests) {
      const request = { ...declared, list: list.id, sender: senders[stream], trigger: TRIGGER };
      const asking = { list: list.id, sender: senders[stream] };
      await compare(sluice, rows, known, { stream, listSource: made.source }, request, asking);
    }
  } finally {
    await sluice.close();
  }
}

async function compare(
  sluice: TestInstallation,
  rows: readonly Verified[],
  known: Known,
  of: Pick<Parameters<typeof termsOf>[1], 'stream' | 'listSource'>,
  request: DeclaredTerms & { list: string; sender: string },
  ids: Pick<Asking, 'list' | 'sender'>,
): Promise<void> {
  const { releases } = sluice.installation.database;
  const view = await decideNow(sluice, request);
  expect(view).toMatchObject({ status: 'ready', list_reasons: [] });
  const now = (await releases.find(view.id))?.decidedAt ?? new Date(Number.NaN);
  const terms = termsOf(request, { ...of, policy: await releases.currentPolicy(), now });
  const expected = rows.map((row) => referenceDecision(row, known, { ...ids, terms, now }));
  const decided = await decidedRows(sluice, view.id);
  rows.forEach(({ email }, at) => {
    expect({ email, ...decided[at] }).toEqual({ email, ...expected[at] });
  });
}

function referenceDecision(row: Verified, known: Known, asking: Asking): Decision & { expiry: number } {
  const mailbox = mailboxOf(row.email);
  const person = mailbox === null ? null : personFactsOf(mailbox, known, asking);
  const facts = toReleaseFacts(
    person ?? { ...NOBODY, residence: 'unknown' },
    {
      verdictReason: row.sluice_reason,
      toxicity: Number(row.sluice_toxicity),
      duplicate: row.sluice_duplicate_of !== '',
      stale: false,
      sharedMailbox: mailbox?.localPart === 'info',
    },
    asking.terms,
  );
  const decision = decide(facts, asking.terms);
  const released = decision.outcome === 'release' && mailbox !== null;
  return { ...decision, expiry: released ? expiryOf(mailbox, known, asking) : 0 };
}

const NOBODY = {
  suppressions: [],
  authorization: 'absent',
  affirmative: false,
  remunerationStated: false,
  addressConfirmed: false,
  minor: false,
  engaged: false,
  probableSame: false,
  specialHeld: false,
} as const;

/** What ends a consent after it was given has no call of its own yet. */
async function endConsents(sluice: TestInstallation, consents: readonly WorldConsent[]): Promise<void> {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test consents', max: 1 });
  try {
    const ended = await owner.sql`
      UPDATE consents SET effective_from = e."effectiveFrom", event_at = e."eventAt", revoked_at = e."revokedAt",
        superseded_at = e."supersededAt", invalidated_at = e."invalidatedAt"
      FROM jsonb_to_recordset(${JSON.stringify(consents)}::text::jsonb) AS e("signedAt" timestamptz, "effectiveFrom" timestamptz,
        "eventAt" timestamptz, "revokedAt" timestamptz, "supersededAt" timestamptz, "invalidatedAt" timestamptz)
      WHERE signed_at = e."signedAt"`;
    expect(ended.count).toBe(consents.length);
  } finally {
    await owner.close();
  }
}

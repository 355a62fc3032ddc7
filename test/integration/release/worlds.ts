// Small random worlds: a list, and the suppressions, consents and contacts that meet it in every way.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CONSENT_KINDS, PURPOSES, STREAMS } from '../../../src/model/consent.ts';
import { CONTENT_CLASSES, PHI_BASES } from '../../../src/model/decision.ts';
import { SUPPRESSION_REASONS } from '../../../src/model/suppression.ts';
import type { KnownConsent, KnownContact, KnownSuppression } from './reference-facts.ts';
import type { Line } from './release-desk.ts';

const ROWS = 45;

/** Every domain takes mail; the third is a part of the second, the last is written in two ways. */
export const WORLD_ZONE = [
  'gmail.com MX 5 mx.gmail.com',
  'kelpworks.com MX 5 mx.gmail.com',
  'clinic.kelpworks.com MX 5 mx.gmail.com',
  'xn--dnenwacht-q9a.de MX 5 mx.gmail.com',
  'mx.gmail.com A 142.250.102.26',
].join('\n');

const LOCAL_PARTS = ['ann.lee', 'annlee', 'Ann.Lee+news', 'BOB', 'bob', 'info', 'cyd-o', 'cyd', '日本'];
const DOMAINS = [
  'gmail.com',
  'kelpworks.com',
  'CLINIC.kelpworks.com',
  'dünenwacht.de',
  'xn--dnenwacht-q9a.de',
];
const address = fc
  .tuple(fc.constantFrom(...LOCAL_PARTS), fc.constantFrom(...DOMAINS))
  .map(([localPart, domain]) => `${localPart}@${domain}`);
const cell = fc.oneof(
  { weight: 12, arbitrary: address },
  fc.constantFrom('', 'nobody', 'Ann <bob@gmail.com>'),
);

const DAY_MS = 86_400_000;
const fromNow = (days: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS);
const passed = fc.constantFrom(-400, -30, -2).map(fromNow);
const anyTime = fc.constantFrom(-30, -2, 3, 30).map(fromNow);
/** A time once in so often, else none. */
const rarely = (often: number, time = anyTime) =>
  fc.oneof({ weight: often - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: time });
const ending = rarely(2, fc.constantFrom(-30, -1, 0.1, 3, 6.99, 7.01, 30, 60_000).map(fromNow));

/** `THIS` stands for the id of the list or sender that is not made yet. */
const scope = fc.constantFrom('all', ...STREAMS, 'list:THIS', 'sender:THIS', 'list:lst_0', 'sender:snd_0');

const suppression: fc.Arbitrary<KnownSuppression> = fc
  .record({
    by: fc.constantFrom('address', 'address', 'domain', 'hash'),
    address,
    algorithm: fc.constantFrom('md5', 'sha256'),
    upper: fc.boolean(),
    reason: fc.constantFrom(...SUPPRESSION_REASONS),
    scope,
    expiresAt: rarely(3),
  })
  .map(({ by, address: text, algorithm, upper, reason, scope: where, expiresAt }) => {
    const written = upper ? text.toUpperCase() : text;
    const domain = text
      .slice(text.indexOf('@') + 1)
      .toLowerCase()
      .replace('dünenwacht', 'xn--dnenwacht-q9a');
    const digest = createHash(algorithm).update(text.toLowerCase()).digest('hex');
    const shown = { address: written, domain, hash: upper ? digest.toUpperCase() : digest }[by];
    return { by, text: shown, reason, scope: where, expiresAt };
  });

const consent = fc
  .record({
    address,
    kind: fc.constantFrom(
      ...CONSENT_KINDS.filter((kind) => kind !== 'fundraising_optout'),
      'hipaa_authorization',
    ),
    stream: fc.constantFrom('marketing', 'marketing', 'transactional'),
    purposes: fc.subarray([...PURPOSES.slice(0, 3)]),
    signedAt: passed,
    effectiveFrom: rarely(6),
    expiresAt: ending,
    remunerationStated: fc.boolean(),
    defective: fc.constantFrom(false, false, false, true),
    eventAt: rarely(14),
    revokedAt: rarely(10),
    supersededAt: rarely(10),
    invalidatedAt: rarely(14),
  })
  .map(({ defective, signedAt, effectiveFrom, ...one }) => {
    const isAuthorization = one.kind === 'hipaa_authorization';
    const purposes = isAuthorization && one.purposes.length === 0 ? [...PURPOSES] : one.purposes;
    return {
      ...one,
      purposes,
      remunerationStated: isAuthorization && one.remunerationStated,
      // An authorization needs a date or an event; the event of these has not happened.
      expiryEvent: isAuthorization && one.expiresAt === null ? 'END_OF_CARE' : '',
      defects: isAuthorization && defective ? ['ST1_REVOKE'] : [],
      signedAt,
      effectiveFrom: effectiveFrom !== null && effectiveFrom > signedAt ? effectiveFrom : signedAt,
    };
  });
export type WorldConsent = KnownConsent & { readonly signedAt: Date; readonly expiryEvent: string };

const contact: fc.Arbitrary<KnownContact> = fc.record({
  address,
  state: fc.constantFrom(null, 'CO', 'TX', 'NY'),
  country: fc.constantFrom(null, null, 'US'),
  confirmed: fc.boolean(),
  minor: fc.constantFrom(false, false, false, true),
  deceased: fc.constantFrom(false, false, false, true),
  confidential: fc.constantFrom(false, false, false, true),
});

/** What a release declares; the list's source is the world's. */
const request = fc.record(
  {
    stream: fc.constantFrom('marketing', 'marketing', 'transactional'),
    content: fc.constantFrom(...CONTENT_CLASSES, 'own_service', 'marketing'),
    phi_basis: fc.constantFrom(...PHI_BASES, 'none'),
    remuneration: fc.constantFrom(false, false, true, 'unknown' as const),
    purpose: fc.constantFrom(...PURPOSES.slice(0, 3)),
    essential: fc.boolean(),
    relationship: fc.record({ active: fc.boolean(), attested_at: fc.constant('2026-09-01T00:00:00Z') }),
  },
  { requiredKeys: ['stream', 'content', 'phi_basis', 'remuneration'] },
);

export const world = fc.record({
  cells: fc.array(cell, { minLength: ROWS, maxLength: ROWS }),
  source: fc.constantFrom('web_form', 'web_form', 'clinical', 'referral'),
  suppressions: fc.array(suppression, { minLength: 6, maxLength: 16, size: 'max' }),
  consents: fc
    .array(consent, { minLength: 40, maxLength: 70, size: 'max' })
    // Each its own instant of signature, by which its row is found again.
    .map((all) =>
      all.map((one, n): WorldConsent => {
        const signedAt = new Date(one.signedAt.getTime() - n * 1000);
        const effectiveFrom = one.effectiveFrom === one.signedAt ? signedAt : one.effectiveFrom;
        return { ...one, signedAt, effectiveFrom } as WorldConsent;
      }),
    ),
  contacts: fc.uniqueArray(contact, {
    minLength: 10,
    maxLength: 20,
    selector: (one) => one.address.toLowerCase().replace('dünenwacht', 'xn--dnenwacht-q9a'),
  }),
  requests: fc.array(request, { minLength: 7, maxLength: 7 }),
});

export type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** Every element that 45 CFR 164.508(c) asks for. */
const COMPLETE: Line = {
  info_description: 'appointments and screening reminders',
  disclosers: 'Harbour Clinic',
  recipients: 'Harbour Clinic newsletter office',
  signer: 'subject',
  revocation_statement: true,
  conditioning_statement: true,
  redisclosure_statement: true,
  remuneration: false,
  plain_language_attested: true,
  copy_given_at: '2024-01-01',
  phi_in_content: false,
  signature_method: 'typed',
  signer_auth_level: 'portal_login',
  initiated_by: 'organisation',
  collection_context: 'marketing_form',
  document_sha256: 'a'.repeat(64),
};

export function suppressionLine({ by, text, reason, scope: where, expiresAt }: KnownSuppression): Line {
  return { [by]: text, reason, scope: where, expires_at: expiresAt?.toISOString() };
}

export function consentLine(one: WorldConsent): Line {
  const paid = one.remunerationStated ? { remuneration: true, remuneration_statement: true } : {};
  const broken = one.defects.length > 0 ? { revocation_statement: false } : {};
  return {
    address: one.address,
    kind: one.kind,
    signed_at: one.signedAt.toISOString(),
    capture_point: 'paper',
    stream: one.stream,
    purposes: one.purposes.join(';'),
    expires_at: one.expiresAt?.toISOString(),
    ...(one.kind === 'hipaa_authorization'
      ? { ...COMPLETE, ...paid, ...broken, expiry_event: one.expiryEvent }
      : {}),
  };
}

export function contactLine({ address: text, state, country, ...is }: KnownContact): Line {
  return {
    address: text,
    residence_state: state ?? '',
    residence_country: country ?? '',
    address_confirmed_at: is.confirmed ? '2026-01-01' : '',
    is_minor: is.minor,
    deceased_at: is.deceased ? '2026-01-01' : '',
    confidential: is.confidential,
  };
}

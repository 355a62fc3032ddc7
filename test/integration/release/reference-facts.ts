// The slow reference: what is known of one row, read from the records themselves, one after another.
import { createHash } from 'node:crypto';
import { domainToUnicode } from 'node:url';
import { statusAt } from '../../../src/consent/status-at.ts';
import type { PersonFacts } from '../../../src/merge/facts.ts';
import { needsAuthorization } from '../../../src/merge/needs-authorization.ts';
import { scopeCovers } from '../../../src/merge/scope.ts';
import { residenceOf } from '../../../src/merge/state-overlay.ts';
import type { ConsentInstants, ConsentScope } from '../../../src/model/consent.ts';
import type { AuthorizationStatus, ReleaseTerms } from '../../../src/model/decision.ts';
import type { Mailbox } from '../../../src/model/mailbox.ts';
import { SUPPRESSION_REASONS, type SuppressionReason } from '../../../src/model/suppression.ts';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { foldedForm, keyForm } from '../../../src/parse/forms.ts';

export interface KnownSuppression {
  readonly by: 'address' | 'domain' | 'hash';
  /** The address, the domain, or the hexadecimal digest. */
  readonly text: string;
  readonly reason: SuppressionReason;
  readonly scope: string;
  readonly expiresAt: Date | null;
}

export interface KnownConsent extends ConsentScope, ConsentInstants {
  readonly address: string;
}

export interface KnownContact {
  readonly address: string;
  readonly state: string | null;
  readonly country: string | null;
  readonly confirmed: boolean;
  readonly minor: boolean;
  readonly deceased: boolean;
  readonly confidential: boolean;
}

/** Everything that was imported. */
export interface Known {
  readonly suppressions: readonly KnownSuppression[];
  readonly consents: readonly KnownConsent[];
  readonly contacts: readonly KnownContact[];
}

/** The release that asks. */
export interface Asking {
  readonly list: string;
  readonly sender: string;
  readonly terms: ReleaseTerms;
  readonly now: Date;
}

const WEEK_MS = 7 * 86_400_000;

export function mailboxOf(text: string): Mailbox | null {
  const outcome = parseAddress(cleanCell(text).text);
  return outcome.valid ? outcome.mailbox : null;
}

function isSame(text: string, mailbox: Mailbox, form: (mailbox: Mailbox) => string): boolean {
  const other = mailboxOf(text);
  return other !== null && form(other) === form(mailbox);
}

export function personFactsOf(mailbox: Mailbox, known: Known, asking: Asking): PersonFacts {
  const { terms, now } = asking;
  const contact = known.contacts.find(({ address }) => isSame(address, mailbox, keyForm));
  const entries = known.suppressions.filter((entry) => isInForce(entry, asking));
  const own = entries.filter((entry) => entry.by === 'address' && isSame(entry.text, mailbox, keyForm));
  const folded = entries.filter((entry) => entry.by === 'address' && isSame(entry.text, mailbox, foldedForm));
  const reached = entries.filter((entry) => reachesDomain(entry, mailbox) || reachesHash(entry, mailbox));
  const reasons = new Set([...own, ...reached].map(({ reason }) => reason));
  if (contact?.deceased) reasons.add('deceased');
  if (contact?.confidential) reasons.add('confidential_comm');
  const consents = consentsOf(mailbox, known, now);
  const granted = consents.filter((consent) => consent.status === 'granted' && scopeCovers(consent, terms));
  return {
    suppressions: SUPPRESSION_REASONS.filter((reason) => reasons.has(reason)),
    probableSame: folded.some(({ reason }) => !own.some((entry) => entry.reason === reason)),
    authorization: authorizationOf(consents, asking),
    affirmative: granted.some(({ kind }) => AFFIRMATIVE.includes(kind)),
    remunerationStated: granted.some((one) => one.kind === 'hipaa_authorization' && one.remunerationStated),
    specialHeld: granted.some(({ kind }) => kind === 'part2_consent'),
    addressConfirmed: contact?.confirmed ?? false,
    minor: contact?.minor ?? false,
    engaged: false,
    residence: residenceOf(contact?.state ?? null, contact?.country ?? null, now),
  };
}

const AFFIRMATIVE = ['can_spam_affirmative', 'state_consent', 'gdpr_consent'];

function isInForce({ scope, expiresAt }: KnownSuppression, { list, sender, terms, now }: Asking): boolean {
  if (expiresAt !== null && expiresAt <= now) return false;
  return ['all', terms.stream, `list:${list}`, `sender:${sender}`].includes(scope);
}

function reachesDomain({ by, text }: KnownSuppression, { domain }: Mailbox): boolean {
  return by === 'domain' && (domain === text || domain.endsWith(`.${text}`));
}

/** Partners hash the lower-case address, with the domain in either of its forms. */
function reachesHash({ by, text }: KnownSuppression, mailbox: Mailbox): boolean {
  if (by !== 'hash') return false;
  const algorithm = text.length === 32 ? 'md5' : 'sha256';
  const [localPart = ''] = keyForm(mailbox).split(/@(?=[^@]*$)/);
  return [mailbox.domain, domainToUnicode(mailbox.domain)].some(
    (domain) => createHash(algorithm).update(`${localPart}@${domain}`).digest('hex') === text.toLowerCase(),
  );
}

function consentsOf(mailbox: Mailbox, { consents }: Known, now: Date) {
  return consents
    .filter(({ address }) => isSame(address, mailbox, keyForm))
    .map((consent) => ({ ...consent, status: statusAt(consent, now) }));
}

/** The most that any authorization of the person gives, then the gravest that ended one. */
function authorizationOf(
  consents: ReturnType<typeof consentsOf>,
  { terms, now }: Asking,
): AuthorizationStatus {
  const statuses = consents
    .filter(({ kind }) => kind === 'hipaa_authorization')
    .map((one): AuthorizationStatus => {
      if (one.status === 'pending') return 'absent';
      if (one.status === 'revoked') return 'revoked';
      if (one.status === 'expired' || one.status === 'superseded') return 'expired';
      if (one.status === 'rejected' || one.status === 'invalidated') return 'defective';
      if (!scopeCovers(one, terms)) return 'out-of-scope';
      return one.expiresAt !== null && one.expiresAt.getTime() < now.getTime() + WEEK_MS
        ? 'expiring'
        : 'valid';
    });
  const order: AuthorizationStatus[] = [
    'valid',
    'expiring',
    'revoked',
    'expired',
    'defective',
    'out-of-scope',
  ];
  return order.find((status) => statuses.includes(status)) ?? 'absent';
}

/** When the permission that a released row stands on ends, in seconds since 1970; 0 for never. */
export function expiryOf(mailbox: Mailbox, known: Known, { terms, now }: Asking): number {
  const granted = consentsOf(mailbox, known, now).filter(
    (one) => one.status === 'granted' && scopeCovers(one, terms),
  );
  const isPaid = terms.remuneration || terms.content === 'marketing_remunerated';
  const authorizations = granted.filter(({ kind }) => kind === 'hipaa_authorization');
  const others = granted.filter(({ kind }) => AFFIRMATIVE.includes(kind));
  const ends = [Number.POSITIVE_INFINITY];
  if (needsAuthorization(terms))
    ends.push(lastEnd(authorizations.filter((one) => one.remunerationStated || !isPaid)));
  else if (terms.stream === 'marketing') ends.push(lastEnd([...authorizations, ...others]));
  if (terms.phiBasis === 'special')
    ends.push(lastEnd(granted.filter(({ kind }) => kind === 'part2_consent')));
  const end = Math.min(...ends);
  return Number.isFinite(end) ? Math.min(Math.floor(end / 1000), 2 ** 32 - 1) : 0;
}

function lastEnd(consents: readonly KnownConsent[]): number {
  const ends = consents.map(({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
  return ends.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...ends);
}

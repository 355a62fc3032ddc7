// Which elements a HIPAA authorization lacks (45 CFR 164.508(c); compliance 2.4).
import {
  type AuthorizationElements,
  CONSENT_DEFECTS,
  type ConsentDefect,
  type Stream,
} from '../model/consent.ts';

export interface AuthorizationContext {
  readonly stream: Stream;
  /** The instant of the question; a signature after it is no signature yet. */
  readonly asOf: Date;
}

/** How a signature may have been given (compliance 2.1). */
export const SIGNATURE_METHODS: readonly string[] = [
  'typed',
  'drawn',
  'click',
  'biometric',
  'wet_scan',
  'oral_recorded',
];

/** How the signer was known (compliance 2.1). */
export const SIGNER_AUTH_LEVELS: readonly string[] = [
  'none',
  'email_link',
  'portal_login',
  'mfa',
  'in_person',
];

/** Descriptions that say nothing specific and meaningful (164.508(c)(1)(i)). */
const VAGUE_DESCRIPTIONS: ReadonlySet<string> = new Set([
  'all information',
  'all medical records',
  'any information',
  'any and all information',
  'everything',
  'health information',
  'medical records',
  'my information',
]);

/** A signer described by one of these words is not the subject. */
const REPRESENTATIVE =
  /\b(?:representative|parent|mother|father|guardian|conservator|executor|attorney|proxy|spouse|caregiver)\b/;

/** An event code that can be reported later, e.g. `END_OF_TREATMENT`; `NONE` is no event. */
const EVENT_CODE = /^(?!NONE$)[A-Z][A-Z0-9_]{2,63}$/;

type ElementCheck = (a: AuthorizationElements, context: AuthorizationContext) => boolean;

/** Each defect's check: true when the element is present. An answer that was not given is absent. */
const IS_PRESENT: Readonly<Record<ConsentDefect, ElementCheck>> = {
  E1_INFO_DESCRIPTION: (a) => isSpecific(a.infoDescription),
  E2_DISCLOSER: (a) => a.disclosers.some(isText),
  E3_RECIPIENT: (a) => a.recipients.some(isText),
  E4_PURPOSE: (a) => a.purposes.length > 0,
  E5_EXPIRY: (a) => hasOneExpiry(a),
  E6_SIGNATURE: (a) => isText(a.signer),
  E6_DATE: (a, { asOf }) => a.signedAt !== null && a.signedAt.getTime() <= asOf.getTime(),
  E6_REP_AUTHORITY: (a) => !isRepresentative(a.signer) || isText(a.representativeAuthority),
  ST1_REVOKE: (a) => a.revocationStatement === true,
  ST2_CONDITIONING: (a) => a.conditioningStatement === true,
  ST3_REDISCLOSURE: (a) => a.redisclosureStatement === true,
  R1_REMUNERATION_UNANSWERED: (a, { stream }) => stream !== 'marketing' || a.remuneration !== null,
  R2_REMUNERATION_STATEMENT: (a) => a.remuneration !== true || a.remunerationStatement === true,
  C3_PLAIN_LANGUAGE: (a) => a.plainLanguageAttested === true,
  // The copy is owed when the organisation asked for the authorization (164.508(c)(4)).
  C4_COPY: (a) => a.initiatedBy === 'individual' || a.copyGivenAt !== null,
  B3_COMPOUND: (a) => a.collectionContext !== 'treatment_form',
  COLLECTED_IN_EMERGENCY: (a) => isText(a.collectionContext) && a.collectionContext !== 'emergency',
  SIGNATURE_EVIDENCE_MISSING: (a) => hasSignatureEvidence(a),
};

/**
 * The defects of an authorization, in the model's order; empty when every element is there. What it
 * cannot judge is attested by whoever recorded it: whether the language is plain, the description
 * meaningful and the information true.
 */
export function missingElements(a: AuthorizationElements, context: AuthorizationContext): ConsentDefect[] {
  return CONSENT_DEFECTS.filter((defect) => !IS_PRESENT[defect](a, context));
}

function isText(text: string | null): text is string {
  return text !== null && text.trim() !== '';
}

/** At least 10 characters, and not one of the phrases that name no information in particular. */
function isSpecific(description: string | null): boolean {
  if (description === null) return false;
  const text = description.trim().toLowerCase();
  return text.length >= 10 && !VAGUE_DESCRIPTIONS.has(text);
}

/** Exactly one of date and event, and an event in the form of a code (164.508(c)(1)(v)). */
function hasOneExpiry({ expiresAt, expiryEvent }: AuthorizationElements): boolean {
  if (expiryEvent === null) return expiresAt !== null;
  return expiresAt === null && EVENT_CODE.test(expiryEvent);
}

/** The signer is free text, often a name, so only words that name another role tell. */
function isRepresentative(signer: string | null): boolean {
  return signer !== null && REPRESENTATIVE.test(signer.toLowerCase().replaceAll('_', ' '));
}

function hasSignatureEvidence(a: AuthorizationElements): boolean {
  return (
    a.signatureMethod !== null &&
    SIGNATURE_METHODS.includes(a.signatureMethod) &&
    a.signerAuthLevel !== null &&
    SIGNER_AUTH_LEVELS.includes(a.signerAuthLevel) &&
    isText(a.documentSha256)
  );
}

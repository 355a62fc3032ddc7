// One line of a consent import → a checked record (the contract's section 8.5; compliance 2).
import {
  type AuthorizationElements,
  CAPTURE_POINTS,
  CONSENT_KINDS,
  type ConsentKind,
  type ConsentRecord,
  PURPOSES,
  STREAMS,
  type Stream,
} from '../../model/consent.ts';
import { type Cells, type ImportClock, LineReader } from './line-reader.ts';
import { type Rejection, rejection } from './rejection.ts';

const SHA256 = /^[0-9a-f]{64}$/i;

/**
 * Reads every column except `address`, which is the caller's. A signature or a beginning in the future
 * is refused, and a consent takes effect at its signature or later. Elements that an authorization lacks are
 * null in the record; whoever stores it writes down the defects.
 */
export function parseConsentLine(cells: Cells, clock: ImportClock): ConsentRecord | Rejection {
  const line = new LineReader(cells, clock);
  const kind = readKind(line);
  const signedAt = line.required('signed_at', line.past('signed_at'));
  const capturePoint = line.required(
    'capture_point',
    line.word('capture_point', CAPTURE_POINTS, 'capture-point-unknown'),
  );
  const stream = line.word('stream', STREAMS, 'stream-unknown');
  const purposes = line.words('purposes', PURPOSES, 'purpose-unknown');
  const effectiveFrom = line.past('effective_from');
  const expiresAt = line.expiry('expires_at');
  const expiryEvent = readExpiryEvent(line);
  const documentSha256 = readDigest(line);
  const basics = { purposes, expiresAt, expiryEvent, documentSha256, signedAt };
  const authorization = kind === 'hipaa_authorization' ? readAuthorization(line, basics) : null;

  if (line.rejection !== null) return line.rejection;
  if (kind === null || signedAt === null || capturePoint === null) return rejection('value-missing', 'kind');
  return {
    kind,
    stream: stream ?? defaultStream(kind),
    purposes,
    signedAt,
    capturePoint,
    effectiveFrom: effectiveFrom !== null && effectiveFrom > signedAt ? effectiveFrom : signedAt,
    expiresAt,
    expiryEvent,
    documentSha256,
    authorization,
  };
}

type SharedElements = Pick<
  AuthorizationElements,
  'purposes' | 'expiresAt' | 'expiryEvent' | 'documentSha256' | 'signedAt'
>;

function readAuthorization(line: LineReader, shared: SharedElements): AuthorizationElements {
  return {
    ...shared,
    infoDescription: line.text('info_description'),
    disclosers: line.parts('disclosers'),
    recipients: line.parts('recipients'),
    signer: line.text('signer'),
    representativeAuthority: line.text('representative_authority'),
    revocationStatement: line.boolean('revocation_statement'),
    conditioningStatement: line.boolean('conditioning_statement'),
    redisclosureStatement: line.boolean('redisclosure_statement'),
    remuneration: line.boolean('remuneration'),
    remunerationStatement: line.boolean('remuneration_statement'),
    plainLanguageAttested: line.boolean('plain_language_attested'),
    copyGivenAt: line.past('copy_given_at'),
    phiInContent: line.boolean('phi_in_content'),
    signatureMethod: lowerCase(line.text('signature_method')),
    signerAuthLevel: lowerCase(line.text('signer_auth_level')),
    initiatedBy: readInitiator(line),
    collectionContext: lowerCase(line.text('collection_context')),
  };
}

/** An opt-out among the kinds would be stored and never read, so it is refused aloud. */
function readKind(line: LineReader): ConsentKind | null {
  const kind = line.required('kind', line.word('kind', CONSENT_KINDS, 'kind-unknown'));
  return kind === 'fundraising_optout' ? line.refuse('kind-without-effect', 'kind') : kind;
}

/** A relationship of care is no permission for marketing. */
function defaultStream(kind: ConsentKind): Stream {
  return kind === 'treatment_relationship' ? 'transactional' : 'marketing';
}

/** Events are codes, so that they can be reported later: `End of treatment` is END_OF_TREATMENT. */
function readExpiryEvent(line: LineReader): string | null {
  return (
    line
      .text('expiry_event')
      ?.toUpperCase()
      .replace(/[\s-]+/g, '_') ?? null
  );
}

/** Both spellings of the organisation are common. */
function readInitiator(line: LineReader): AuthorizationElements['initiatedBy'] {
  const words = ['individual', 'organisation', 'organization'] as const;
  const word = line.word('initiated_by', words, 'initiator-unknown');
  return word === 'organization' ? 'organisation' : word;
}

function readDigest(line: LineReader): string | null {
  const text = line.text('document_sha256');
  if (text === null) return null;
  return SHA256.test(text) ? text.toLowerCase() : line.refuse('digest-invalid', 'document_sha256');
}

function lowerCase(text: string | null): string | null {
  return text?.toLowerCase() ?? null;
}

// Who of the sample may get the newsletter, read from its CSV files alone: no line of the gate is used here.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { domainToUnicode } from 'node:url';
import { parse } from 'csv-parse/sync';
import { parseAddress } from '../../../src/parse/address.ts';
import { cleanCell } from '../../../src/parse/clean-cell.ts';
import { keyForm } from '../../../src/parse/forms.ts';
import { DEMO_DATA } from '../cli-server/serving.ts';

type Cells = Readonly<Record<string, string>>;
const linesOf = (name: string): Cells[] =>
  parse(readFileSync(join(DEMO_DATA, name)), { bom: true, columns: true });

const isOver = (time = '') => time !== '' && Date.parse(time) <= Date.now();
const keyOf = (text = '') => {
  const outcome = parseAddress(cleanCell(text).text);
  return outcome.valid ? keyForm(outcome.mailbox) : text;
};

/** In force for marketing, and not about another kind of message. */
const SUPPRESSIONS = linesOf('suppressions.csv').filter(
  ({ scope, expires_at, reason }) =>
    scope !== 'transactional' && !isOver(expires_at) && reason !== 'fundraising_optout',
);
const ADDRESSES = new Set(SUPPRESSIONS.map(({ address }) => keyOf(address)));
const DOMAINS = SUPPRESSIONS.flatMap(({ domain = '' }) => (domain === '' ? [] : [domain.replace(/^@/, '')]));
const HASHES = new Set(SUPPRESSIONS.map(({ hash = '' }) => hash.toLowerCase()));

const ELEMENTS = ['info_description', 'signer', 'document_sha256', 'copy_given_at', 'signature_method'];
const STATEMENTS = ['revocation_statement', 'conditioning_statement', 'redisclosure_statement'];
const AGREED = new Set(
  linesOf('consents.csv')
    .filter((line) => line['stream'] !== 'transactional' && !isOver(line['expires_at']))
    .filter(({ purposes = '' }) => purposes === '' || purposes.split(';').includes('own_services'))
    .filter((line) => {
      if (line['kind'] === 'can_spam_affirmative' || line['kind'] === 'state_consent') return true;
      if (line['kind'] !== 'hipaa_authorization') return false;
      return ELEMENTS.every((name) => line[name] !== '') && STATEMENTS.every((name) => line[name] === 'true');
    })
    .map(({ address }) => keyOf(address)),
);

/** True when somebody agreed to the newsletter and nothing forbids it. */
export function mayBeMailed(address: string): boolean {
  const key = keyOf(address);
  return AGREED.has(key) && !isSuppressed(key);
}

function isSuppressed(key: string): boolean {
  const at = key.lastIndexOf('@') + 1;
  const domain = key.slice(at);
  if (ADDRESSES.has(key)) return true;
  if (DOMAINS.some((blocked) => domain === blocked || domain.endsWith(`.${blocked}`))) return true;
  return [key, key.slice(0, at) + domainToUnicode(domain)].some((text) =>
    ['md5', 'sha256'].some((algorithm) => HASHES.has(createHash(algorithm).update(text).digest('hex'))),
  );
}

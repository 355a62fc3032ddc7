// Requests that are refused, each with a marked person where a careless service would quote it.
import { mintKey } from '../../../src/access/api-key.ts';
import { CSV, REFUSED_PERSON } from './marked-people.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const CSV_TYPE = { 'content-type': 'text/csv' };
const inUrl = encodeURIComponent(REFUSED_PERSON);
const [localPart = '', domain = ''] = REFUSED_PERSON.split('@');
const post = (body: string, headers: Record<string, string> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  body,
  headers,
});

function multipart(
  fields: Record<string, string>,
  file: string | Uint8Array<ArrayBuffer>,
  fileName = 'list.csv',
): RequestInit {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([file]), fileName);
  return { method: 'POST', body: form };
}

const LIST = { name: 'List', source: 'web_form' };
/** The first bytes of old and of encrypted Office files. */
const OLE2 = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** A text of Latin-1 signs, one byte each. */
function bytes(text: string): RequestInit {
  return { method: 'POST', body: Buffer.from(text, 'latin1'), headers: JSON_TYPE };
}

/** A multipart body of one part, under the given header line. */
function part(header: string): RequestInit {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  return { method: 'POST', body: `--x\r\n${header}\r\n\r\n${REFUSED_PERSON}\r\n--x--\r\n`, headers };
}

/** What is wrong, where it is sent, what is sent. */
export const REFUSED: readonly [string, string, RequestInit][] = [
  ['JSON that breaks off after the address', '/v1/validate', post(`{"address": "${REFUSED_PERSON}`)],
  ['the bare address as JSON', '/v1/suppressions', post(REFUSED_PERSON)],
  ['the address as the name of a member', '/v1/validate', post(JSON.stringify({ [REFUSED_PERSON]: 1 }))],
  [
    'the address as an inner member',
    '/v1/releases',
    post(JSON.stringify({ trigger: { [REFUSED_PERSON]: 1 } })),
  ],
  ['the address where a number belongs', '/v1/validate', post(JSON.stringify({ address: [REFUSED_PERSON] }))],
  [
    'the address as a value of a list',
    '/v1/suppressions',
    post(JSON.stringify({ address: REFUSED_PERSON, reason: REFUSED_PERSON })),
  ],
  [
    'the address as an instant',
    '/v1/suppressions',
    post(JSON.stringify({ address: REFUSED_PERSON, reason: 'unsubscribe', expires_at: REFUSED_PERSON })),
  ],
  [
    'the address as an id',
    '/v1/releases',
    post(JSON.stringify({ list: REFUSED_PERSON, sender: REFUSED_PERSON })),
  ],
  [
    'the address as a domain',
    '/v1/senders',
    post(JSON.stringify({ name: 'x', domain: REFUSED_PERSON, stream: 'marketing' })),
  ],
  ['the address in the path', `/v1/lists/${inUrl}`, {}],
  ['the address as the path', `/${inUrl}`, {}],
  ['the address in a path that is not escaped well', `/v1/lists/%E0%A4%A/${inUrl}`, {}],
  ['the address in the query', `/v1/lists/lst_${'0'.repeat(32)}/results?verdict=${inUrl}`, {}],
  ['the address as the name of a query', `/v1/releases?${inUrl}=1&list=${inUrl}`, {}],
  ['the address as a revision', `/v1/releases/rel_${'0'.repeat(32)}/file?revision=${inUrl}`, {}],
  ['the address as the request id', '/v1/lists/none', { headers: { 'x-request-id': REFUSED_PERSON } }],
  ['the address as the key', '/v1/lists', { headers: { authorization: `Bearer ${REFUSED_PERSON}` } }],
  [
    'the address as the user',
    '/v1/lists',
    { headers: { authorization: `Basic ${Buffer.from(`${REFUSED_PERSON}:x`).toString('base64')}` } },
  ],
  ['the address as the method', '/v1/lists', { method: localPart.replace(/\W/g, '').toUpperCase() }],
  ['the address as the content type', '/v1/validate', post('{}', { 'content-type': `text/${localPart}` })],
  ['the domain as the origin', '/v1/validate', post('{}', { ...JSON_TYPE, origin: `https://${domain}` })],
  [
    'the address in further headers',
    '/v1/none',
    {
      headers: {
        'user-agent': REFUSED_PERSON,
        referer: `https://x.example/?e=${inUrl}`,
        'x-forwarded-for': REFUSED_PERSON,
        cookie: `e=${inUrl}`,
      },
    },
  ],
  [
    'the address as the boundary',
    '/v1/lists',
    post('--x', { 'content-type': `multipart/form-data; boundary="${REFUSED_PERSON}"` }),
  ],
  [
    'the address as the name of a field',
    '/v1/lists',
    multipart({ ...LIST, [REFUSED_PERSON]: '1' }, REFUSED_PERSON),
  ],
  [
    'the address as the source',
    '/v1/lists',
    multipart({ ...LIST, source: REFUSED_PERSON }, CSV, REFUSED_PERSON),
  ],
  ['the address as the column', '/v1/lists', multipart({ ...LIST, address_column: REFUSED_PERSON }, CSV)],
  [
    'a person in place of a header',
    '/v1/lists',
    multipart(LIST, `${localPart},1961-04-03,F50.0\r\n${domain},1,2\r\n`),
  ],
  ['bytes that are no text', '/v1/lists', multipart(LIST, `\u0000\u0001${REFUSED_PERSON}\u0000`)],
  [
    'the address as a column of an import',
    '/v1/suppressions/import',
    post(`${REFUSED_PERSON},reason\r\nx,y\r\n`, CSV_TYPE),
  ],
  [
    'the address at the beginning of a body that is too large',
    '/v1/validate',
    post(REFUSED_PERSON.repeat(12_000)),
  ],
  ['the address in a body that is not UTF-8', '/v1/validate', bytes(`{"address":"${REFUSED_PERSON}\u00ff"}`)],
  ['the address as the type that is wanted', '/v1/none', { headers: { accept: REFUSED_PERSON } }],
  ['the address in a path that is too long', `/v1/lists/${inUrl.repeat(500)}`, {}],
  ['the address beside a key in the URL', `/v1/lists?e=${inUrl}&key=${mintKey('service').text}`, {}],
  ['the address in the header of a part', '/v1/lists', part(`X-Roe: ${REFUSED_PERSON}`)],
  ['the address as the disposition of a part', '/v1/lists', part(`Content-Disposition: ${REFUSED_PERSON}`)],
  [
    'a header with too many columns',
    '/v1/lists',
    multipart(LIST, `email,${domain}${',x'.repeat(2_001)}\r\n`),
  ],
  [
    'a header that is too long',
    '/v1/lists',
    multipart(LIST, `email,${REFUSED_PERSON.replace('@', ' ').repeat(400)}\r\n`),
  ],
  ['a row that is too long', '/v1/lists', multipart(LIST, `email\r\n"${REFUSED_PERSON.repeat(40_000)}`)],
  ['a workbook that is none', '/v1/lists', multipart(LIST, `PK\u0003\u0004${REFUSED_PERSON.repeat(50)}`)],
  [
    'an encrypted workbook',
    '/v1/lists',
    multipart(LIST, Buffer.concat([OLE2, Buffer.from(REFUSED_PERSON.repeat(50))])),
  ],
  [
    'the address and what a database cannot store',
    '/v1/senders',
    post(JSON.stringify({ name: `${REFUSED_PERSON}\u0000`, domain: `${domain}\u0000`, stream: 'marketing' })),
  ],
];

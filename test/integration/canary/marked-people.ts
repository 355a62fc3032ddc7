// Marked texts that must be nowhere in clear once they were uploaded: a person, and names that may say a diagnosis.
import { writeWorkbook } from '../../support/zip-writer.ts';

/** An address that nobody has, at a domain that nobody has: the domain alone would name the person. */
export const PERSON = 'Canary.Q7x4@vanity-k3w9.org';
/** A second person, only ever spoken of in requests that are refused. */
export const REFUSED_PERSON = 'refused.z5t8@vanity-p2m6.org';

export const LIST_NAME = 'Oncology-h8d3';
export const FILE_NAME = 'Dialysis-n4b7.csv';
export const COLUMN_NAME = 'Insulin-f6s2';
export const CELL = 'Roe-w9e5';
export const CRITERIA = 'HIV-positive-j3r7';

/** What is looked for: whole addresses, and each part that would do. */
export const MARKERS: readonly string[] = [
  ...[PERSON, REFUSED_PERSON].flatMap((address) => [address, ...address.split('@')]),
  LIST_NAME,
  FILE_NAME,
  COLUMN_NAME,
  CELL,
  CRITERIA,
];

export const ZONE = [
  'vanity-k3w9.org MX 10 mx.vanity-k3w9.org',
  'mx.vanity-k3w9.org A 198.41.0.4',
  'gmail.com MX 5 mx.gmail.com',
  'mx.gmail.com A 142.250.102.26',
].join('\n');

export const CSV = [
  `id,email,${COLUMN_NAME}`,
  `1,${PERSON},${CELL}`,
  '2,ann@gmail.com,',
  `3,"""${PERSON.split('@')[0]}""@vanity-k3w9.org",${CELL}`,
  '',
].join('\r\n');

const inlineCell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const sheetRow = (cells: readonly string[]) => `<row>${cells.map(inlineCell).join('')}</row>`;

export const WORKBOOK = writeWorkbook({
  rows: [
    ['id', 'email', COLUMN_NAME],
    ['1', PERSON, CELL],
    ['2', 'bob@gmail.com', ''],
  ]
    .map(sheetRow)
    .join(''),
});

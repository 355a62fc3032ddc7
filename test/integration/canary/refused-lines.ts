// Rows and lines that are refused, for every reason there is, with a marked person where a careless service would quote it.
import { CELL_MAX_BYTES } from '../../../src/intake/limits.ts';
import { CELL, COLUMN_NAME, PERSON, REFUSED_PERSON } from './marked-people.ts';

/** Each problem that a row can have, once. */
export const TROUBLED_ROWS = [
  `id,email,${COLUMN_NAME}`,
  `1,${PERSON},${CELL}`,
  ' , , ',
  `2,${PERSON}`,
  `3,${PERSON},${CELL},${CELL}`,
  `4,,${CELL}`,
  `5,${PERSON},a"${CELL}`,
  `6,${PERSON},\u{fffd}${CELL}`,
  `7,${PERSON},${CELL.padEnd(CELL_MAX_BYTES + 1, '.')}`,
  `8,"${PERSON}`,
].join('\r\n');

const [localPart = '', domain = ''] = REFUSED_PERSON.split('@');
const file = (header: string, lines: readonly string[]) => `${[header, ...lines].join('\r\n')}\r\n`;

/** Kind of import → a file of which no line is taken. */
export const REJECTED_LINES = {
  suppressions: file('address,domain,hash,reason,scope,expires_at,received_at,note', [
    `${localPart},,,unsubscribe,,,,${CELL}`,
    `,${REFUSED_PERSON},,unsubscribe,,,,`,
    `${REFUSED_PERSON},,,,,,,`,
    `${REFUSED_PERSON},,,unsubscribe,,${REFUSED_PERSON},,`,
    `${REFUSED_PERSON},,,unsubscribe,,,2999-01-01,`,
    `,,,unsubscribe,,,,${REFUSED_PERSON}`,
    `${REFUSED_PERSON},${domain},,unsubscribe,,,,`,
    `,,${REFUSED_PERSON},unsubscribe,,,,`,
    `${REFUSED_PERSON},,,${REFUSED_PERSON},,,,`,
    `${REFUSED_PERSON},,,sender_block,,,,`,
    `${REFUSED_PERSON},,,unsubscribe,list:${REFUSED_PERSON},,,`,
  ]),
  consents: file(
    'address,kind,signed_at,capture_point,stream,purposes,document_sha256,initiated_by,remuneration',
    [
      `${REFUSED_PERSON},${REFUSED_PERSON},2026-01-05,web_form,,,,,`,
      `${REFUSED_PERSON},fundraising_optout,2026-01-05,web_form,,,,,`,
      `${REFUSED_PERSON},state_consent,2026-01-05,${REFUSED_PERSON},,,,,`,
      `${REFUSED_PERSON},state_consent,2026-01-05,web_form,${REFUSED_PERSON},,,,`,
      `${REFUSED_PERSON},state_consent,2026-01-05,web_form,,${REFUSED_PERSON},,,`,
      `${REFUSED_PERSON},state_consent,2026-01-05,web_form,,,${REFUSED_PERSON},,`,
      `${REFUSED_PERSON},hipaa_authorization,2026-01-05,web_form,,,,${REFUSED_PERSON},`,
      `${REFUSED_PERSON},hipaa_authorization,2026-01-05,web_form,,,,,${REFUSED_PERSON}`,
    ],
  ),
  contacts: file('address,residence_state,residence_country,is_minor', [
    `${REFUSED_PERSON},${REFUSED_PERSON},,`,
    `${REFUSED_PERSON},,${REFUSED_PERSON},`,
    `${localPart},NY,US,${REFUSED_PERSON}`,
  ]),
} as const;

// Contacts: what is known of a person apart from permission, line by line.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool } from '../../db/connect.ts';
import { reportSchema } from '../../src/http/schemas/people.ts';
import { openTestInstallation, type TestInstallation } from '../support/installation.ts';
import { jsonOf, postCsv } from './json-request.ts';

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation({ worker: false });
});
afterAll(() => sluice.close());

const importFile = async (file: string) =>
  reportSchema.strict().parse(await jsonOf(postCsv(sluice, '/v1/contacts/import', file)));

async function contacts() {
  const owner = openPool({ url: sluice.ownerUrl, applicationName: 'test', max: 1 });
  const rows = await owner.sql`
    SELECT residence_state, residence_country, is_minor, confidential, deceased_at::date::text AS deceased_at
    FROM contacts ORDER BY residence_state`;
  await owner.close();
  return rows.map((row) => ({ ...row }));
}

describe('an import', () => {
  it('stores one contact a person, as all lines about the person say together', async () => {
    const report = await importFile(
      [
        'email;residence_state;residence_country;is_minor;confidential;deceased_at',
        'ann@gmail.com;us-co;US;true;;',
        'ann@gmail.com;us-co;US;true;;',
        'ANN@gmail.com;;;;true;',
        'bob@gmail.com;TX;;false;;2026-02-03',
        'bob@gmail.com;WA;;;;',
      ].join('\n'),
    );
    expect(report).toMatchObject({ lines: 5, accepted: 4, duplicate: 1, rejected_count: 0 });
    expect(await contacts()).toEqual([
      {
        residence_state: 'CO',
        residence_country: 'US',
        is_minor: true,
        confidential: true,
        deceased_at: null,
      },
      {
        residence_state: 'WA',
        residence_country: null,
        is_minor: false,
        confidential: null,
        deceased_at: '2026-02-03',
      },
    ]);
  });

  it('keeps what an earlier import said and a later one leaves out', async () => {
    await importFile('address,residence_state\nann@gmail.com,UT\n');
    const [ann] = await contacts();
    expect(ann).toMatchObject({ residence_state: 'UT', is_minor: true, confidential: true });
  });

  it('names refused lines by row and code', async () => {
    const report = await importFile(
      [
        'address,residence_state,residence_country,address_confirmed_at,is_minor,deceased_at',
        'nobody,CO,US,,,',
        'a@gmail.com,ZZ,US,,,',
        'a@gmail.com,,Mars,,,',
        'a@gmail.com,,,2999-01-01,,',
        'a@gmail.com,,,,perhaps,',
        'a@gmail.com,,,,,soon',
      ].join('\n'),
    );
    expect(report.rejected.map(({ row, code }) => [row, code])).toEqual([
      [1, 'address-invalid'],
      [2, 'state-unknown'],
      [3, 'country-unknown'],
      [4, 'time-in-future'],
      [5, 'boolean-invalid'],
      [6, 'time-invalid'],
    ]);
  });

  it('is answered the same the second time', async () => {
    const file = 'address,is_minor\nx@gmail.com,true\nx@gmail.com,true\n';
    expect(await importFile(file)).toEqual(await importFile(file));
  });
});

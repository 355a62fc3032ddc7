import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeList, openTestInstallation, type TestInstallation, uploadForm } from '../support/installation.ts';

let sluice: TestInstallation;
beforeAll(async () => {
  sluice = await openTestInstallation();
});
afterAll(() => sluice.close());

const FILE = 'id;email;note\r\n1;ann@gmail.com;"a;b"\r\n2;bob@gmial.com;\r\n3;ANN@gmail.com;x\r\n4;nobody;y\r\n';

describe('POST /v1/lists', () => {
  it('verifies every row and adds up', async () => {
    const list = await completeList(sluice, FILE);
    expect(list).toMatchObject({
      status: 'completed',
      rows: 4,
      processed: 4,
      duplicates: 1,
      counts: { deliverable: 2, risky: 0, undeliverable: 2, unknown: 0 },
    });
    const results = await sluice.request(`/v1/lists/${list.id}/results`);
    expect(await results.text()).toBe(
      [
        '\uFEFFid;email;note;sluice_verdict;sluice_reason;sluice_score;sluice_toxicity;sluice_suggestion;sluice_duplicate_of',
        '1;ann@gmail.com;"a;b";deliverable;ok;100;0;;',
        '2;bob@gmial.com;;undeliverable;nxdomain;0;1;bob@gmail.com;',
        '3;ANN@gmail.com;x;deliverable;ok;100;0;;1',
        '4;nobody;y;undeliverable;invalid-syntax;0;0;;',
        '',
      ].join('\r\n').replace('\uFEFF', ''),
    );
  });

  it('answers 422 without an address column', async () => {
    const answer = await sluice.request('/v1/lists', { method: 'POST', body: uploadForm('id,name\n1,Ann\n2,Bob\n') });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'no-address-column' });
  });
});

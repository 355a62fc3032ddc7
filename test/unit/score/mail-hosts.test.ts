// Mail hosts, held against the bundled lists: who runs them, which are parked or throw-away, and what only looks alike.
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadReferenceLists } from '../../../src/reference/load.ts';
import { mailHostLists, readMailHosts } from '../../../src/score/mail-hosts.ts';

const lists = await loadReferenceLists(join(import.meta.dirname, '../../../data'));
const read = (...exchanges: string[]) => readMailHosts(exchanges, lists);

describe('the provider', () => {
  it.each([
    ['aspmx.l.google.com', 'google'],
    ['alt1.aspmx.l.google.com', 'google'],
    ['aspmx2.googlemail.com', 'google'],
    ['smtp.google.com', 'google'],
    ['clinic-org.mail.protection.outlook.com', 'microsoft'],
    ['clinic-org.b-v1.mx.microsoft', 'microsoft'],
    ['outlook-com.olc.protection.outlook.com', 'microsoft'],
    ['mta7.am0.yahoodns.net', 'yahoo'],
    ['mx-aol.mail.gm0.yahoodns.net', 'yahoo'],
    ['mx01.mail.icloud.com', 'apple'],
    ['mail.protonmail.ch', 'proton'],
    ['mailsec.protonmail.ch', 'proton'],
    ['in1-smtp.messagingengine.com', 'fastmail'],
    ['mx.zoho.eu', 'zoho'],
    ['mx2.zoho.com', 'zoho'],
    ['mx.yandex.net', 'yandex'],
    ['emx.mail.ru', 'mailru'],
    ['mxbiz1.qq.com', 'tencent'],
    ['hzmx01.mxmail.netease.com', 'netease'],
    ['mxn.mxhichina.com', 'alibaba'],
    ['mxa-00100201.gslb.pphosted.com', 'proofpoint'],
    ['mx1-us1.ppe-hosted.com', 'proofpoint'],
    ['us-smtp-inbound-1.mimecast.com', 'mimecast'],
    ['d12345a.ess.barracudanetworks.com', 'barracuda'],
    ['mx1.hc1234-56.iphmx.com', 'cisco-ironport'],
    ['cluster5.us.messagelabs.com', 'symantec'],
    ['mx-01-eu-west-1.prod.hydra.sophos.com', 'sophos'],
    ['clinic.in.tmes.trendmicro.eu', 'trend-micro'],
    ['mx01.hornetsecurity.com', 'hornetsecurity'],
    ['mx00.ionos.de', 'ionos'],
    ['mx01.kundenserver.de', 'ionos'],
    ['mx1.mail.ovh.net', 'ovh'],
    ['spool.mail.gandi.net', 'gandi'],
    ['mx1.hostinger.com', 'hostinger'],
    ['mx1.privateemail.com', 'namecheap'],
    ['smtp.secureserver.net', 'godaddy'],
    ['mx1.emailsrvr.com', 'rackspace'],
    ['mx.clinic.org.cust.hostedemail.com', 'opensrs'],
    ['inbound-smtp.eu-west-1.amazonaws.com', 'amazon'],
    ['route1.mx.cloudflare.net', 'cloudflare'],
    ['mxa.mailgun.org', 'mailgun'],
    ['mta-gw.infomaniak.ch', 'infomaniak'],
    ['smtpin.rzone.de', 'strato'],
    ['mx1.naver.com', 'naver'],
    ['mx.seznam.cz', 'seznam'],
    ['mx1.mail.hostpoint.ch', 'hostpoint'],
  ])('%s is run by %s', (exchange, provider) => {
    expect(read(exchange)).toMatchObject({ provider, kind: 'ordinary' });
  });

  it.each([
    'evilgoogle.com',
    'google.com.evil.net',
    'aspmx.l.google.com.evil.net',
    'notprotection.outlook.com',
    'xmimecast.com',
    'ec2-198-51-100-7.compute-1.amazonaws.com',
    'mx.clinic.org',
    'com',
    '',
  ])('nobody is known to run %j', (exchange) => {
    expect(read(exchange)).toMatchObject({ provider: null, kind: 'ordinary' });
  });

  it('is the same in any case and with a dot at the end', () => {
    expect(read('ASPMX.L.Google.COM.').provider).toBe('google');
    expect(read('Mail.H-Email.net.').kind).toBe('parked');
    expect(read('MX.Mailinator.com.').kind).toBe('disposable');
  });

  it('is that of the most preferred host, whoever runs the others', () => {
    expect(read('mx1.ppe-hosted.com', 'clinic.mail.protection.outlook.com').provider).toBe('proofpoint');
    expect(read('mx.clinic.org', 'aspmx.l.google.com').provider).toBeNull();
  });

  it('has the key that the provider has in the list of its own domains', () => {
    const pairs = [
      ['gmail.com', 'gmail-smtp-in.l.google.com'],
      ['outlook.com', 'outlook-com.olc.protection.outlook.com'],
      ['yahoo.com', 'mta5.am0.yahoodns.net'],
      ['icloud.com', 'mx02.mail.icloud.com'],
      ['gmx.net', 'mx00.gmx.net'],
      ['163.com', '163mx01.mxmail.netease.com'],
    ] as const;
    for (const [domain, exchange] of pairs) {
      expect(lists.mxProviders.get(exchange)).toBe(lists.providers.get(domain));
    }
  });
});

describe('hosts that speak against a domain', () => {
  it.each([
    [['mail.h-email.net'], 'parked'],
    [['park-mx.above.com'], 'parked'],
    [['mx37.m1bp.com', 'mx37.mb5p.com'], 'parked'],
    [['mail.mailinator.com', 'mail2.mailinator.com'], 'disposable'],
    [['mail.wabblywabble.com', 'mail.wallywatts.com'], 'disposable'],
    [['mx4.beavis99.com', 'mx.mailinator.com'], 'disposable'],
  ] as const)('%j are %s', (exchanges, kind) => {
    expect(read(...exchanges).kind).toBe(kind);
  });

  it('speak against it only where all of them do, and alike', () => {
    expect(read('mail.h-email.net', 'mx.clinic.org').kind).toBe('ordinary');
    expect(read('mail.mailinator.com', 'aspmx.l.google.com').kind).toBe('ordinary');
    expect(read('mail.mailinator.com', 'mail.h-email.net').kind).toBe('ordinary');
  });

  it.each(['mailh-email.net', 'above.com', 'xmailinator.clinic.org', 'mailinator.com.clinic.org'])(
    'are not those that only look alike: %s',
    (exchange) => {
      expect(read(exchange).kind).toBe('ordinary');
    },
  );

  it.each([
    ['mail.wabblywabble.com', 'mx-disposable'],
    ['mail.mailinator.com', 'disposable'],
    ['mail.h-email.net', 'mx-parked'],
  ] as const)('%s is found by the list %s, with its version', (exchange, list) => {
    expect(read(exchange).source).toMatch(new RegExp(`^${list}@\\d{4}-\\d{2}-\\d{2}`));
  });

  it('never include the host of a known provider, even one that stands on a list of throw-away domains', () => {
    const everything = { source: 'disposable@1', has: () => true };
    expect(readMailHosts(['mx.zoho.eu'], { ...lists, disposable: everything }).kind).toBe('ordinary');
    expect(readMailHosts(['mx.clinic.org'], { ...lists, disposable: everything }).kind).toBe('disposable');
  });
});

describe('reading mail hosts', () => {
  it('says nothing where there are none', () => {
    expect(read()).toEqual({ kind: 'unknown', source: 'rule', provider: null });
  });

  it('takes whatever the DNS may hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (exchanges) => {
        expect(['unknown', 'ordinary', 'parked', 'disposable']).toContain(read(...exchanges).kind);
      }),
    );
  });

  it('rests on four lists, and says on which versions', () => {
    expect(mailHostLists(lists).replaceAll(/@[\d.-]+/g, '')).toBe(
      'disposable mx-providers mx-disposable mx-parked',
    );
  });
});

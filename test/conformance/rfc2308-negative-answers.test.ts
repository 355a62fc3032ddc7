// RFC 2308: the kinds of negative answers are kept apart, and kept for the time that their SOA allows.
import { Packet, type Resource } from 'dns2';
import { describe, expect, test } from 'vitest';
import { type Finding, readFinding } from '../../src/lookup/reply.ts';

const NAME = 'an.example';

function resource(fields: Partial<Resource>): Resource {
  return new Packet.Resource({ name: NAME, class: Packet.CLASS.IN, ttl: 600, ...fields });
}

const soa = (ttl: number, minimum: number, name = 'example') =>
  resource({ name, type: Packet.TYPE.SOA, ttl, minimum });
const mx = (name: string) => resource({ name, type: Packet.TYPE.MX, priority: 1, exchange: 'mx.example' });
const ns = resource({ name: 'example', type: Packet.TYPE.NS, ns: 'ns.example' });
const alias = resource({ type: Packet.TYPE.CNAME, domain: 'TRIPPLE.example' });
const { NOERROR, NXDOMAIN, SERVFAIL, REFUSED } = Packet.RCODE;

interface Case {
  readonly rule: string;
  readonly rcode: number;
  readonly answers?: readonly Resource[];
  readonly authorities?: readonly Resource[];
  readonly finding: Partial<Finding>;
}

const cases: readonly Case[] = [
  {
    rule: '2.1.1 NXDOMAIN type 1: SOA and NS',
    rcode: NXDOMAIN,
    authorities: [soa(900, 900), ns],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 900 },
  },
  {
    rule: '2.1.1 NXDOMAIN type 2: SOA alone',
    rcode: NXDOMAIN,
    authorities: [soa(900, 900)],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 900 },
  },
  {
    rule: '2.1.1 NXDOMAIN type 3: nothing; kept no longer than the floor',
    rcode: NXDOMAIN,
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  {
    rule: '2.1.1 NXDOMAIN type 4: NS alone; the code says so, referral or not',
    rcode: NXDOMAIN,
    authorities: [ns],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  {
    rule: '2.1 NXDOMAIN for a name whose records are there contradicts itself',
    rcode: NXDOMAIN,
    answers: [mx(NAME)],
    authorities: [soa(900, 900)],
    finding: { kind: 'servfail' },
  },
  {
    rule: '2.1 NXDOMAIN behind an alias contradicts itself when the records of the target are there',
    rcode: NXDOMAIN,
    answers: [alias, mx('tripple.example')],
    finding: { kind: 'servfail' },
  },
  {
    rule: '2.1 NXDOMAIN behind several aliases speaks of the last name',
    rcode: NXDOMAIN,
    answers: [alias, resource({ name: 'tripple.example', type: Packet.TYPE.CNAME, domain: 'gone.test' })],
    authorities: [soa(300, 900, 'test')],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 300 },
  },
  {
    rule: '2.1 NXDOMAIN behind an alias: the SOA of the alias is not that of the target',
    rcode: NXDOMAIN,
    answers: [resource({ type: Packet.TYPE.CNAME, domain: 'gone.test' })],
    authorities: [soa(900, 900)],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  {
    rule: '2.1 NXDOMAIN behind an alias speaks of the target',
    rcode: NXDOMAIN,
    answers: [alias],
    authorities: [soa(700, 900)],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 700 },
  },
  {
    rule: '2.2 NODATA type 1: SOA and NS',
    rcode: NOERROR,
    authorities: [soa(900, 900), ns],
    finding: { kind: 'nodata', negativeTtlSeconds: 900 },
  },
  {
    rule: '2.2 NODATA type 2: SOA alone',
    rcode: NOERROR,
    authorities: [soa(900, 900)],
    finding: { kind: 'nodata', negativeTtlSeconds: 900 },
  },
  {
    rule: '2.2 NODATA type 3: nothing; kept no longer than the floor',
    rcode: NOERROR,
    finding: { kind: 'nodata', negativeTtlSeconds: 60 },
  },
  {
    rule: '2.2.1 NS without SOA is a referral: a failure, not NODATA',
    rcode: NOERROR,
    authorities: [ns],
    finding: { kind: 'servfail' },
  },
  {
    rule: '2.2.1 NS of the root without SOA is a referral as well',
    rcode: NOERROR,
    authorities: [resource({ name: '', type: Packet.TYPE.NS, ns: 'a.root.example' })],
    finding: { kind: 'servfail' },
  },
  {
    rule: '2.2.1 NS beside records is an answer',
    rcode: NOERROR,
    answers: [mx(NAME)],
    authorities: [ns],
    finding: { kind: 'answer' },
  },
  {
    rule: '2.2 records of another name alone are no answer and no NODATA',
    rcode: NOERROR,
    answers: [mx('other.example')],
    finding: { kind: 'servfail' },
  },
  {
    rule: '2.2 an alias with NS without SOA refers to the servers of its target: to be followed',
    rcode: NOERROR,
    answers: [alias],
    authorities: [ns],
    finding: { kind: 'alias', target: 'tripple.example', aliases: 1 },
  },
  {
    rule: '2.2 an alias with the SOA of its own zone alone is to be followed into the other',
    rcode: NOERROR,
    answers: [resource({ type: Packet.TYPE.CNAME, domain: 'target.test' })],
    authorities: [soa(900, 900)],
    finding: { kind: 'alias', target: 'target.test', aliases: 1 },
  },
  {
    rule: '2.2 an alias with the SOA of its target is NODATA',
    rcode: NOERROR,
    answers: [alias],
    authorities: [soa(900, 900)],
    finding: { kind: 'nodata', negativeTtlSeconds: 900 },
  },
  {
    rule: '2.2 an alias alone is to be followed',
    rcode: NOERROR,
    answers: [alias],
    finding: { kind: 'alias', target: 'tripple.example', aliases: 1 },
  },
  {
    rule: '5 the smaller of TTL and MINIMUM counts (TTL)',
    rcode: NXDOMAIN,
    authorities: [soa(120, 900)],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 120 },
  },
  {
    rule: '5 the smaller of TTL and MINIMUM counts (MINIMUM)',
    rcode: NXDOMAIN,
    authorities: [soa(900, 120)],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 120 },
  },
  {
    rule: '5 no longer than an hour',
    rcode: NXDOMAIN,
    authorities: [soa(86_400, 2 ** 31 - 1)],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 3_600 },
  },
  {
    rule: '5 no shorter than a minute',
    rcode: NXDOMAIN,
    authorities: [soa(0, 0)],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  {
    rule: '5 the SOA of the root counts for every name, in any case',
    rcode: NXDOMAIN,
    authorities: [soa(900, 700, '')],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 700 },
  },
  {
    rule: '5 the owner of an SOA has no case',
    rcode: NOERROR,
    authorities: [soa(900, 900, 'EXAMPLE')],
    finding: { kind: 'nodata', negativeTtlSeconds: 900 },
  },
  {
    rule: '5 the SOA of a name below does not count',
    rcode: NXDOMAIN,
    authorities: [soa(900, 900, 'sub.an.example')],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  {
    rule: '5 an SOA of another class does not count',
    rcode: NXDOMAIN,
    authorities: [resource({ name: 'example', type: Packet.TYPE.SOA, class: 3, ttl: 900, minimum: 900 })],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  {
    rule: '5 the SOA of another zone does not count',
    rcode: NXDOMAIN,
    authorities: [soa(900, 900, 'elsewhere.test')],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  { rule: '7.1 SERVFAIL is no negative answer', rcode: SERVFAIL, finding: { kind: 'servfail' } },
  { rule: '7.1 nor is a code that nobody has defined', rcode: 16, finding: { kind: 'servfail' } },
  { rule: '7 REFUSED is no negative answer', rcode: REFUSED, finding: { kind: 'refused' } },
];

describe('RFC 2308', () => {
  test.each(cases)('$rule', ({ rcode, answers = [], authorities = [], finding }) => {
    expect(readFinding({ rcode, answers, authorities }, NAME, 'MX')).toMatchObject(finding);
  });
});

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
    rule: '5 the SOA of another zone does not count',
    rcode: NXDOMAIN,
    authorities: [soa(900, 900, 'elsewhere.test')],
    finding: { kind: 'nxdomain', negativeTtlSeconds: 60 },
  },
  { rule: '7.1 SERVFAIL is no negative answer', rcode: SERVFAIL, finding: { kind: 'servfail' } },
  { rule: '7 REFUSED is no negative answer', rcode: REFUSED, finding: { kind: 'refused' } },
];

describe('RFC 2308', () => {
  test.each(cases)('$rule', ({ rcode, answers = [], authorities = [], finding }) => {
    expect(readFinding({ rcode, answers, authorities }, NAME, 'MX')).toMatchObject(finding);
  });
});

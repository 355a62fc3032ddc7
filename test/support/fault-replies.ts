// What a name server that lies, stalls and breaks says to a question: the messages, byte for byte.
import { Packet, type Resource } from 'dns2';

/** How a question is (mis)treated; `good` gives two MX records or one public address. */
export const FAULTS = [
  'good',
  'wrong-id',
  'wrong-question',
  'wrong-type',
  'wrong-case',
  'wrong-port',
  'wrong-address',
  'query-back',
  'cut',
  'cut-all',
  'garbage',
  'huge-counts',
  'two-questions',
  'black-hole',
  'slow',
  'lies-first',
  'servfail',
  'refused',
  'no-edns',
  'bad-version',
  'referral',
  'root-referral',
  'unrelated',
  'cname-loop',
  'cname-only',
  'cname-whole',
  'cname-chain',
  'cname-endless',
  'cname-nxdomain',
  'many-mx',
  'cut-short',
  'cut-short-forever',
  'tcp-silent',
  'tcp-broken',
  'tcp-refused',
  'pointer-chain',
  'nxdomain',
  'nxdomain-bare',
  'nxdomain-with-records',
  'nodata',
  'nodata-bare',
  'only-address',
  'only-ipv6',
  'private-address',
  'null-mx',
  'null-mx-beside',
  'dead-host',
  'missing-host',
  'private-host',
  'ipv6-host',
  'alias-host',
  'literal-host',
  'servfail-host',
  'silent-host',
  'nxdomain-once',
  'nodata-once',
  'null-mx-once',
  'dead-host-once',
  'nxdomain-then-silent',
  'ttl-huge',
  'ttl-zero',
  'negative-ttl-huge',
  'negative-ttl-zero',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A TTL that reads as a negative number where 32 bits are signed (RFC 2181 8). */
const HUGE_TTL = 2 ** 31;
export const MANY_MX = 300;

/** The messages that answer the question, in order; what cannot be said in UDP is cut short. */
export function faultReplies(fault: Fault, query: Packet): Buffer[] {
  const good = () => wholeReply(query, 'good');
  switch (fault) {
    case 'black-hole':
      return [];
    case 'lies-first':
      return [...LIES.flatMap((lie) => faultReplies(lie, query)), good()];
    case 'wrong-id':
      return [patched(good(), (reply) => reply.writeUInt16BE(query.header.id ^ 1, 0))];
    case 'query-back':
      return [patched(good(), (reply) => reply.writeUInt8(reply.readUInt8(2) & 0x7f, 2))];
    case 'huge-counts':
      return [patched(good().subarray(0, 12), (reply) => reply.fill(0xff, 6, 12))];
    case 'two-questions':
      return [patched(good(), (reply) => reply.writeUInt16BE(2, 4))];
    case 'cut':
      return [good().subarray(0, -7)];
    case 'cut-all':
      // The header still promises two answers; dns2 reads it as an empty answer.
      return [good().subarray(0, 12 + (query.questions[0]?.name.length ?? 0) + 2 + 4)];
    case 'garbage':
      return [
        Buffer.alloc(0),
        Buffer.from([7]),
        Buffer.alloc(40, 0xc0),
        Buffer.from('not a message of the DNS at all'),
      ];
    case 'pointer-chain':
      return [pointerChain(query)];
    case 'cut-short':
    case 'cut-short-forever':
    case 'tcp-silent':
    case 'tcp-broken':
    case 'tcp-refused':
    case 'many-mx':
      return [cutShort(query)];
    default:
      return [wholeReply(query, fault)];
  }
}

/** What a forger would send before the true reply arrives. */
const LIES = [
  'wrong-id',
  'wrong-question',
  'wrong-case',
  'query-back',
  'cut-all',
  'garbage',
  'huge-counts',
] as const;

function patched(reply: Buffer, patch: (reply: Buffer) => void): Buffer {
  const copy = Buffer.from(reply);
  patch(copy);
  return copy;
}

/** A reply that says only: ask again over TCP. */
export function cutShort(query: Packet): Buffer {
  const response = Packet.createResponseFromRequest(query);
  response.header.tc = 1;
  return response.toBuffer();
}

/** A reply in the making, and the question it answers. */
interface Draft {
  readonly fault: Fault;
  readonly response: Packet;
  readonly name: string;
  readonly type: number;
  readonly hasEdns: boolean;
}

const { NXDOMAIN, SERVFAIL, REFUSED, FORMERR } = Packet.RCODE;
const { A, AAAA, MX, NS, TXT } = Packet.TYPE;

/** A whole, well-formed reply; only its content may be off. */
export function wholeReply(query: Packet, fault: Fault): Buffer {
  const [question] = query.questions;
  const draft: Draft = {
    fault,
    response: Packet.createResponseFromRequest(query),
    name: question?.name ?? '',
    type: question?.type ?? 0,
    hasEdns: query.additionals.length > 0,
  };
  (CONTENTS[fault] ?? giveRecords)(draft);
  return draft.response.toBuffer();
}

/** What a fault puts into the reply; one that stands not here gives records as `good` does. */
const CONTENTS: Partial<Record<Fault, (draft: Draft) => void>> = {
  'wrong-question': (draft) => giveRecords(asking(draft, { name: `x${draft.name.slice(1)}` })),
  'wrong-type': (draft) => giveRecords(asking(draft, { type: TXT })),
  'wrong-case': (draft) => giveRecords(asking(draft, { name: flipped(draft.name) })),
  servfail: ({ response }) => fail(response, SERVFAIL),
  refused: ({ response }) => fail(response, REFUSED),
  'no-edns': (draft) => (draft.hasEdns ? fail(draft.response, FORMERR) : giveRecords(draft)),
  // BADVERS: the header alone, without the upper bits in the OPT record, says NOERROR (RFC 6891 6.1.3).
  'bad-version': ({ response }) => {
    response.additionals.push(Packet.Resource.EDNS([]));
    fail(response, 16);
  },
  referral: ({ response }) =>
    response.authorities.push(record('test', { type: NS, ns: 'ns.elsewhere.test' })),
  'root-referral': ({ response }) =>
    response.authorities.push(record('', { type: NS, ns: 'a.root-servers.test' })),
  unrelated: (draft) => giveRecords({ ...draft, name: 'other.test' }),
  'cname-loop': (draft) => giveAliases(draft, `b.${draft.name}`, draft.name),
  'cname-only': (draft) => giveAliases(draft, 'good.alias.test'),
  'cname-whole': (draft) => giveRecords({ ...draft, name: giveAliases(draft, 'good.alias.test') }),
  'cname-chain': (draft) =>
    giveRecords({
      ...draft,
      name: giveAliases(draft, `a.${draft.name}`, `b.${draft.name}`, 'good.alias.test'),
    }),
  'cname-endless': (draft) => giveAliases(draft, `cname-endless.n${draft.name.length}.${draft.name}`),
  'cname-nxdomain': (draft) => giveNone({ ...draft, name: giveAliases(draft, 'gone.alias.test') }, NXDOMAIN),
  nxdomain: (draft) => giveNone(draft, NXDOMAIN),
  'nxdomain-bare': ({ response }) => fail(response, NXDOMAIN),
  'nxdomain-with-records': (draft) => {
    fail(draft.response, NXDOMAIN);
    giveRecords(draft);
  },
  nodata: (draft) => giveNone(draft),
  'nodata-bare': () => {},
  'only-address': (draft) => (draft.type === MX ? giveNone(draft) : giveRecords(draft)),
  'only-ipv6': (draft) => (draft.type === A ? giveNone(draft) : giveRecords(draft)),
  'private-address': ({ response, name, type }) =>
    response.answers.push(record(name, { type, address: type === A ? '10.1.2.3' : 'fd00::1' })),
  'null-mx': (draft) => giveExchanges(draft, ''),
  'null-mx-beside': (draft) => giveExchanges(draft, '', 'good.beside.test'),
  'dead-host': (draft) => giveExchanges(draft, `nodata.${draft.name}`),
  'dead-host-once': (draft) => giveExchanges(draft, `nodata-once.${draft.name}`),
  'missing-host': (draft) => giveExchanges(draft, `nxdomain.${draft.name}`),
  'private-host': (draft) => giveExchanges(draft, `private-address.${draft.name}`),
  'ipv6-host': (draft) => giveExchanges(draft, `only-ipv6.${draft.name}`),
  'alias-host': (draft) => giveExchanges(draft, `cname-whole.${draft.name}`),
  'literal-host': (draft) => giveExchanges(draft, '198.41.0.4'),
  'servfail-host': (draft) => giveExchanges(draft, `servfail.${draft.name}`),
  'silent-host': (draft) => giveExchanges(draft, `black-hole.${draft.name}`),
  'ttl-huge': (draft) => giveRecords(draft, HUGE_TTL),
  'ttl-zero': (draft) => giveRecords(draft, 0),
  'negative-ttl-huge': (draft) => giveNone(draft, NXDOMAIN, HUGE_TTL),
  'negative-ttl-zero': (draft) => giveNone(draft, NXDOMAIN, 0),
};

function record(name: string, fields: Partial<Resource>, ttl = 600): Resource {
  return new Packet.Resource({ name, class: Packet.CLASS.IN, ttl, ...fields });
}

function asking(draft: Draft, other: { readonly name?: string; readonly type?: number }): Draft {
  const { name, type } = draft;
  draft.response.questions = [new Packet.Question({ name, type, class: Packet.CLASS.IN, ...other })];
  return draft;
}

function fail(response: Packet, rcode: number): void {
  response.header.rcode = rcode;
}

/** Two exchanges (300 for `many-mx`), or the one address. */
function giveRecords({ response, name, type, fault }: Draft, ttl?: number): void {
  if (type !== MX) {
    response.answers.push(record(name, { type, address: type === A ? '198.41.0.4' : '2620:fe::fe' }, ttl));
    return;
  }
  const count = fault === 'many-mx' ? MANY_MX : 2;
  for (let n = 1; n <= count; n += 1) {
    const exchange = `good.mx${n}.test`;
    response.answers.push(record(name, { type, priority: n, exchange }, ttl));
    // As real servers do where there is room.
    response.additionals.push(record(exchange, { type: A, address: '198.41.0.4' }));
    response.additionals.push(record(exchange, { type: AAAA, address: '2620:fe::fe' }));
  }
}

/** These exchanges, the first with preference 0; another type gets the records of `good`. */
function giveExchanges(draft: Draft, ...exchanges: string[]): void {
  const { response, name, type } = draft;
  if (type !== MX) giveRecords(draft);
  else
    for (const [at, exchange] of exchanges.entries()) {
      response.answers.push(record(name, { type, priority: at * 10, exchange }));
    }
}

/** A chain of aliases from the name on; gives its end. */
function giveAliases({ response, name }: Draft, ...targets: string[]): string {
  let owner = name;
  for (const domain of targets) {
    response.answers.push(record(owner, { type: Packet.TYPE.CNAME, domain }));
    owner = domain;
  }
  return owner;
}

/** NODATA or another negative answer, with the SOA that says how long it holds. */
function giveNone({ response, name }: Draft, rcode: number = Packet.RCODE.NOERROR, seconds = 600): void {
  fail(response, rcode);
  const names = { primary: 'ns.example.test', admin: 'root.example.test' };
  const times = { serial: 1, refresh: 600, retry: 600, expiration: 600, minimum: seconds };
  response.authorities.push(record(name, { type: Packet.TYPE.SOA, ...names, ...times }, seconds));
}

/** Every letter in the other case: never what was asked, as long as there is a letter. */
function flipped(name: string): string {
  return [...name].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
}

/** Names made of pointers to pointers: legal to start with, slow to follow without a bound. */
function pointerChain(query: Packet): Buffer {
  const question = cutShort(query);
  const chain: number[] = [];
  const start = question.length;
  for (let at = start; at < 1_200; at += 2) {
    const target = at === start ? 12 : at - 2;
    chain.push(0xc0 | (target >>> 8), target & 0xff);
  }
  return patched(Buffer.concat([question, Buffer.from(chain)]), (reply) => {
    reply.writeUInt8(reply.readUInt8(2) & ~0x02, 2);
    reply.writeUInt16BE(500, 6);
  });
}

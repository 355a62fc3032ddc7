// The short way through a reply: what it reads is what dns2 reads, octet for octet, and it is the usual way.
import { Packet } from 'dns2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeQuery } from '../../../src/lookup/packet.ts';
import { readPlainAnswers } from '../../../src/lookup/plain-reply.ts';

const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const ttl = fc.oneof(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.constant(2 ** 31 - 1));
const ipv4 = fc.ipV4();

interface Given {
  readonly asked: string;
  readonly type: 'MX' | 'A';
  readonly edns: boolean;
  readonly records: readonly { readonly ttl: number; readonly exchange: string; readonly address: string }[];
}
const given: fc.Arbitrary<Given> = fc.record({
  asked: name,
  type: fc.constantFrom('MX', 'A'),
  edns: fc.boolean(),
  records: fc.array(fc.record({ ttl, exchange: fc.oneof(name, fc.constant('')), address: ipv4 }), {
    minLength: 1,
    maxLength: 5,
  }),
});

/** The reply that dns2 writes, with its compression, and the offset behind its question. */
function replyOf({ asked, type, edns, records }: Given) {
  const query = encodeQuery(asked, type, 7, edns);
  const response = Packet.createResponseFromRequest(Packet.parse(query.bytes));
  const owner = response.questions[0]?.name ?? '';
  const base = { name: owner, type: Packet.TYPE[type], class: Packet.CLASS.IN };
  for (const [priority, { ttl, exchange, address }] of records.entries()) {
    const data = type === 'MX' ? { priority, exchange } : { address };
    response.answers.push(new Packet.Resource({ ...base, ttl, ...data }));
  }
  if (edns) response.additionals = [Packet.Resource.EDNS([])];
  return { bytes: response.toBuffer(), questionEnd: query.questionEnd, name: owner };
}

const readByDns2 = (bytes: Buffer) => Packet.parse(bytes).answers.map((record) => ({ ...record }));

describe('readPlainAnswers', () => {
  test('reads every reply of a few MX or A records as dns2 does', () => {
    fc.assert(
      fc.property(given, (each) => {
        const { bytes, questionEnd, name } = replyOf(each);
        expect(readPlainAnswers(bytes, questionEnd, name)).toEqual(readByDns2(bytes));
      }),
    );
  });

  test('reads a damaged reply as dns2 does, or leaves it alone', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(given, damage, fc.integer({ min: -8, max: 8 }), (each, patches, longer) => {
        const { bytes: whole, questionEnd, name } = replyOf(each);
        const bytes = Buffer.concat([whole, Buffer.alloc(8)]).subarray(0, whole.length + longer);
        // The code, the counts and all behind the question; the rest was checked before.
        const places = [3, 6, 7, 8, 9, 10, 11, ...bytes.keys().drop(questionEnd)];
        for (const [at, octet] of patches) bytes[places[at % places.length] ?? 3] = octet;
        if (bytes.length < questionEnd) return;
        const read = readPlainAnswers(bytes, questionEnd, name);
        if (read === undefined) return;
        const packet = Packet.parse(bytes);
        expect(packet.errors).toEqual([]);
        expect(packet.header.rcode).toBe(0);
        expect(read).toEqual(readByDns2(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  const usual: Given = {
    asked: 'an.example',
    type: 'MX',
    edns: true,
    records: [{ ttl: 60, exchange: 'mx.an.example', address: '198.41.0.4' }],
  };
  test('leaves a name that ends before its record does to dns2, which refuses it', () => {
    const { bytes, questionEnd, name } = replyOf({ ...usual, edns: false });
    const longer = Buffer.concat([bytes, Buffer.alloc(1)]);
    longer.writeUInt16BE(longer.length - questionEnd - 12, questionEnd + 10);
    expect(Packet.parse(longer).errors).toHaveLength(1);
    expect(readPlainAnswers(longer, questionEnd, name)).toBeUndefined();
  });

  const others: readonly [what: string, change: (packet: Packet) => void][] = [
    ['no answer', (packet) => packet.answers.splice(0)],
    ['an authority', (packet) => packet.authorities.push(...packet.answers)],
    ['an additional record', (packet) => packet.additionals.unshift(...packet.answers)],
    ['another code', (packet) => Object.assign(packet.header, { rcode: 3 })],
    ['an extended code', (packet) => Object.assign(packet.header, { rcode: 16 })],
    ['another owner', ({ answers: [answer] }) => Object.assign(answer ?? {}, { name: 'other.example' })],
  ];

  test.each(others)('leaves a reply with %s to dns2', (_what, change) => {
    const { bytes, questionEnd, name } = replyOf(usual);
    expect(readPlainAnswers(bytes, questionEnd, name)).toHaveLength(1);
    const packet = Packet.parse(bytes);
    change(packet);
    expect(readPlainAnswers(packet.toBuffer(), questionEnd, name)).toBeUndefined();
  });
});

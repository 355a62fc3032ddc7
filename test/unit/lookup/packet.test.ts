// The query on the wire, and which messages count as its reply.
import { Packet } from 'dns2';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { encodeQuery, readReply } from '../../../src/lookup/packet.ts';

const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
const name = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));

describe('encodeQuery', () => {
  test('writes what dns2 reads back, for any name', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 0, max: 0xffff }), fc.boolean(), (asked, id, edns) => {
        const query = encodeQuery(asked, 'MX', id, edns);
        const packet = Packet.parse(query.bytes);
        const [question] = packet.questions;
        expect(packet.errors).toEqual([]);
        expect(packet.header).toMatchObject({ id, qr: 0, rd: 1, qdcount: 1, ancount: 0, nscount: 0 });
        expect(question).toMatchObject({ type: Packet.TYPE.MX, class: Packet.CLASS.IN });
        expect(question?.name.toLowerCase()).toBe(asked);
        expect(packet.additionals.map((record) => record.class)).toEqual(edns ? [1232] : []);
      }),
    );
  });

  test('mixes the case anew for each query', () => {
    const spellings = new Set(
      Array.from({ length: 64 }, () =>
        encodeQuery('a-rather-long-name.example', 'A', 1, false).bytes.toString('latin1', 12),
      ),
    );
    expect(spellings.size).toBeGreaterThan(60);
  });
});

function reply(query: Packet, change: (packet: Packet) => void = () => {}): Buffer {
  const packet = Packet.createResponseFromRequest(query);
  change(packet);
  return packet.toBuffer();
}

describe('T17 · a broken DNS answer becomes a verdict', () => {
  const query = encodeQuery('an.example', 'MX', 4242, true);
  const request = Packet.parse(query.bytes);

  test('reads a reply that repeats id and question', () => {
    expect(readReply(reply(request), query)).toEqual({ rcode: 0, answers: [], authorities: [] });
  });

  test('never reads a mutilated reply as another outcome than the whole one', () => {
    const whole = reply(request, (packet) => {
      packet.answers.push(
        new Packet.Resource({
          name: 'an.example',
          type: 15,
          class: 1,
          ttl: 60,
          priority: 1,
          exchange: 'mx.example',
        }),
      );
    });
    for (let length = 0; length < whole.length; length += 1) {
      expect(readReply(whole.subarray(0, length), query)).toBeUndefined();
    }
    expect(readReply(whole, query)).toMatchObject({
      answers: [{ exchange: expect.stringMatching(/^mx\.example$/i) }],
    });
  });

  test('ignores any bytes that are not its reply, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        expect(readReply(Buffer.from(noise), query)).toBeUndefined();
      }),
    );
  });

  test('takes noise behind a true header and question as no answer or a parsed one, never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 200 }), (noise) => {
        const bytes = Buffer.concat([reply(request), Buffer.from(noise)]);
        bytes.writeUInt16BE(3, 6);
        const read = readReply(bytes, query);
        if (typeof read === 'object') expect(read.answers).toHaveLength(3);
      }),
    );
  });

  test('reads 2,048 records and refuses 2,049, however well they are formed', () => {
    const record = { name: 'an.example', type: Packet.TYPE.A, class: 1, ttl: 60, address: '198.41.0.4' };
    const withRecords = (count: number) =>
      reply(request, ({ answers }) => {
        for (let n = 0; n < count; n += 1) answers.push(new Packet.Resource(record));
      });
    expect(readReply(withRecords(2_048), query)).toMatchObject({ rcode: 0 });
    expect(readReply(withRecords(2_049), query)).toBeUndefined();
  });

  test.each([0, 6])(
    'refuses counts of 65,535 in %i octets of records, before anything is parsed',
    (octets) => {
      const parse = vi.spyOn(Packet, 'parse');
      onTestFinished(() => parse.mockRestore());
      const bytes = Buffer.concat([reply(request), Buffer.alloc(octets)]);
      bytes.fill(0xff, 6, 12);
      expect(readReply(bytes, query)).toBeUndefined();
      expect(readReply(bytes.subarray(0, 12), query)).toBeUndefined();
      expect(parse).not.toHaveBeenCalled();
    },
  );

  test('refuses a reply with a second question', () => {
    const two = reply(request, ({ questions }) => {
      questions.push(new Packet.Question('other.example', Packet.TYPE.A, Packet.CLASS.IN));
    });
    expect(readReply(two, query)).toBeUndefined();
  });

  test('tells a cut-short reply and a server without EDNS apart', () => {
    expect(
      readReply(
        reply(request, ({ header }) => {
          header.tc = 1;
        }),
        query,
      ),
    ).toBe('cut-short');
    expect(
      readReply(
        reply(request, ({ header }) => {
          header.rcode = 1;
        }),
        query,
      ),
    ).toBe('no-edns');
  });
});

// A question as bytes, and the reply to it: everything that does not belong to our question is refused here.
import { Packet } from 'dns2';
import type { RecordType } from '../model/dns-answer.ts';
import { type AnswerRecord, readPlainAnswers } from './plain-reply.ts';
import { randomOctet } from './random-bits.ts';

/** The largest UDP reply asked for and taken: fits every path without fragments (DNS flag day 2020). */
export const UDP_PAYLOAD_MAX = 1_232;

const HEADER_OCTETS = 12;
/** 300 mail hosts with their addresses have 900 records; checked before parsing, which is linear in them. */
const RECORDS_MAX = 2_048;
const RECURSION_DESIRED = 0x0100;
const DOT = 0x2e;
const CASE_BIT = 0x20;
const LETTER_A = 0x61;
const LETTER_Z = 0x7a;
const RCODE_FORMERR = 1;
const RCODE_NOTIMP = 4;

/** One question to one name server, with the bytes that ask it. */
export interface Query {
  readonly id: number;
  readonly name: string;
  readonly bytes: Buffer;
  /** Offset behind the question section, which the reply must repeat octet by octet. */
  readonly questionEnd: number;
}

/** The parts of a reply that were checked and parsed. */
export interface ReplyMessage {
  readonly rcode: number;
  readonly answers: readonly AnswerRecord[];
  readonly authorities: readonly AnswerRecord[];
}

/** `cut-short`: the TC bit, ask again over TCP. `no-edns`: the server does not know EDNS (RFC 6891 7). */
export type Reply = ReplyMessage | 'cut-short' | 'no-edns';

/** The OPT record that ends a query: root owner, our buffer size, no options (RFC 6891 6.1). */
const OPT_RECORD = Packet.Resource.encode(Packet.Resource.EDNS([], { udpPayloadSize: UDP_PAYLOAD_MAX }));

/**
 * Builds the query: recursion desired, the name in random case (0x20), EDNS with a small buffer.
 *
 * The question is written here and not with dns2's bit writer, which takes as long as sending it.
 *
 * @param name an askable name (dns-name.ts).
 * @param edns false for a server that refused the OPT record.
 * @param isCaseMixed false where nobody can forge a reply, so that the case guards nothing.
 */
export function encodeQuery(
  name: string,
  type: RecordType,
  id: number,
  edns: boolean,
  isCaseMixed = true,
): Query {
  // On the wire a name has one octet more in front, and the root's behind; type and class take four.
  const nameEnd = HEADER_OCTETS + name.length + 2;
  const questionEnd = nameEnd + 4;
  const bytes = Buffer.allocUnsafe(questionEnd + (edns ? OPT_RECORD.length : 0));
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt16BE(RECURSION_DESIRED, 2);
  bytes.writeUInt16BE(1, 4);
  bytes.writeUInt32BE(0, 6);
  bytes.writeUInt16BE(edns ? 1 : 0, 10);
  writeName(bytes, name, isCaseMixed);
  bytes.writeUInt16BE(Packet.TYPE[type], nameEnd);
  bytes.writeUInt16BE(Packet.CLASS.IN, nameEnd + 2);
  if (edns) bytes.set(OPT_RECORD, questionEnd);
  return { id, name, bytes, questionEnd };
}

/** Labels with their lengths; each letter in random case, bits that a forger has to guess as well. */
function writeName(bytes: Buffer, name: string, isCaseMixed: boolean): void {
  let lengthAt = HEADER_OCTETS;
  let bits = 0;
  for (let at = 0; at <= name.length; at += 1) {
    const offset = HEADER_OCTETS + 1 + at;
    if (isCaseMixed && at % 8 === 0) bits = randomOctet();
    const code = at < name.length ? name.charCodeAt(at) : DOT;
    if (code === DOT) {
      bytes[lengthAt] = offset - lengthAt - 1;
      lengthAt = offset;
    } else {
      const isLetter = (code | CASE_BIT) >= LETTER_A && (code | CASE_BIT) <= LETTER_Z;
      bytes[offset] = isLetter && (bits >>> (at % 8)) & 1 ? code ^ CASE_BIT : code;
    }
  }
  bytes[lengthAt] = 0;
}

/**
 * Reads what came back. `undefined` means: not the answer to this query, go on waiting. That holds for
 * another id, another question (compared octet by octet, so the random case must come back exactly), a
 * query in place of a response, too many records, and a message that is cut or does not parse to its end:
 * dns2 returns such a message with an empty answer, which would read as NODATA.
 */
export function readReply(bytes: Buffer, query: Query): Reply | undefined {
  if (!belongsTo(bytes, query)) return undefined;
  const isCutShort = (bytes.readUInt8(2) & 0x02) !== 0;
  if (isCutShort) return 'cut-short';
  const plain = readPlainAnswers(bytes, query.questionEnd, query.name);
  if (plain) return { rcode: Packet.RCODE.NOERROR, answers: plain, authorities: [] };
  const packet = parsePacket(bytes);
  if (packet === undefined || packet.errors.length > 0) return undefined;
  const { rcode } = packet.header;
  if (rcode === RCODE_FORMERR || rcode === RCODE_NOTIMP) return 'no-edns';
  return { rcode, answers: packet.answers, authorities: packet.authorities };
}

/** Header and question checks, before any parsing (RFC 5452 9.1). */
function belongsTo(bytes: Buffer, query: Query): boolean {
  if (bytes.length < query.questionEnd || bytes.readUInt16BE(0) !== query.id) return false;
  const isResponse = (bytes.readUInt8(2) & 0xf8) === 0x80; // QR set, opcode QUERY
  const questions = bytes.readUInt16BE(4);
  const records = bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10);
  return (
    isResponse &&
    questions === 1 &&
    records <= RECORDS_MAX &&
    bytes.compare(query.bytes, HEADER_OCTETS, query.questionEnd, HEADER_OCTETS, query.questionEnd) === 0
  );
}

function parsePacket(bytes: Buffer): Packet | undefined {
  try {
    return Packet.parse(bytes);
  } catch {
    return undefined;
  }
}

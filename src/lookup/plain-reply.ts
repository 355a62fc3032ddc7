// Reads the replies that nearly all are, a few MX or A records and nothing else, at a quarter of dns2's cost.
import { Packet, type Resource } from 'dns2';

/** A record that was read: what dns2 gives, without its way back into bytes. */
export type AnswerRecord = Omit<Resource, 'toBuffer'>;

const HEADER_OCTETS = 12;
/** A pointer to the name of the question, as every server writes the owner of an answer (RFC 1035 4.1.4). */
const QUESTION_POINTER = 0xc000 | HEADER_OCTETS;
/** Owner pointer, type, class, TTL and the length of the data. */
const FIXED_OCTETS = 12;
const TTL_MAX = 0x7fffffff;
/** An OPT record without options, EDNS version 0, no extended code (RFC 6891 6.1.2). */
const OPT_OCTETS = 11;
const LABEL_OCTETS_MAX = 63;
const NAME_OCTETS_MAX = 255;
const HOST_LABEL = /^[A-Za-z0-9_-]+$/;

/**
 * The answers of a NOERROR reply whose header and question were checked, or undefined for every reply that
 * is not of this one shape: at least one answer, each for the name and the type (MX or A) of the question,
 * no authority, and behind the answers nothing or a plain OPT record. The caller gives all others to dns2,
 * and what is read here reads the same there.
 *
 * @param questionEnd the offset behind the question section.
 */
export function readPlainAnswers(
  bytes: Buffer,
  questionEnd: number,
  name: string,
): readonly AnswerRecord[] | undefined {
  const count = bytes.readUInt16BE(6);
  const isPlain = (bytes.readUInt8(3) & 0x0f) === 0 && count > 0 && bytes.readUInt16BE(8) === 0;
  if (!isPlain) return undefined;
  const type = bytes.readUInt16BE(questionEnd - 4);
  const records: AnswerRecord[] = [];
  let at = questionEnd;
  for (let n = 0; n < count; n += 1) {
    const dataAt = at + FIXED_OCTETS;
    if (dataAt > bytes.length || !isOfQuestion(bytes, at, type)) return undefined;
    const end = dataAt + bytes.readUInt16BE(at + 10);
    const data = end > bytes.length ? undefined : readData(bytes, dataAt, end, type);
    if (data === undefined) return undefined;
    const ttl = Math.min(bytes.readUInt32BE(at + 6), TTL_MAX);
    records.push({ name, type, class: Packet.CLASS.IN, ttl, ...data });
    at = end;
  }
  return endsPlainly(bytes, at) ? records : undefined;
}

function isOfQuestion(bytes: Buffer, at: number, type: number): boolean {
  return (
    bytes.readUInt16BE(at) === QUESTION_POINTER &&
    bytes.readUInt16BE(at + 2) === type &&
    bytes.readUInt16BE(at + 4) === Packet.CLASS.IN
  );
}

function readData(
  bytes: Buffer,
  at: number,
  end: number,
  type: number,
): Pick<AnswerRecord, 'priority' | 'exchange' | 'address'> | undefined {
  if (type === Packet.TYPE.A && end - at === 4) {
    return { address: `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}` };
  }
  if (type !== Packet.TYPE.MX || end - at < 3) return undefined;
  const exchange = readHostName(bytes, at + 2, end);
  return exchange === undefined ? undefined : { priority: bytes.readUInt16BE(at), exchange };
}

/**
 * The name that begins at `at` and takes up all octets to `end`; undefined unless it consists of ordinary
 * labels and of pointers that each lead further to the front, so that it ends.
 */
function readHostName(bytes: Buffer, at: number, end: number): string | undefined {
  let name = '';
  let octets = 1;
  let from = at;
  let bound = end;
  for (let length = bytes[from] ?? 0; length !== 0; length = bytes[from] ?? 0) {
    if (length > LABEL_OCTETS_MAX) {
      if (length < 0xc0 || from + 2 > bound || (bound === end && from + 2 !== end)) return undefined;
      const target = bytes.readUInt16BE(from) & 0x3fff;
      if (target < HEADER_OCTETS || target >= from) return undefined;
      bound = from;
      from = target;
    } else {
      const next = from + 1 + length;
      octets += length + 1;
      if (next >= bound || octets > NAME_OCTETS_MAX) return undefined;
      const label = bytes.toString('latin1', from + 1, next);
      if (!HOST_LABEL.test(label)) return undefined;
      name = name === '' ? label : `${name}.${label}`;
      from = next;
    }
  }
  return bound !== end || from + 1 === end ? name : undefined;
}

/** Nothing behind the answers, or a plain OPT record alone. */
function endsPlainly(bytes: Buffer, at: number): boolean {
  const additionals = bytes.readUInt16BE(10);
  if (additionals === 0) return at === bytes.length;
  return (
    additionals === 1 &&
    at + OPT_OCTETS === bytes.length &&
    bytes.readUInt8(at) === 0 &&
    bytes.readUInt16BE(at + 1) === Packet.TYPE.EDNS &&
    bytes.readUInt16BE(at + 5) === 0 &&
    bytes.readUInt16BE(at + 9) === 0
  );
}

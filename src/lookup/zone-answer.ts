// What the zone says to one question, as a DNS message: aliases followed, or the SOA of a refusal.
import { Packet, type Question, type Resource } from 'dns2';
import { findAuthority, findZoneName, type Zone, type ZoneFailure, type ZoneRecord } from './zone.ts';

/** Aliases followed for one answer; a loop ends there. */
const ALIASES_MAX = 16;

const FAILURE_CODES: Readonly<Record<Exclude<ZoneFailure, 'timeout'>, number>> = {
  servfail: Packet.RCODE.SERVFAIL,
  refused: Packet.RCODE.REFUSED,
};

/** The response message, or undefined where the zone says that there shall be none. */
export function answerFromZone(zone: Zone, request: Packet, question: Question): Packet | undefined {
  const response = Packet.createResponseFromRequest(request);
  response.header.ra = 1;
  let name = question.name.toLowerCase();
  for (let aliases = 0; aliases < ALIASES_MAX; aliases += 1) {
    const found = findZoneName(zone, name);
    if (found?.failure === 'timeout') return undefined;
    if (found?.failure) return failed(response, FAILURE_CODES[found.failure]);
    if (!found) response.header.rcode = Packet.RCODE.NXDOMAIN;
    const owner = aliases === 0 ? question.name : name;
    const records = (found?.records ?? []).map((record) => resourceOf(owner, record));
    const wanted = records.filter(({ type }) => type === question.type);
    response.answers.push(...wanted);
    if (wanted.length > 0) return response;
    const alias = records.find(({ type }) => type === Packet.TYPE.CNAME);
    if (!alias) return withAuthority(response, zone, name);
    response.answers.push(alias);
    name = alias.domain ?? '';
  }
  return failed(response, Packet.RCODE.SERVFAIL);
}

function failed(response: Packet, rcode: number): Packet {
  response.header.rcode = rcode;
  response.answers = [];
  return response;
}

/** RFC 2308 3: a negative answer carries the SOA of the zone that the name is missing from. */
function withAuthority(response: Packet, zone: Zone, name: string): Packet {
  const { owner, ttlSeconds, minimum } = findAuthority(zone, name);
  response.authorities.push(
    new Packet.Resource({
      name: owner,
      type: Packet.TYPE.SOA,
      class: Packet.CLASS.IN,
      ttl: ttlSeconds,
      primary: 'ns.sluice.invalid',
      admin: 'hostmaster.sluice.invalid',
      serial: 1,
      refresh: 3_600,
      retry: 600,
      expiration: 86_400,
      minimum,
    }),
  );
  return response;
}

function resourceOf(owner: string, record: ZoneRecord): Resource {
  const { type, ttlSeconds: ttl, ...data } = record;
  const base = { name: owner, type: Packet.TYPE[type], class: Packet.CLASS.IN, ttl };
  if ('exchange' in data) {
    return new Packet.Resource({ ...base, priority: data.preference, exchange: data.exchange });
  }
  if ('target' in data) return new Packet.Resource({ ...base, domain: data.target });
  return new Packet.Resource({ ...base, ...data });
}

// A name server that lies, stalls and breaks: the first label of the name asked for says how.
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Packet } from 'dns2';

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
  'referral',
  'unrelated',
  'cname-loop',
  'cname-only',
  'cname-endless',
  'many-mx',
  'cut-short',
  'cut-short-forever',
  'tcp-silent',
  'tcp-broken',
  'tcp-refused',
  'pointer-chain',
  'nxdomain',
  'nodata',
  'null-mx',
  'dead-host',
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

/** How late `slow` answers, in milliseconds. */
export const SLOW_MS = 150;
export const MANY_MX = 300;

export interface FaultNameServer {
  readonly host: string;
  readonly port: number;
  /** Every question that came, as `transport fault type`. */
  readonly log: readonly string[];
  /** The name of every question over UDP, in lower case. */
  readonly names: readonly string[];
  stop(): Promise<void>;
}

export interface FaultNameServerOptions {
  /** Treats every question like this, whatever its name says. */
  readonly always?: Fault;
  readonly host?: string;
}

/** Starts the server on UDP and TCP of one free port. */
export async function startFaultNameServer({
  always,
  host = '127.0.0.1',
}: FaultNameServerOptions = {}): Promise<FaultNameServer> {
  const log: string[] = [];
  const names: string[] = [];
  const connections = new Set<Socket>();
  const kind = host.includes(':') ? 'udp6' : 'udp4';
  const udp = createSocket(kind);
  const otherPort = createSocket(kind);
  const otherAddress = createSocket(kind);
  udp.bind(0, host);
  otherPort.bind(0, host);
  await Promise.all([once(udp, 'listening'), once(otherPort, 'listening')]);
  const { port } = udp.address();
  // On IPv6 there is one loopback address only.
  otherAddress.bind(kind === 'udp4' ? port : 0, kind === 'udp4' ? '127.0.0.2' : host);
  await once(otherAddress, 'listening');
  const froms: Partial<Record<Fault, UdpSocket>> = {
    'wrong-port': otherPort,
    'wrong-address': otherAddress,
  };
  const times = new Map<string, number>();
  const faultOf = (query: Packet) => always ?? ((query.questions[0]?.name ?? '').split('.')[0] as Fault);
  udp.on('message', async (bytes, asker) => {
    const query = Packet.parse(bytes);
    const fault = faultOf(query).toLowerCase() as Fault;
    log.push(`udp ${fault} ${Packet.typeName(query.questions[0]?.type ?? 0)}`);
    const name = query.questions[0]?.name.toLowerCase() ?? '';
    const question = `${query.questions[0]?.type} ${name}`;
    names.push(name);
    times.set(question, (times.get(question) ?? 0) + 1);
    if (fault === 'slow') await sleep(SLOW_MS);
    const now = faultNow(fault, times.get(question) === 1);
    for (const reply of udpReplies(now, query)) send(froms[fault] ?? udp, reply, asker);
  });
  const tcp = createServer((connection) => {
    connections.add(connection);
    connection.on('error', () => {});
    connection.on('data', (bytes) => {
      const query = Packet.parse(bytes.subarray(2));
      const fault = faultOf(query).toLowerCase() as Fault;
      log.push(`tcp ${fault} ${Packet.typeName(query.questions[0]?.type ?? 0)}`);
      replyOverTcp(connection, fault, query);
    });
  });
  tcp.listen(port, host);
  await once(tcp, 'listening');
  return { host, port, log, names, stop: () => stopAll([udp, otherPort, otherAddress], tcp, connections) };
}

/** What a fault that passes is at the first question, and afterwards. */
function faultNow(fault: Fault, isFirst: boolean): Fault {
  if (fault === 'nxdomain-then-silent') return isFirst ? 'nxdomain' : 'black-hole';
  // The name of the dead host says that it comes to life.
  if (!fault.endsWith('-once') || fault === 'dead-host-once') return fault;
  return isFirst ? (fault.slice(0, -'-once'.length) as Fault) : 'good';
}

async function stopAll(sockets: UdpSocket[], tcp: Server, connections: Set<Socket>): Promise<void> {
  for (const connection of connections) connection.destroy();
  tcp.close();
  await once(tcp, 'close');
  for (const socket of sockets) socket.close();
}

function send(socket: UdpSocket, reply: Buffer, asker: RemoteInfo): void {
  socket.send(reply, asker.port, asker.address, () => {});
}

function replyOverTcp(connection: Socket, fault: Fault, query: Packet): void {
  if (fault === 'tcp-silent') return;
  if (fault === 'tcp-refused') return void connection.resetAndDestroy();
  const message = fault === 'cut-short-forever' ? cutShort(query) : goodReply(query, fault);
  const frame = Buffer.concat([Buffer.from([message.length >>> 8, message.length & 0xff]), message]);
  if (fault === 'tcp-broken') return void connection.end(frame.subarray(0, frame.length - 5));
  // In two pieces, as a network may deliver it.
  connection.write(frame.subarray(0, 1));
  setImmediate(() => connection.write(frame.subarray(1)));
}

function udpReplies(fault: Fault, query: Packet): Buffer[] {
  switch (fault) {
    case 'black-hole':
      return [];
    case 'lies-first':
      return [...LIES.flatMap((lie) => udpReplies(lie, query)), goodReply(query, 'good')];
    case 'wrong-id':
      return [patched(goodReply(query, 'good'), (reply) => reply.writeUInt16BE(query.header.id ^ 1, 0))];
    case 'query-back':
      return [patched(goodReply(query, 'good'), (reply) => reply.writeUInt8(reply.readUInt8(2) & 0x7f, 2))];
    case 'huge-counts':
      return [patched(goodReply(query, 'good').subarray(0, 12), (reply) => reply.fill(0xff, 6, 12))];
    case 'two-questions':
      return [patched(goodReply(query, 'good'), (reply) => reply.writeUInt16BE(2, 4))];
    case 'cut':
      return [goodReply(query, 'good').subarray(0, -7)];
    case 'cut-all':
      // The header still promises two answers; dns2 reads it as an empty answer.
      return [goodReply(query, 'good').subarray(0, 12 + (query.questions[0]?.name.length ?? 0) + 2 + 4)];
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
      return [goodReply(query, fault)];
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

function cutShort(query: Packet): Buffer {
  const response = Packet.createResponseFromRequest(query);
  response.header.tc = 1;
  return response.toBuffer();
}

/** A whole, well-formed reply; only its content may be off. */
function goodReply(query: Packet, fault: Fault): Buffer {
  const response = Packet.createResponseFromRequest(query);
  const [question] = query.questions;
  const name = question?.name ?? '';
  const type = question?.type ?? 0;
  const ttl = fault === 'ttl-huge' ? HUGE_TTL : fault === 'ttl-zero' ? 0 : 600;
  const record = (fields: object) =>
    new Packet.Resource({ name, class: Packet.CLASS.IN, ttl, ...fields } as never);
  const alias = (from: string, to: string) => record({ name: from, type: Packet.TYPE.CNAME, domain: to });
  if (fault === 'wrong-question')
    response.questions = [new Packet.Question({ ...question, name: `x${name.slice(1)}` })];
  if (fault === 'wrong-type')
    response.questions = [new Packet.Question({ name, type: Packet.TYPE.TXT, class: 1 })];
  if (fault === 'wrong-case')
    response.questions = [new Packet.Question({ ...question, name: flipped(name) })];
  if (fault === 'servfail') response.header.rcode = Packet.RCODE.SERVFAIL;
  else if (fault === 'refused') response.header.rcode = Packet.RCODE.REFUSED;
  else if (fault === 'no-edns' && query.additionals.length > 0) response.header.rcode = Packet.RCODE.FORMERR;
  else if (fault === 'referral')
    response.authorities.push(record({ type: Packet.TYPE.NS, ns: 'ns.elsewhere.test' }));
  else if (fault === 'cname-loop') response.answers.push(alias(name, `b.${name}`), alias(`b.${name}`, name));
  else if (fault === 'cname-only') response.answers.push(alias(name, 'good.alias.test'));
  else if (fault === 'cname-endless')
    response.answers.push(alias(name, `cname-endless.n${name.length}.${name}`));
  else if (fault === 'unrelated')
    response.answers.push(
      record({ name: 'other.test', type, address: '192.0.2.1', exchange: 'x.test', priority: 1 }),
    );
  else if (fault === 'nxdomain' || fault === 'nodata' || fault.startsWith('negative-ttl')) {
    const seconds = fault === 'negative-ttl-huge' ? HUGE_TTL : fault === 'negative-ttl-zero' ? 0 : 600;
    if (fault !== 'nodata') response.header.rcode = Packet.RCODE.NXDOMAIN;
    response.authorities.push(startOfAuthority(name, seconds));
  } else if (fault === 'null-mx') response.answers.push(record({ type, priority: 0, exchange: '' }));
  else if (fault.startsWith('dead-host') && type === Packet.TYPE.MX) {
    const exchange = `${fault.replace('dead-host', 'nodata')}.${name}`;
    response.answers.push(record({ type, priority: 1, exchange }));
  } else if (type === Packet.TYPE.MX) {
    const count = fault === 'many-mx' ? MANY_MX : 2;
    for (let n = 1; n <= count; n += 1) {
      response.answers.push(record({ type, priority: n, exchange: `good.mx${n}.test` }));
    }
  } else
    response.answers.push(record({ type, address: type === Packet.TYPE.A ? '198.41.0.4' : '2620:fe::fe' }));
  return response.toBuffer();
}

function startOfAuthority(name: string, seconds: number) {
  return new Packet.Resource({
    name,
    type: Packet.TYPE.SOA,
    class: Packet.CLASS.IN,
    ttl: seconds,
    primary: 'ns.example.test',
    admin: 'root.example.test',
    serial: 1,
    refresh: 600,
    retry: 600,
    expiration: 600,
    minimum: seconds,
  } as never);
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

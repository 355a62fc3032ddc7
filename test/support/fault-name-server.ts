// A name server that lies, stalls and breaks: the first label of the name asked for says how.
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Packet } from 'dns2';
import { cutShort, type Fault, faultReplies, wholeReply } from './fault-replies.ts';

/** How late `slow` answers, in milliseconds. */
export const SLOW_MS = 150;

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
  /** False: nothing listens on TCP, and a connection is refused. @default true */
  readonly hasTcp?: boolean;
}

/** Starts the server on UDP and TCP of one free port. */
export async function startFaultNameServer({
  always,
  host = '127.0.0.1',
  hasTcp = true,
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
    for (const reply of faultReplies(now, query)) send(froms[fault] ?? udp, reply, asker);
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
  if (hasTcp) {
    tcp.listen(port, host);
    await once(tcp, 'listening');
  }
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
  if (tcp.listening) {
    tcp.close();
    await once(tcp, 'close');
  }
  for (const socket of sockets) socket.close();
}

function send(socket: UdpSocket, reply: Buffer, asker: RemoteInfo): void {
  socket.send(reply, asker.port, asker.address, () => {});
}

function replyOverTcp(connection: Socket, fault: Fault, query: Packet): void {
  if (fault === 'tcp-silent') return;
  if (fault === 'tcp-refused') return void connection.resetAndDestroy();
  const message = fault === 'cut-short-forever' ? cutShort(query) : wholeReply(query, fault);
  const frame = Buffer.concat([Buffer.from([message.length >>> 8, message.length & 0xff]), message]);
  if (fault === 'tcp-broken') return void connection.end(frame.subarray(0, frame.length - 5));
  // In two pieces, as a network may deliver it.
  connection.write(frame.subarray(0, 1));
  setImmediate(() => connection.write(frame.subarray(1)));
}

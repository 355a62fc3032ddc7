// The UDP sockets to one name server: many source ports, each used for a while and then replaced.
import { randomOctet } from './random-bits.ts';
import type { NameServerAddress } from './servers.ts';
import type { Transport } from './transport.ts';
import { openUdpSocket, type UdpSocket } from './udp-socket.ts';

/** Source ports in use at a time; a forger must hit the right one of them besides id and case. */
const SOCKETS = 16;
/** Queries after which a socket gives its port back, so that no port can be searched out at leisure. */
const QUERIES_PER_SOCKET = 1_000;

/** Makes the pool; a socket is opened when a query first needs it. */
export function createUdpPool(server: NameServerAddress): Transport {
  const slots = Array<UdpSocket | undefined>(SOCKETS).fill(undefined);
  const open = new Set<UdpSocket>();

  function openAt(slot: number): UdpSocket {
    for (const socket of open) if (socket.isClosed) open.delete(socket);
    const socket = openUdpSocket(server);
    slots[slot] = socket;
    open.add(socket);
    return socket;
  }

  function pick(): UdpSocket {
    const slot = randomOctet() % SOCKETS;
    const socket = slots[slot];
    if (socket === undefined || socket.isClosed) return openAt(slot);
    if (socket.sent < QUERIES_PER_SOCKET) return socket;
    socket.retire();
    return openAt(slot);
  }

  return {
    exchange: (question, patienceMs, signal) => pick().exchange(question, patienceMs, signal),
    close() {
      for (const socket of open) socket.close();
      open.clear();
    },
  };
}

// Unpredictable bits in small amounts: drawn from the system in blocks, because one call a query is slow.
import { randomFillSync } from 'node:crypto';

const BLOCK_BYTES = 8_192;
const block = Buffer.allocUnsafe(BLOCK_BYTES);
let next = BLOCK_BYTES;

/** One random octet (0–255). */
export function randomOctet(): number {
  if (next >= BLOCK_BYTES) {
    randomFillSync(block);
    next = 0;
  }
  const octet = block[next] ?? 0;
  next += 1;
  return octet;
}

/** A random 16-bit number, as a DNS message id needs (RFC 5452 9.2). */
export function randomId(): number {
  return randomOctet() * 256 + randomOctet();
}

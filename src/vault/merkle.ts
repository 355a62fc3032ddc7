// A keyed Merkle tree over the decisions of a release: one root proves them all and tells none.
import { createHash, createHmac, type KeyObject } from 'node:crypto';
import type { RingKey } from './key-ring.ts';
import { deriveUse, hkdfKey } from './key-use.ts';
import { lengthPrefixed } from './length-prefix.ts';

/** Bytes of a leaf, an inner node and the root. */
export const NODE_BYTES = 32;
/** In place of the index of a primary reason: the row was released. */
export const NO_PRIMARY = 0xffff;

/** Children of an inner node: one hash for 256 leaves costs next to nothing beside the leaves. */
const ARITY = 256;
const LEAF_BYTES = 7;
const INNER = Buffer.of(1);
const ROOT = Buffer.of(2);

/** The decisions of consecutive rows, packed. */
export interface DecidedRows {
  /** Number of the first row; the first data row of the upload is 1. */
  readonly firstRow: number;
  /** Index into `OUTCOMES`, one a row. */
  readonly outcomes: Uint8Array;
  /** Index into `RELEASE_REASONS` or `NO_PRIMARY`, one a row. */
  readonly primaries: Uint16Array;
}

export interface MerkleTree {
  /** Takes the next leaves, in row order. */
  add(leaves: Uint8Array): void;
  /** The root over all leaves so far; call it last. */
  root(): Buffer;
}

/** The key of one release's leaves, from a ring key of purpose `audit`; without it a leaf cannot be guessed. */
export function releaseKey(auditKey: RingKey, releaseId: string): KeyObject {
  return hkdfKey(deriveUse(auditKey, 'release'), lengthPrefixed([releaseId]));
}

/** The leaves of some rows, 32 bytes each: HMAC-SHA-256(release key, row (32-bit) ‖ outcome (8) ‖ primary (16)). */
export function merkleLeaves(key: KeyObject, { firstRow, outcomes, primaries }: DecidedRows): Buffer {
  if (outcomes.length !== primaries.length) throw new RangeError('Expected as many outcomes as primaries.');
  const leaves = Buffer.allocUnsafe(outcomes.length * NODE_BYTES);
  const message = Buffer.alloc(LEAF_BYTES);
  for (let at = 0; at < outcomes.length; at += 1) {
    message.writeUInt32BE(firstRow + at, 0);
    message.writeUInt8(outcomes[at] ?? 0, 4);
    message.writeUInt16BE(primaries[at] ?? NO_PRIMARY, 5);
    leaves.set(createHmac('sha256', key).update(message).digest(), at * NODE_BYTES);
  }
  return leaves;
}

/**
 * Builds the tree as leaves come, in 8 KiB a level. An inner node is SHA-256(1 ‖ up to 256 children); the
 * root is SHA-256(2 ‖ number of leaves (64-bit) ‖ topmost node), the node left out when there are no leaves.
 */
export function createMerkleTree(): MerkleTree {
  const levels: Level[] = [];
  let count = 0;

  function push(depth: number, node: Uint8Array): void {
    const level = levels[depth] ?? newLevel(levels);
    if (level.length === ARITY) push(depth + 1, closeLevel(level));
    level.nodes.set(node, level.length * NODE_BYTES);
    level.length += 1;
  }

  function topmost(): Uint8Array {
    for (let depth = 0; ; depth += 1) {
      const level = levels[depth];
      if (level === undefined) return new Uint8Array();
      const isTop = depth === levels.length - 1;
      if (isTop && level.length === 1) return level.nodes.subarray(0, NODE_BYTES);
      push(depth + 1, closeLevel(level));
    }
  }

  return {
    add(leaves) {
      if (leaves.length % NODE_BYTES !== 0) throw new RangeError('Expected leaves of 32 bytes.');
      for (let at = 0; at < leaves.length; at += NODE_BYTES) push(0, leaves.subarray(at, at + NODE_BYTES));
      count += leaves.length / NODE_BYTES;
    },
    root() {
      const total = Buffer.alloc(8);
      total.writeBigUInt64BE(BigInt(count));
      return createHash('sha256').update(ROOT).update(total).update(topmost()).digest();
    },
  };
}

/** The nodes of one height that have no parent yet. */
interface Level {
  readonly nodes: Uint8Array;
  length: number;
}

function newLevel(levels: Level[]): Level {
  const level = { nodes: new Uint8Array(ARITY * NODE_BYTES), length: 0 };
  levels.push(level);
  return level;
}

function closeLevel(level: Level): Buffer {
  const children = level.nodes.subarray(0, level.length * NODE_BYTES);
  level.length = 0;
  return createHash('sha256').update(INNER).update(children).digest();
}

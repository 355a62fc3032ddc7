// The formats written down a second time with nothing but node:crypto, to hold the vault against.
import { createCipheriv, createHmac, hkdfSync } from 'node:crypto';

export function plainHkdf(secret: Buffer, info: Buffer | string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', info, 32));
}

export function plainIndexKey(indexKey: Buffer, label: string, form: string): string {
  const key = plainHkdf(indexKey, `sluice/v1/index/${label}`);
  return createHmac('sha256', key).update(form).digest('hex').slice(0, 32);
}

interface Identity {
  table: string;
  column: string;
  rowId: string;
  rowVersion: number;
  chunk?: { listId: string; chunkNo: number; firstRow: number; rowCount: number };
  owner?: { purpose: string; ownerId: string };
}

export function plainSeal(
  key: Buffer,
  keyId: string,
  nonce: Buffer,
  identity: Identity,
  text: Buffer,
): string {
  const { table, column, rowId, rowVersion, chunk, owner } = identity;
  const format = 'sluice/v1/envelope';
  const subkey = plainHkdf(key, fields([format, table, rowId, rowVersion]));
  const aad = fields([
    ...[format, table, column, rowId, rowVersion, keyId],
    ...(chunk ? ['chunk', chunk.listId, chunk.chunkNo, chunk.firstRow, chunk.rowCount] : []),
    ...(owner ? ['owner', owner.purpose, owner.ownerId] : []),
  ]);
  const cipher = createCipheriv('aes-256-gcm', subkey, nonce);
  cipher.setAAD(aad);
  const body = cipher.update(text).toString('hex') + cipher.final('hex');
  return `01${keyId.replaceAll('-', '')}${nonce.toString('hex')}${body}${cipher.getAuthTag().toString('hex')}`;
}

function fields(values: (string | number)[]): Buffer {
  const parts = values.map((value) => {
    const bytes = Buffer.from(String(value));
    return `${bytes.length.toString(16).padStart(8, '0')}${bytes.toString('hex')}`;
  });
  return Buffer.from(parts.join(''), 'hex');
}

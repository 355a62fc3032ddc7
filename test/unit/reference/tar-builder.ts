// Builds small ustar archives for tests, hostile ones among them.
import { gzipSync } from 'node:zlib';

interface Twist {
  readonly type?: string;
  readonly prefix?: string;
  /** Octal text in place of the real size. */
  readonly size?: string;
  /** In place of the real checksum. */
  readonly checksum?: number;
}

/** One header block and the padded content. */
export function tarEntry(path: string, content: string, twist: Twist = {}): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(path, 0, 100, 'latin1');
  header.write('0000644\0', 100);
  header.write(twist.size ?? body.length.toString(8).padStart(11, '0'), 124, 12, 'latin1');
  header.write('        ', 148);
  header.write(twist.type ?? '0', 156);
  header.write('ustar\u000000', 257, 'latin1');
  header.write(twist.prefix ?? '', 345, 155, 'latin1');
  const sum = twist.checksum ?? header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

/** A gzipped archive of the entries with its two closing blocks. */
export function tarball(entries: readonly Buffer[]): Buffer {
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

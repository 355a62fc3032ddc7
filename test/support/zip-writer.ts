// Writes zip files and small XLSX workbooks for tests, byte by byte, also ones that no program would make.
import { constants, crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** A wrong size to declare instead of the true one. */
  readonly declaredSize?: number;
  /** The content as it is stored, for one that is too large to be made: `content` is not looked at then. */
  readonly deflated?: Uint8Array;
  readonly encrypted?: boolean;
}

const NOTHING_DEFLATED = deflateRawSync('');

/** A zip file with the parts in their order, each deflated. */
export function writeZip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content as Uint8Array);
    const deflated = part.deflated ?? (content.length === 0 ? NOTHING_DEFLATED : deflateRawSync(content));
    const name = Buffer.from(part.name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(part.encrypted ? 1 : 0, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(deflated.length, 14);
    fields.writeUInt32LE(part.declaredSize ?? content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, deflated]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    locals.push(local);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([20, 0]), fields, rest, name]),
    );
    offset += local.length;
  }
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(parts.length, 0xffff), 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directoryBytes, end]);
}

/** Content that repeats a block, deflated block by block, so that a gigabyte of it costs a moment. */
export function deflateRepeated(
  head: string,
  block: string,
  times: number,
): Pick<Required<ZipPart>, 'content' | 'deflated' | 'declaredSize'> {
  const open = { finishFlush: constants.Z_FULL_FLUSH };
  const repeated = deflateRawSync(block, open);
  const blocks = Array.from({ length: times }, () => repeated);
  return {
    content: '',
    deflated: Buffer.concat([deflateRawSync(head, open), ...blocks, NOTHING_DEFLATED]),
    declaredSize: Buffer.byteLength(head) + times * Buffer.byteLength(block),
  };
}

export interface WorkbookParts {
  /** What stands inside `sheetData`. */
  readonly rows: string;
  readonly sharedStrings?: readonly string[];
  readonly styles?: string;
  readonly workbook?: string;
  readonly extra?: readonly ZipPart[];
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of one sheet, its parts in the order that Excel writes: shared strings last. */
export function writeWorkbook(parts: WorkbookParts): Buffer {
  const workbook =
    parts.workbook ??
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`;
  const relationships = `<Relationships><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>`;
  const sheet = `<worksheet xmlns="${MAIN}"><sheetData>${parts.rows}</sheetData></worksheet>`;
  const strings = (parts.sharedStrings ?? []).map((text) => `<si>${text}</si>`).join('');
  return writeZip([
    { name: '[Content_Types].xml', content: `${XML}<Types/>` },
    { name: 'xl/workbook.xml', content: XML + workbook },
    { name: 'xl/_rels/workbook.xml.rels', content: XML + relationships },
    { name: 'xl/worksheets/sheet1.xml', content: XML + sheet },
    ...(parts.styles ? [{ name: 'xl/styles.xml', content: XML + parts.styles }] : []),
    { name: 'xl/sharedStrings.xml', content: `${XML}<sst>${strings}</sst>` },
    ...(parts.extra ?? []),
  ]);
}

// Reads XML in pieces and tells a handler of elements and text; refuses what could grow without bound.
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { SluiceError } from '../errors.ts';

/** Characters of one text, tag or comment; a cell of a workbook holds at most 32,767. */
const TOKEN_MAX = 512 * 1024;

export type XmlAttributes = Readonly<Record<string, string>>;

/** Names come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  close(name: string): void;
  text(text: string): void;
}

/**
 * Feeds an XML document to a handler. A document type declaration is refused, so that no entity is
 * ever defined. Errors of the parser quote the document: they must not leave the workbook reader.
 */
export class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  #decoder: TextDecoder | null = null;
  #charactersInToken = 0;

  constructor(handler: XmlHandler) {
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('doctype', () => {
      throw new SluiceError('workbook-invalid');
    });
    parser.on('opentag', (tag) => {
      this.#charactersInToken = 0;
      handler.open(localName(tag.name), tag.attributes);
    });
    parser.on('closetag', (tag) => {
      this.#charactersInToken = 0;
      handler.close(localName(tag.name));
    });
    parser.on('text', (text) => handler.text(text));
    parser.on('cdata', (text) => handler.text(text));
  }

  write(piece: Uint8Array): void {
    this.#decoder ??= new TextDecoder(encodingOf(piece), { fatal: true });
    const text = this.#decoder.decode(piece, { stream: true });
    this.#charactersInToken += text.length;
    this.#parser.write(text);
    if (this.#charactersInToken > TOKEN_MAX) throw new SluiceError('workbook-too-large');
  }

  end(): void {
    this.#parser.write(this.#decoder?.decode() ?? '');
    this.#parser.close();
  }
}

/** Reads a whole document. */
export async function readXml(pieces: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  const reader = new XmlReader(handler);
  for await (const piece of pieces) reader.write(piece);
  reader.end();
}

/** The value of an attribute whatever its namespace prefix. */
export function attribute(attributes: XmlAttributes, name: string): string | undefined {
  const plain = attributes[name];
  if (plain !== undefined) return plain;
  const prefixed = Object.keys(attributes).find((key) => localName(key) === name);
  return prefixed === undefined ? undefined : attributes[prefixed];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

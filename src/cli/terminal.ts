// What a command reads and prints: no character that came from outside may steer the terminal.
import type { Readable, Writable } from 'node:stream';
import { SluiceError } from '../errors.ts';

/** The streams of one run. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  return { stdin, stdout, stderr };
}

/** Controls (C0, DEL, C1), marks that change what is shown, lone surrogates, line separators. */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** What JSON.stringify leaves as it is although a terminal may act on it. */
const STEERING_IN_JSON = /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2066-\u2069]/g;
const SHOWN_MAX = 400;

/** The text with each steering character as its number: `\u{1b}`. `kept` characters stay as they are. */
export function escapeControls(text: string, kept = ''): string {
  return text.replace(STEERING, (character) =>
    kept.includes(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A text from outside for a line that a person reads: inert, and of bounded length. */
export function shown(text: string, lengthMax = SHOWN_MAX): string {
  return escapeControls(text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text);
}

/** One line of JSON that equals `JSON.stringify` once it is read, and is inert until then. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replace(
    STEERING_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}

export interface Output {
  /**
   * Resolves when there is room for more.
   * @throws SluiceError `output-unwritable` once the reader has left or the disk is full.
   */
  write(data: string | Uint8Array): Promise<void>;
  /** Resolves when everything is written; throws as `write` does. */
  end(): Promise<void>;
}

/** Characters that are gathered before they are handed on; a pipe takes a system call for each write. */
const GATHERED_MAX = 32 * 1024;

/** Standard output as a stream of small texts: gathered for a moment, written with back-pressure. */
export function createOutput(stream: Writable): Output {
  let gathered = '';
  let scheduled = false;
  let hasFailed = false;
  let resume = () => {};
  stream.on('drain', () => resume());
  stream.on('error', () => {
    hasFailed = true;
    resume();
  });

  function flush(): void {
    scheduled = false;
    if (gathered === '' || hasFailed) return;
    stream.write(gathered);
    gathered = '';
  }

  async function room(): Promise<void> {
    if (stream.writableNeedDrain && !hasFailed) {
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
    }
    if (hasFailed) throw new SluiceError('output-unwritable');
  }

  return {
    async write(data) {
      if (typeof data !== 'string') {
        flush();
        stream.write(data);
        return room();
      }
      gathered += data;
      if (gathered.length >= GATHERED_MAX) flush();
      else if (!scheduled) {
        scheduled = true;
        setImmediate(flush);
      }
      return room();
    },
    async end() {
      flush();
      await new Promise<void>((resolve) => {
        stream.write('', () => resolve());
      });
      if (hasFailed) throw new SluiceError('output-unwritable');
    },
  };
}

// JSON in its one canonical form (RFC 8785), so that what is signed can be written again byte for byte.
import { SluiceError } from '../errors.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** Deeper values are refused before the stack is. */
const MAX_DEPTH = 100;

/**
 * The canonical text: no white space, names sorted by UTF-16 code units, numbers and strings as ECMAScript
 * prints them (RFC 8785 3.2).
 * @throws SluiceError `internal` for what JSON cannot say alike everywhere: numbers that are not finite,
 * lone surrogates, undefined, and objects that are not plain.
 */
export function canonicalJson(value: JsonValue): string {
  return print(value, 0);
}

/** The canonical text in UTF-8 (RFC 8785 3.2.4). */
export function canonicalBytes(value: JsonValue): Buffer {
  return Buffer.from(canonicalJson(value));
}

function print(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw notCanonical('it is nested too deeply');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'string') return printString(value);
  if (Array.isArray(value)) return printArray(value, depth);
  if (isPlainObject(value)) return printObject(value, depth);
  throw notCanonical('it holds something that JSON has no form for');
}

/** JSON.stringify prints a number as ECMAScript does, which RFC 8785 3.2.2.3 asks for; -0 is 0. */
function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw notCanonical('it holds a number that is not finite');
  return JSON.stringify(value);
}

/** JSON.stringify escapes just what RFC 8785 3.2.2.2 asks for, but would let lone surrogates pass. */
function printString(value: string): string {
  if (!value.isWellFormed()) throw notCanonical('it holds a lone surrogate');
  return JSON.stringify(value);
}

/** By position: holes are seen as undefined and refused. */
function printArray(values: readonly unknown[], depth: number): string {
  return `[${Array.from(values, (value) => print(value, depth + 1)).join(',')}]`;
}

/** The default sort compares UTF-16 code units, as RFC 8785 3.2.3 asks for. */
function printObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  const members = Object.keys(value)
    .sort()
    .map((name) => `${printString(name)}:${print(value[name], depth + 1)}`);
  return `{${members.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notCanonical(why: string): SluiceError {
  return new SluiceError('internal', { detail: `A value has no canonical form: ${why}.` });
}

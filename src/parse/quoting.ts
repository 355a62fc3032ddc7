// Quoted strings, and the minimum of quoting in which two spellings of a local part meet (RFC 5321 4.1.2).

const ATEXT = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~\\u0080-\\u{10FFFF}]";
const DOT_STRING = new RegExp(`^${ATEXT}+(?:\\.${ATEXT}+)*$`, 'u');

/** True for `Atom *("." Atom)`, an atom being atext and, by RFC 6531, anything outside ASCII. */
export function isDotString(text: string): boolean {
  return DOT_STRING.test(text);
}

/** What a well-formed local part says: the text itself, or the quoted string without quotes and escapes. */
export function unquoted(localPart: string): string {
  if (!localPart.startsWith('"')) return localPart;
  return localPart.slice(1, -1).replace(/\\(.)/gs, '$1');
}

/** The shortest local part that says this: quoted only where it must be, escaping only `"` and `\`. */
export function minimalQuoting(content: string): string {
  return isDotString(content) ? content : `"${content.replace(/["\\]/g, '\\$&')}"`;
}

// The octet limits of an address, and the count they are measured in.

/** Refused unread: the longest path of RFC 5321 (64 + 1 + 255); guards every later step. */
export const INPUT_OCTETS_MAX = 320;
/** RFC 5321 4.5.3.1.1. */
export const LOCAL_OCTETS_MAX = 64;
/** RFC 1035 2.3.4: 255 on the wire leave 253 in text. */
export const DOMAIN_OCTETS_MAX = 253;
/** RFC 1035 2.3.4, RFC 5890 2.3.2.1. */
export const LABEL_OCTETS_MAX = 63;
/** RFC 5321 4.5.3.1.3: a path of 256 with its angle brackets; RFC 3696 erratum 1690. */
export const ADDRESS_OCTETS_MAX = 254;

/** The length of the text in octets of UTF-8; a lone surrogate counts as the three of U+FFFD. */
export function octetLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** True when every character is ASCII, so that characters, UTF-16 units and octets are the same. */
export function isAscii(text: string): boolean {
  return !/[\u0080-\uFFFF]/.test(text);
}

// What a name must look like before it is asked about or believed to be a mail host.

/** RFC 1035 2.3.4: 255 octets on the wire are 253 characters of text. */
const NAME_LENGTH_MAX = 253;
const LABELS = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i;
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
const DOTTED_NUMBERS = /^[0-9.]+$/;

/**
 * True for an absolute name of A-labels that a question can carry. Underscores pass (zones hold them);
 * dots inside a label, octets outside ASCII and empty labels do not.
 */
export function isAskableName(name: string): boolean {
  return name.length <= NAME_LENGTH_MAX && LABELS.test(name);
}

/**
 * True for a lower-case host name that mail could be sent to (RFC 5321 2.3.5, RFC 952). An IP literal
 * in its place is no name: RFC 1035 3.3.9 wants a domain name, and `192.0.2.1` would be asked for as one.
 */
export function isHostName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= NAME_LENGTH_MAX &&
    !DOTTED_NUMBERS.test(name) &&
    name.split('.').every((label) => HOST_LABEL.test(label))
  );
}

/** True when `name` is `ancestor` or stands below it; the root is the empty string. Both lower case. */
export function isWithin(name: string, ancestor: string): boolean {
  return ancestor === '' || name === ancestor || name.endsWith(`.${ancestor}`);
}

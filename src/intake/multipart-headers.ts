// Reads the header lines of multipart/form-data (RFC 7578): the boundary, and the name of a part.
import { SluiceError } from '../errors.ts';

const BOUNDARY_MAX = 70;
/** Header lines of one part; a browser sends two. */
const HEADERS_MAX = 100;

/** `;` name `=` token or quoted string, as in RFC 9110 5.6.6; browsers percent-encode quotes in names. */
const PARAMETER = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/**
 * The boundary that a Content-Type names.
 * @throws SluiceError `media-unsupported` for another type, `multipart-invalid` without a fit boundary
 */
export function boundaryOf(contentType: string): string {
  if (!/^\s*multipart\/form-data\s*(;|$)/i.test(contentType)) throw new SluiceError('media-unsupported');
  const boundary = parameterOf(contentType, 'boundary');
  // RFC 2046 5.1.1.
  const fits = /^[\w'()+,\-./:=? ]*[\w'()+,\-./:=?]$/.test(boundary ?? '');
  if (boundary === null || !fits || boundary.length > BOUNDARY_MAX)
    throw new SluiceError('multipart-invalid');
  return boundary;
}

/**
 * The name of the form field that a part carries. Its file name is not looked at.
 * @throws SluiceError `multipart-invalid`
 */
export function partNameOf(headers: string): string {
  const lines = headers.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  if (lines.length > HEADERS_MAX) throw new SluiceError('multipart-invalid');
  const dispositions = lines.filter((line) => /^content-disposition\s*:/i.test(line));
  const [disposition] = dispositions;
  if (disposition === undefined || dispositions.length > 1) throw new SluiceError('multipart-invalid');
  if (!/^[^:]*:\s*form-data\s*(;|$)/i.test(disposition)) throw new SluiceError('multipart-invalid');
  const name = parameterOf(disposition, 'name');
  if (name === null) throw new SluiceError('multipart-invalid');
  return name;
}

/** Null when the parameter is missing or stands there twice. */
function parameterOf(header: string, wanted: string): string | null {
  const values: string[] = [];
  for (const [, name, quoted, token] of header.matchAll(PARAMETER)) {
    if (name?.toLowerCase() === wanted) values.push(quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  }
  return values.length === 1 ? (values[0] ?? null) : null;
}

// The packages that the reference lists are made of; the bundled lists pin version and integrity.
import { SluiceError } from '../../errors.ts';
import type { ListSource, ReferenceListName } from '../manifest.ts';

/** How the names stand in an entry. All are read as text or JSON; no entry is ever run. */
export type EntryFormat =
  /** A JSON array of strings. */
  | 'json'
  /** One name a line, `#` for remarks. */
  | 'lines'
  /** JavaScript that holds one array of double-quoted strings: the array is cut out and read as JSON. */
  | 'json-in-script'
  /** JavaScript with one single-quoted word a line. */
  | 'quoted-words';

export interface Package extends Omit<ListSource, 'names'> {
  readonly integrity: string;
  readonly feeds: ReferenceListName;
  readonly entries: readonly { readonly path: string; readonly format: EntryFormat }[];
  /** The licence text inside the tarball; null where the package only names its licence. */
  readonly notice: string | null;
}

export const PACKAGES: readonly Package[] = [
  {
    name: 'disposable-domains',
    version: '2.0.1',
    licence: 'MIT',
    integrity:
      'sha512-HHFOvipnCiPKQyFRClxViWYHoeLVYYdBXecpJ59MzdYtlxvC/u/eFJW+ZIGw8Lk01Fp+kmUlxJPwgaRudtqJCQ==',
    feeds: 'disposable',
    entries: [{ path: 'package/index.json', format: 'json' }],
    notice: 'package/LICENSE',
  },
  {
    name: 'disposable-email-domains',
    version: '1.0.62',
    licence: 'MIT',
    integrity:
      'sha512-LBQvhRw7mznQTPoyZbsmYeNOZt1pN5aCsx4BAU/3siVFuiM9f2oyKzUaB8v1jbxFjE3aYqYiMo63kAL4pHgfWQ==',
    feeds: 'disposable',
    entries: [
      { path: 'package/index.json', format: 'json' },
      { path: 'package/wildcard.json', format: 'json' },
    ],
    notice: null,
  },
  {
    name: 'burner-email-providers',
    version: '1.0.67',
    licence: 'MIT',
    integrity:
      'sha512-w3aWPwragdi/fyGvPFl3Ll4jlbsVecdiC/vsApzyTMReylKBl8w+nN0Oh4fGJanu7Mcn13Xgnrl1OyQk7XEiug==',
    feeds: 'disposable',
    entries: [{ path: 'package/emails.txt', format: 'lines' }],
    notice: 'package/LICENSE',
  },
  {
    name: 'mailchecker',
    version: '6.0.21',
    licence: 'MIT',
    integrity:
      'sha512-Zd2Lgj4RMnC0IBbbSjnF76Wbd+kkgKMRONgV9yOMKJhj6hcKIAQtj9MrmiGnT2Db+Dy6MsMQoG2HEhPk2YPuGA==',
    feeds: 'disposable',
    entries: [{ path: 'package/platform/node/index.js', format: 'json-in-script' }],
    notice: 'package/LICENSE',
  },
  {
    name: 'disposable-email-domains-js',
    version: '1.26.0',
    licence: 'CC0-1.0',
    integrity:
      'sha512-pSqALZAiuw6HDC1HqhhtvShRnniUNObQ6kzwa5N280XbyxxCPBZnQQ7fO6Uk/CNTi4cAaKE1UZl3Mc30Zfj4UA==',
    feeds: 'disposable',
    entries: [{ path: 'package/dist/dict/disposable_email_blocklist.json', format: 'json' }],
    notice: 'package/LICENSE',
  },
  {
    name: 'fakefilter',
    version: '0.1.1476',
    licence: 'BSD-3-Clause',
    integrity:
      'sha512-WG5cQrrHKNmaOW5vzS/J//FFHpvuObGjAjkgGZHSEU8Eq52XHvG1mXTF6Yzpc1E/yj4m4A/5JV60xdlJhhYjgA==',
    feeds: 'disposable',
    entries: [{ path: 'package/txt/data.txt', format: 'lines' }],
    notice: 'package/LICENSE.md',
  },
  {
    name: 'free-email-domains',
    version: '1.12.6',
    licence: 'MIT',
    integrity:
      'sha512-xMhrsOFOamJTx5URT+Zej83eVyoHLntZCNwXiZXkW6tYSF2Y6eVZLAOZ1u6jqFeLXRu3yJgzr3R29ChLIvt4LA==',
    feeds: 'free',
    entries: [{ path: 'package/domains.json', format: 'json' }],
    notice: 'package/LICENSE.md',
  },
  {
    name: 'email-providers',
    version: '2.26.0',
    licence: 'ISC',
    integrity:
      'sha512-ao9KMlxxQgFyXb16PCrSbB61o6GXRc4ik2zQhwuNxTnoH8r5UWXrSVkdNtBCW9G4sSYlbZ1aszvGBD9wlAiVsg==',
    feeds: 'free',
    entries: [{ path: 'package/all.json', format: 'json' }],
    notice: 'package/license.md',
  },
  {
    name: 'role-based-email-addresses',
    version: '3.1.0',
    licence: 'MIT',
    integrity:
      'sha512-3WfsnBtdfOqZNm7UcNhZdWz9LiG6XCeJsg/i2Bl8cW455Gk6L0lajFgOTLnDNHx6x07wvmxrNglP57+RQFOjXQ==',
    feeds: 'roles',
    entries: [{ path: 'package/src/index.js', format: 'quoted-words' }],
    notice: 'package/LICENSE',
  },
  {
    name: 'tlds',
    version: '1.261.0',
    licence: 'MIT',
    integrity:
      'sha512-QXqwfEl9ddlGBaRFXIvNKK6OhipSiLXuRuLJX5DErz0o0Q0rYxulWLdFryTkV5PkdZct5iMInwYEGe/eR++1AA==',
    feeds: 'tlds',
    entries: [{ path: 'package/index.json', format: 'json' }],
    notice: 'package/LICENSE',
  },
];

/**
 * The names in one entry, as they stand there.
 * @throws SluiceError `reference-lists-invalid` when the text does not have the form.
 */
export function readNames(text: string, format: EntryFormat): string[] {
  switch (format) {
    case 'json':
      return readJsonNames(text);
    case 'json-in-script':
      return readJsonNames(text.slice(text.indexOf('["'), text.indexOf('"]') + 2));
    case 'lines':
      return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    case 'quoted-words':
      return [...text.matchAll(/^\s+'([^'\\]+)',$/gm)].map((match) => match[1] ?? '');
  }
}

function readJsonNames(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string')) {
    throw new SluiceError('reference-lists-invalid', { detail: 'A source is not an array of strings.' });
  }
  return value;
}

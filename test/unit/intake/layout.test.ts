// Layouts: delimiter, header and address column of the files that people send.
import { describe, expect, test } from 'vitest';
import { findLayout } from '../../../src/intake/layout.ts';
import { DEFAULT_LIMITS } from '../../../src/intake/limits.ts';
import type { ListLayout } from '../../../src/model/list.ts';

const find = (text: string, addressColumn?: string, complete = true) =>
  findLayout(Buffer.from(text), {
    encoding: 'utf-8',
    format: 'text',
    complete,
    addressColumn,
    limits: DEFAULT_LIMITS,
  });

type Shape = Partial<Pick<ListLayout, 'format' | 'delimiter' | 'columns' | 'width' | 'addressColumn'>>;

describe('a layout', () => {
  test.each<[string, string, Shape]>([
    [
      'comma',
      'name,email\nAnn,ann@example.org\n',
      { format: 'csv', delimiter: ',', width: 2, addressColumn: 1, columns: ['name', 'email'] },
    ],
    [
      'semicolon with decimal commas',
      'email;a;b\nann@example.org;1,5;2,5\nbob@example.org;2,5;3,5\n',
      { delimiter: ';', width: 3, addressColumn: 0 },
    ],
    ['tab', 'email\tname\nann@example.org\tRoe, Ann\n', { delimiter: '\t', width: 2 }],
    ['pipe', 'id|email\n1|ann@example.org\n', { delimiter: '|', addressColumn: 1 }],
    [
      'a comma in every name of a piped file',
      'Roe, Ann|ann@example.org\nDoe, Bob|bob@example.org\n',
      { delimiter: '|', columns: null, addressColumn: 1 },
    ],
    [
      'delimiters inside quotes',
      '"a;b;c","email"\n"1;2;3","ann@example.org"\n',
      { delimiter: ',', width: 2, addressColumn: 1 },
    ],
    [
      "Excel's separator line",
      'sep=;\r\nname;email\r\nAnn;ann@example.org\r\n',
      { delimiter: ';', columns: ['name', 'email'] },
    ],
    [
      'one address a line',
      'ann@example.org\nbob@example.org\n',
      { format: 'lines', columns: null, width: 1, addressColumn: 0 },
    ],
    [
      'one address a line under a name',
      'E-Mail\nann@example.org\n',
      { format: 'lines', columns: ['E-Mail'], width: 1 },
    ],
    ['one address', 'ann@example.org', { format: 'lines', columns: null, width: 1 }],
    [
      'lines among them broken ones',
      'not an address\nann@example.org\nbob.example.org\n',
      { format: 'lines', columns: null },
    ],
    [
      'lines with display names',
      'Ann Roe <ann@example.org>\n"Doe, B" <bob@example.org>\n',
      { format: 'lines', columns: null },
    ],
    ['a header alone', 'name,email\n', { columns: ['name', 'email'], width: 2, addressColumn: 1 }],
    [
      'no header',
      'Ann,ann@example.org,1990-01-01\nBob,bob@example.org,1991-01-01\n',
      { columns: null, width: 3, addressColumn: 1 },
    ],
    [
      'no header, first address broken',
      'Ann,ann.example.org\nBob,bob@example.org\n',
      { columns: null, addressColumn: 1 },
    ],
    [
      'no header, first address missing',
      'Ann,\nBob,bob@example.org\nCid,cid@example.org\n',
      { columns: null, addressColumn: 1 },
    ],
    [
      'unknown names over telling cells',
      'foo,bar\n1,ann@example.org\n2,bob@example.org\n',
      { columns: ['foo', 'bar'], addressColumn: 1 },
    ],
    [
      'blank lines before the header',
      '\n\nname,email\nAnn,ann@example.org\n',
      { columns: ['name', 'email'] },
    ],
    [
      'a postal address beside the address',
      'address,mail\n1 High St,ann@example.org\n',
      { addressColumn: 1 },
    ],
    [
      'an opt-in beside the address',
      'email opt in,contact\nyes,ann@example.org\nno,bob@example.org\n',
      { addressColumn: 1, columns: ['email opt in', 'contact'] },
    ],
    [
      'the better filled of two columns',
      'email,email 2\n,ann@example.org\nbob@example.org,b@example.org\n',
      { addressColumn: 0 },
    ],
    [
      'a header whose cells below are all broken',
      'id,email\n1,nope\n2,nada\n',
      { addressColumn: 1, columns: ['id', 'email'] },
    ],
    [
      'names that are methods of objects',
      '__proto__,constructor,toString,email\n1,2,3,ann@example.org\n',
      { columns: ['__proto__', 'constructor', 'toString', 'email'], addressColumn: 3 },
    ],
    [
      'equal names',
      'x,x,x,email,x\n1,2,3,ann@example.org,4\n',
      { columns: ['x', 'x', 'x', 'email', 'x'], addressColumn: 3 },
    ],
    [
      'short rows under a header',
      'email,name\nann@example.org\nbob@example.org\ncid@example.org\n',
      { width: 2, delimiter: ',', columns: ['email', 'name'] },
    ],
    ['nothing but blank lines', '\n\n\n', { format: 'lines', columns: null, width: 1 }],
    ['nothing', '', { width: 0, columns: null }],
  ])('is found for %s', (_, text, expected) => {
    expect(find(text).layout).toMatchObject(expected);
  });

  test.each([
    'email',
    'E-Mail',
    'e-mail',
    'EMAIL ADDRESS',
    'emailAddress',
    'mail',
    'Correo electrónico',
    'Adresse e-mail',
    'E-Mail-Adresse',
    'courriel',
    'indirizzo e-mail',
    'endereço de e-mail',
    'e-postadress',
    'sähköposti',
    'e-posta',
    '邮箱',
    '电子邮件',
    'メール',
    'メールアドレス',
    '이메일',
    'почта',
    'Электронная почта',
    'ηλεκτρονικό ταχυδρομείο',
    'البريد الإلكتروني',
    'Email_1',
    'Patient Email',
    'address',
  ])('knows %s as the name of an address column', (name) => {
    expect(find(`first,${name},last\n`).layout.addressColumn).toBe(1);
  });

  test('puts the first data row behind the header, and nothing else', () => {
    const rest = (text: string) => Buffer.from(text).subarray(find(text).dataStart).toString();
    expect(rest('name,email\r\nAnn,ann@example.org\r\n')).toBe('Ann,ann@example.org\r\n');
    expect(rest('\n"na\nme",email\nAnn,ann@example.org')).toBe('Ann,ann@example.org');
    expect(rest('\nann@example.org\n')).toBe('\nann@example.org\n');
    expect(rest('sep=;\nemail;x\na@example.org;1')).toBe('a@example.org;1');
  });

  test('is not judged by a row that the head cuts off', () => {
    const text = `${'Ann,ann@example.org\n'.repeat(2)}Bo`;
    expect(find(text, undefined, false).layout).toMatchObject({ width: 2, addressColumn: 1 });
  });
});

describe('the column that the caller names', () => {
  test.each<[string, string, number, boolean]>([
    ['a name', 'contact', 1, true],
    ['a name in another case', ' CONTACT ', 1, true],
    ['a number', '2', 1, true],
  ])('may be %s', (_, wanted, column, header) => {
    const { layout } = find('email,contact\nx,ann@example.org\n', wanted);
    expect([layout.addressColumn, layout.columns !== null]).toEqual([column, header]);
  });

  test('may be a number in a file without a header', () => {
    expect(find('a@example.org,b@example.org\n', '2').layout).toMatchObject({
      columns: null,
      addressColumn: 1,
    });
  });

  test.each(['3', '0', 'nope', '-1', '99999999999'])('is refused when there is none such: %s', (wanted) => {
    expect(() => find('email,contact\nx,ann@example.org\n', wanted)).toThrow(
      expect.objectContaining({ code: 'no-address-column' }),
    );
  });
});

describe('T7 · an error that names the columns prints a person', () => {
  const detailOf = (text: string, wanted?: string): string => {
    try {
      find(text, wanted);
    } catch (thrown) {
      return (thrown as { place: { detail: string } }).place.detail;
    }
    throw new Error('Expected a refusal.');
  };

  test.each([
    ['known words', 'name,phone,city\nAnn,123,Rome\n'],
    ['text over numbers', 'foo,phone,city\nAnn,123,Rome\n'],
    ['names of several words', 'Patient ID,phone,city\nA,B,Rome\n'],
  ])('column names are shown when the first row is a header: %s', (_, text) => {
    expect(detailOf(text)).toContain('phone, city');
  });

  test.each([
    ['a date', 'Roe,1961-04-03,city\nDoe,1962-04-03,x\n'],
    ['a digit', 'Roe,F50.0,name\nDoe,F51.0,x\n'],
    ['text alone', 'Roe,Jane,Anorexia\nDoe,John,Asthma\n'],
    ['repeated cells', 'Roe,name,Roe\nDoe,x,Doe\n'],
    ['one line', 'Roe\nDoe\n'],
    ['a family name that stands in headers', 'Price,Roe,Anorexia\nDoe,John,Asthma\n'],
    ['a full name with such a word', 'Roe Land\nDoe\n'],
    ['a town with such a word', 'Roe,Bad Ort,Anorexia\nDoe,Bonn,Asthma\n'],
    ['the only person without a number', 'Roe,none,Bad Ems\nDoe,555,Bonn\nPoe,556,Rome\n'],
  ])('the first row is never shown when it may be a person: %s', (_, text) => {
    const detail = detailOf(text);
    expect(detail).not.toContain('Roe');
    expect(detail).toMatch(/^The file has \d columns?; name the column/);
  });

  test('an address is never shown, not even beside a wrong wish', () => {
    expect(detailOf('name,ann@example.org\nx,y\n', 'nope')).not.toContain('ann@');
  });

  test('control characters of a name are not shown', () => {
    expect(detailOf('name,phone,ci\u001b[J\u202ety\nAnn,1,Rome\n')).toContain('(name, phone, ci?[J?ty)');
  });
});

describe('limits', () => {
  test('more columns than the limit are refused', () => {
    const row = Array.from({ length: 2_001 }, (_, at) => (at === 0 ? 'email' : 'x')).join(',');
    expect(() => find(`${row}\n`)).toThrow(expect.objectContaining({ code: 'too-many-columns' }));
    expect(find(`${row.slice(0, -2)}\n`).layout.width).toBe(2_000);
  });

  test('a million columns are refused in a moment', () => {
    const started = performance.now();
    expect(find(','.repeat(1_000_000)).layout.width).toBe(1);
    expect(() => find(`email${',a'.repeat(500_000)}\n`)).toThrow(
      expect.objectContaining({ code: 'too-many-columns' }),
    );
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('a longer header is refused, a long first row is not', () => {
    expect(() => find(`email,${'n'.repeat(8_200)}\n`)).toThrow(
      expect.objectContaining({ code: 'header-too-long' }),
    );
    expect(find(`ann@example.org,${'n'.repeat(8_200)}\n`).layout.columns).toBeNull();
  });
});

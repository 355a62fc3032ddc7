// Files made to hang, to fill the memory or to hold the threads: a clear answer each, and a service that goes on.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HostileTarget, openHostileTarget, PEAK_MB_MAX } from './hostile-target.ts';

const PIECE = 256 * 1024;
const MEBIBYTE = 1024 * 1024;

let target: HostileTarget;
beforeAll(async () => {
  target = await openHostileTarget();
});
afterAll(() => target.close());

afterEach(async () => {
  for (const peak of target.peaksMb()) expect(peak).toBeLessThan(PEAK_MB_MAX);
  expect((await target.call('/healthz')).status).toBe(200);
});

/** A beginning, and so many bytes of one text over and over. */
function* endless(head: string, filling: string, bytes: number): Generator<Buffer> {
  yield Buffer.from(head);
  const piece = Buffer.alloc(PIECE, filling);
  for (let sent = 0; sent < bytes; sent += PIECE) yield piece;
}

/** Asks as the form does, again and again while the work lasts: the status of each answer, and how long it took. */
async function askMeanwhile<T>(work: Promise<T>) {
  const asked: { status: number; ms: number }[] = [];
  const init = {
    method: 'POST',
    body: '{"address":"ann@gmail.com"}',
    headers: { 'content-type': 'application/json' },
  };
  let working = true;
  const done = work.finally(() => {
    working = false;
  });
  while (working) {
    const started = performance.now();
    const { status } = await target.call('/v1/validate', init);
    asked.push({ status, ms: performance.now() - started });
    await sleep(20);
  }
  return { result: await done, asked };
}

describe('T9 · hostile rows hold the threads', () => {
  const ROWS = 5000;
  /** One of 500 names of 126 labels of one letter, 252 octets and legal. The name server takes a while for more. */
  const manyLabels = (row: number) => {
    const number = row % 500;
    const letters = [number % 26, Math.floor(number / 26)].map((at) => String.fromCharCode(97 + at));
    return `${letters.join('.')}.${'a.'.repeat(123)}co`;
  };

  it('10,000 of the dearest rows are done within 10 s, and the form has its answers meanwhile', async () => {
    const rows = [
      ...Array.from({ length: ROWS }, (_, at) => `${at % 10}@${manyLabels(at)}`),
      ...Array.from({ length: ROWS }, (_, at) => `${'a'.repeat(900)}${at}@gmail.com`),
    ];
    const started = performance.now();
    const work = target.verify([Buffer.from(`email\n${rows.join('\n')}\n`)]);
    const { result: list, asked } = await askMeanwhile(work);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(list).toMatchObject({ status: 'completed', rows: 2 * ROWS });
    expect(list.reasons).toEqual({ nxdomain: ROWS, 'invalid-syntax': ROWS });
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter(({ status, ms }) => status !== 200 || ms > 2000)).toEqual([]);
  });

  it('nested, quoted, unsafe and right-to-left text, and cells of 64 KiB, are rows like any other', async () => {
    const hostile = [
      `"""${'a '.repeat(29)}""@gmail.com"`,
      `"""${'\\\\'.repeat(29)}""@gmail.com"`,
      `${'('.repeat(30)}a${')'.repeat(30)}@gmail.com`,
      `${'(a)'.repeat(300)}ann@gmail.com`,
      `${'<'.repeat(150)}ann@gmail.com${'>'.repeat(150)}`,
      `${'\u202e\u2066'.repeat(50)}ann@gmail.com`,
      `${'é.'.repeat(21)}a@gmail.com`,
      `${'aа.'.repeat(16)}a@gmail.com`,
      `ann@${'אב'.repeat(15)}.${'ג1'.repeat(10)}.il`,
      `ann@${'xn--9ca.'.repeat(30)}co`,
      `ann@e${'\u0301'.repeat(120)}.com`,
      '@'.repeat(10_000),
      'x'.repeat(64 * 1024),
    ];
    const rows = Array.from({ length: 100 }, () => hostile).flat();
    const list = await target.verify([Buffer.from(`email,n\n${rows.map((row) => `${row},1\n`).join('')}`)]);
    expect(list).toMatchObject({ status: 'completed', rows: rows.length, processed: rows.length });
    expect((await target.problems(list.id)).filter(({ problem }) => problem === 'parse-timeout')).toEqual([]);
  }, 120_000);
});

describe('T9 · a file without end or shape', () => {
  it('of one line of 1 GB is refused, and nobody keeps it', async () => {
    const [before] = target.peaksMb();
    const { status, body } = await target.upload(endless('email\n', 'x', 1024 * MEBIBYTE));
    expect([status, body]).toMatchObject([422, { code: 'row-too-long', row: 1 }]);
    expect(target.peaksMb()[0] - before).toBeLessThan(300);
  }, 120_000);

  const text = (content: string) => () => [Buffer.from(content)];
  it.each<[string, number, string, () => Iterable<Uint8Array>]>([
    ['with a header of 100 MB', 422, 'row-too-long', () => endless('email,', 'column,', 100 * MEBIBYTE)],
    ['with a header of 64 KB', 422, 'header-too-long', text(`email,${'n'.repeat(64_000)}\na@b.co,1\n`)],
    ['with a million columns', 422, 'row-too-long', text(`email${',n'.repeat(1_000_000)}\n`)],
    ['with 3,000 columns', 422, 'too-many-columns', text(`email${',n'.repeat(3000)}\na@b.co\n`)],
    [
      'with a row of a million cells',
      422,
      'too-many-columns',
      text(`email\na@b.co\n${','.repeat(1_000_000)}\n`),
    ],
    [
      'with a quote that is never closed, on one line of 100 MB',
      422,
      'row-too-long',
      () => endless('email,n\na@b.co,"', 'never closed ', 100 * MEBIBYTE),
    ],
    [
      'with a NUL byte far behind its head',
      415,
      'not-a-text-file',
      text(`email\n${'a@gmail.com\n'.repeat(20_000)}a\0@gmail.com\n`),
    ],
    ['of bytes behind a BOM', 415, 'not-a-text-file', text('\ufeff\0\u0001\u0002email\n')],
    [
      'in UTF-16 behind the BOM of UTF-8',
      415,
      'not-a-text-file',
      () => [Buffer.of(0xef, 0xbb, 0xbf), Buffer.from('\ufeffemail\na@gmail.com\n', 'utf16le')],
    ],
  ])('%s is %i %s', async (_, status, code, pieces) => {
    expect(await target.upload(pieces())).toMatchObject({ status, body: { code } });
  });

  it('of BOMs that switch on the way, and of quotes left open, names its rows and completes', async () => {
    const list = await target.verify([
      Buffer.from('\ufeffemail,n\na@gmail.com,1\n"b@gmail.com,2\n\ufeffc@gmail.com,3\nd@gmail.com,"4\n'),
      Buffer.of(0xff, 0xfe, 0x0a),
      Buffer.from('e@gmail.com,5\n'),
      Buffer.of(0xfe, 0xff),
      Buffer.from('f@gmail.com,6\n'),
    ]);
    expect(list).toMatchObject({
      status: 'completed',
      rows: 7,
      counts: { deliverable: 4, undeliverable: 3 },
    });
    expect(await target.problems(list.id)).toEqual([
      { row: 2, problem: 'quote-unclosed' },
      { row: 4, problem: 'quote-unclosed' },
      { row: 5, problem: 'row-short' },
      { row: 5, problem: 'character-replaced' },
      { row: 7, problem: 'character-replaced' },
    ]);
  });
});

describe('T30 · a column reaches the prototype of all objects', () => {
  const columns = ['email', '__proto__', '__proto__.status', 'constructor.prototype.status', 'toString'];

  it('but is a column like any other, kept in its place, and the answers stay what they were', async () => {
    const list = await target.verify([Buffer.from(`${columns.join(',')}\nann@gmail.com,1,x,x,4\n`)]);
    expect(list).toMatchObject({ status: 'completed', rows: 1 });
    const results = await (await target.call(`/v1/lists/${list.id}/results`)).text();
    const [header, row] = results.split('\r\n').map((line) => line.split(',').slice(0, columns.length));
    expect([header, row]).toEqual([columns, ['ann@gmail.com', '1', 'x', 'x', '4']]);
    expect(await (await target.call(`/v1/lists/${list.id}`)).json()).toEqual(list);
  });

  it('in processes that have no __proto__ to begin with: the service and the worker it starts', () => {
    for (const command of target.commands()) expect(command).toContain('--disable-proto=delete');
  });
});

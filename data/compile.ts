// Compiles the reference lists: npm run data -- [--from DIR] [--date YYYY-MM-DD] [--to DIR]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SluiceError } from '../src/errors.ts';
import { type ReferenceManifest, readManifest } from '../src/reference/manifest.ts';
import { readAuthored } from './compile/authored.ts';
import { harvestFrom, harvestFromRegistry } from './compile/fetch.ts';
import { makeLists } from './compile/lists.ts';
import { makePublication, publish } from './compile/publish.ts';
import { PACKAGES } from './compile/sources.ts';

/** `from`: a folder with the tarballs; without it `npm pack` gets them. `to`: where the lists are kept. */
const { values } = parseArgs({
  options: { from: { type: 'string' }, date: { type: 'string' }, to: { type: 'string' } },
});
const to = values.to ?? import.meta.dirname;
const today = values.date ?? new Date().toISOString().slice(0, 10);
if (!/^\d{4}-\d{2}-\d{2}$/.test(today)) {
  throw new SluiceError('settings-invalid', { detail: 'Expected --date to be YYYY-MM-DD.' });
}

const harvests =
  values.from === undefined ? await harvestFromRegistry(PACKAGES) : await harvestFrom(values.from, PACKAGES);
const lists = makeLists(harvests, await readAuthored(join(import.meta.dirname, 'authored')));
const publication = makePublication(lists, harvests, today, await previousManifest(to));
await publish(to, publication);
for (const [name, lines] of Object.entries(lists)) process.stdout.write(`${name}: ${lines.length}\n`);

/** What was compiled before, or null on the first run. */
async function previousManifest(directory: string): Promise<ReferenceManifest | null> {
  return await readManifest(directory).catch(() => null);
}

// Compiles the bundled reference lists: npm run data -- [--from DIR] [--date YYYY-MM-DD] [--to DIR] [--recall]
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SluiceError } from '../src/errors.ts';
import { readAuthored } from '../src/reference/compile/authored.ts';
import { harvestFrom } from '../src/reference/compile/harvest.ts';
import { makeContested, makeLists } from '../src/reference/compile/lists.ts';
import { makePublication, publish } from '../src/reference/compile/publish.ts';
import { measureRecall, recallTable } from '../src/reference/compile/recall.ts';
import { withTarballs } from '../src/reference/compile/registry.ts';
import { PACKAGES } from '../src/reference/compile/sources.ts';
import { type ReferenceManifest, readManifest } from '../src/reference/manifest.ts';

/**
 * `from`: a folder with the tarballs; without it `npm pack` gets them. `to`: where the lists are kept.
 * `recall`: print what each family of disposable packages adds, and write nothing.
 */
const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    date: { type: 'string' },
    to: { type: 'string' },
    recall: { type: 'boolean' },
  },
});
const to = values.to ?? import.meta.dirname;
const today = values.date ?? new Date().toISOString().slice(0, 10);
if (!/^\d{4}-\d{2}-\d{2}$/.test(today)) {
  throw new SluiceError('settings-invalid', { detail: 'Expected --date to be YYYY-MM-DD.' });
}

const pinned = PACKAGES.map(({ name, version }) => `${name}@${version}`);
const harvests =
  values.from === undefined
    ? await withTarballs(pinned, process.env, (directory) => harvestFrom(directory, PACKAGES))
    : await harvestFrom(values.from, PACKAGES);
const authored = await readAuthored(join(import.meta.dirname, 'authored'));
if (values.recall) process.stdout.write(recallTable(measureRecall(harvests, authored)));
else await compile();

async function compile(): Promise<void> {
  const lists = makeLists(harvests, authored);
  const contested = makeContested(harvests, authored);
  await publish(to, makePublication(lists, harvests, today, await previousManifest(to), contested));
  for (const [name, lines] of Object.entries(lists)) process.stdout.write(`${name}: ${lines.length}\n`);
}

/** What was compiled before, or null on the first run. */
async function previousManifest(directory: string): Promise<ReferenceManifest | null> {
  return await readManifest(directory).catch(() => null);
}

// The form of a list file: `#` lines first, then one entry a line, sorted by code unit, ASCII only.

/** What the head of a list file says about it; the manifest says the same and binds it by hash. */
export interface ListFileHead {
  readonly name: string;
  /** Date of compilation, `YYYY-MM-DD`. */
  readonly version: string;
  /** `name@version (licence)` of everything that went in. */
  readonly sources: readonly string[];
}

/** Writes a list file. The entries must be sorted and unique; the text ends with a newline. */
export function renderListFile(head: ListFileHead, entries: readonly string[]): string {
  const lines = [
    `# Sluice reference list: ${head.name}@${head.version}`,
    `# Sources: ${head.sources.join(', ')}`,
    `# Entries: ${entries.length}. Written by "npm run data"; do not edit.`,
    ...entries,
  ];
  return `${lines.join('\n')}\n`;
}

/** The entries of a list file, in their order; the `#` head and empty lines are left out. */
export function readListFile(text: string): string[] {
  let start = 0;
  while (text.charCodeAt(start) === 0x23) {
    const end = text.indexOf('\n', start);
    if (end === -1) return [];
    start = end + 1;
  }
  const lines = text.slice(start).split('\n');
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

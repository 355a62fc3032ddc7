// Moves the clock of its process: loaded with --import before anything else, by CLOCK_SHIFT_MS milliseconds.

/** What a process needs in its environment to live at another time, with its threads and its children. */
export function shiftedBy(milliseconds: number): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${import.meta.url}`, CLOCK_SHIFT_MS: String(milliseconds) };
}

const shift = Number(process.env['CLOCK_SHIFT_MS'] ?? 0);
if (shift !== 0) {
  const now = Date.now.bind(Date);
  globalThis.Date = new Proxy(Date, {
    apply: (target) => new target(now() + shift).toString(),
    construct: (target, args, made) =>
      Reflect.construct(target, args.length > 0 ? args : [now() + shift], made),
    get: (target, name, receiver) =>
      name === 'now' ? () => now() + shift : Reflect.get(target, name, receiver),
  });
}

// Lets one caller leave a shared wait without ending it for the others.

/** What the promise settles with, or `otherwise` when the caller's own signal comes first. */
export function untilAborted<T>(shared: Promise<T>, signal: AbortSignal, otherwise: T): Promise<T> {
  if (signal.aborted) return Promise.resolve(otherwise);
  return new Promise((resolve, reject) => {
    const leave = () => resolve(otherwise);
    signal.addEventListener('abort', leave, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

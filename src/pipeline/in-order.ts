// Runs tasks ahead of their reader, a few at a time, and hands the answers out in order.

/** Each task is started as it comes; at most `ahead` answers wait to be read. */
export async function* inOrder<T>(tasks: AsyncIterable<() => Promise<T>>, ahead: number): AsyncGenerator<T> {
  const waiting: Promise<T>[] = [];
  try {
    for await (const task of tasks) {
      const answer = task();
      // An answer that fails while an earlier one is awaited is thrown when its turn comes.
      answer.catch(() => {});
      waiting.push(answer);
      if (waiting.length >= ahead) yield (await waiting.shift()) as T;
    }
    while (waiting.length > 0) yield (await waiting.shift()) as T;
  } finally {
    await Promise.allSettled(waiting);
  }
}

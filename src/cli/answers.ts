// Answers questions as they stream in: several at a time, the answers in order, each as early as can be.

/**
 * An answer is given out as soon as those before it are, even while the next question is awaited: whoever
 * sends a line and waits for its answer gets it.
 *
 * @param ahead questions in the making at most; their source is not read further then.
 */
export async function* answerInOrder<Q, A>(
  questions: AsyncIterable<Q>,
  answer: (question: Q) => Promise<A>,
  ahead: number,
): AsyncGenerator<A, void> {
  const waiting: Promise<A>[] = [];
  let progressed = Promise.withResolvers<void>();
  let hasEnded = false;
  const progress = () => {
    progressed.resolve();
    progressed = Promise.withResolvers<void>();
  };

  async function read(): Promise<void> {
    for await (const question of questions) {
      const answered = answer(question);
      answered.catch(() => {});
      waiting.push(answered);
      progress();
      while (waiting.length >= ahead && !hasEnded) await progressed.promise;
      if (hasEnded) return;
    }
  }

  const reading = read().finally(() => {
    hasEnded = true;
    progress();
  });
  reading.catch(() => {});
  try {
    for (;;) {
      const first = waiting[0];
      if (first !== undefined) {
        const answered = await first;
        void waiting.shift();
        progress();
        yield answered;
      } else if (hasEnded) break;
      else await progressed.promise;
    }
    await reading;
  } finally {
    hasEnded = true;
    progress();
  }
}

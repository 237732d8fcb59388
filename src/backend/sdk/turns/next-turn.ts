const waiting: (() => void)[] = [];

/**
 * Resolves when the event loop has looked after everybody else once more. Of those who wait, one goes on in each round, in their order: a
 * hundred of them in one round would keep everybody else waiting for a hundred turns.
 */
export async function nextTurn(): Promise<void> {
  await new Promise<void>((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(giveTurn);
  });
}

function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}

/** What was asked, in order. */
interface Asked {
  readonly route: string;
  readonly request: unknown;
}

/** Answers what the pages ask the executable, and remembers it. */
export function fakeResourceClient(answers: Readonly<Record<string, (request: never) => unknown>> = {}) {
  const asked: Asked[] = [];
  return {
    asked,
    fetch: async <Answer>(route: string, request: unknown): Promise<Answer> => {
      asked.push({ route, request });
      const answer = answers[route];
      if (answer === undefined) throw new Error(`nobody answers ${route}`);
      return answer(request as never) as Answer;
    },
  };
}

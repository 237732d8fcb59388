/** Large enough for a thread of its own, in a series `a`. */
export const largeAnswer = [
  { target: 'a', datapoints: Array.from({ length: 40_000 }, (_, i) => [i + 0.125, 1_714_543_200_000 + i * 500]) },
];

"""McNemar's exact p and the paired bootstrap interval of two models on the same pictures.

    python reference/comparison_golden.py > core/src/test/resources/io/github/googlenet4j/evaluate/comparison_golden.json

Needs numpy and scipy. A case is the number of pictures that both models get right, only the first, only the second, and
neither, in this order. p is scipy's binomial test of the pictures that only one gets right. The interval holds the middle
95 % (numpy's linear percentiles) of the differences of 1,000 draws with replacement; the draws are SplitMix64's, so that the
numbers can be compared exactly.
"""
import json

import numpy as np
import scipy.stats

MASK = (1 << 64) - 1
STEP = 0x9E3779B97F4A7C15
CASES = [(50, 3, 12, 10), (10, 0, 0, 5), (200, 20, 21, 30), (0, 1, 0, 0), (5, 0, 6, 1), (60, 40, 9, 0), (0, 300, 361, 2)]


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def generator(*keys):
    state = 0
    for key in keys:
        state = mix(((state + STEP) & MASK) ^ mix((key + STEP) & MASK))
    while True:
        state = (state + STEP) & MASK
        yield (mix(state) >> 11) * 2.0 ** -53


def main():
    cases = []
    for seed, (both, first, second, neither) in enumerate(CASES):
        gains = np.array([0] * both + [-1] * first + [1] * second + [0] * neither)
        n = len(gains)
        differences = []
        for draw in range(1000):
            random = generator(seed, draw)
            differences.append(gains[[int(next(random) * n) for _ in range(n)]].sum() / n)
        low, high = np.percentile(differences, [2.5, 97.5])
        p = 1.0 if first + second == 0 else scipy.stats.binomtest(first, first + second).pvalue
        cases.append({"both": both, "first": first, "second": second, "neither": neither, "seed": seed,
                      "difference": (second - first) / n, "low": low, "high": high, "p": float(p)})
    print(json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=1))


if __name__ == "__main__":
    main()

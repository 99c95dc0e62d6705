package io.github.googlenet4j.bench;

import io.github.googlenet4j.engine.Precision;

/**
 * The figures of one setting.
 *
 * @param precision that was taken; the one that was asked for, or for {@code auto} the fastest
 * @param medianMs of all runs
 * @param p90Ms that nine of ten runs did not exceed
 * @param p99Ms that 99 of 100 did not exceed
 * @param slowestRoundMs the largest of the rounds' medians
 * @param fastestRoundMs the smallest of the rounds' medians
 * @param imagesPerSecond at the median
 * @param shareOfPeak multiplications and additions a second over those of the best matrix product
 *     at the same precision, which took turns with it; NaN where no engine measures one
 * @param heapBytesPerRun that Java allocates for a run, its result included
 * @param residentMegabytes of the whole process after the last round
 * @param runs number of timed runs
 */
public record Measurement(
    Setting setting,
    Precision precision,
    double medianMs,
    double p90Ms,
    double p99Ms,
    double fastestRoundMs,
    double slowestRoundMs,
    double imagesPerSecond,
    double shareOfPeak,
    long heapBytesPerRun,
    double residentMegabytes,
    int runs) {}

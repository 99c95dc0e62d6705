package io.github.googlenet4j.evaluate;

/** 95 % confidence intervals of {@linkplain Evaluation#macro macro averages}. */
public record MacroIntervals(
    ConfidenceInterval precision, ConfidenceInterval recall, ConfidenceInterval f1) {}

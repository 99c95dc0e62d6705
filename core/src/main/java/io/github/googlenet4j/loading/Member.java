package io.github.googlenet4j.loading;

import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.image.Preparation;

/**
 * One of the programs that a {@link ViewRunner} runs.
 *
 * @param program compiled for pictures of this preparation
 * @param preparation makes a decoded picture the network's input
 */
public record Member(Program program, Preparation preparation) {}

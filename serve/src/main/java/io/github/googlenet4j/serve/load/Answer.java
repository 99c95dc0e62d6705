package io.github.googlenet4j.serve.load;

import io.github.googlenet4j.serve.model.ServedModel;

/**
 * What a model says of one picture.
 *
 * @param model that answered
 * @param probabilities of all classes
 * @param logits of all classes, from which the probabilities follow
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Answer(ServedModel model, float[] probabilities, float[] logits) {}

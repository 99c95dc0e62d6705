package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.graph.Operation.Normalization;
import java.util.List;
import java.util.Optional;

/**
 * What an ONNX file's input takes.
 *
 * @param content how far its client has prepared the pictures
 * @param channelsLast whether they lie batch x height x width x channels, not batch x channels x
 *     height x width
 * @param type of its elements, by ONNX's number: 1 is float32, 2 uint8
 * @param batch how many pictures it takes; 0 for any number
 * @param side of the pictures in pixels, 224 where the file leaves it open
 * @param normalization what the file's weights were trained with, if that is not the variant's
 */
public record OnnxPictures(
    Content content,
    boolean channelsLast,
    int type,
    long batch,
    int side,
    Optional<Normalization> normalization) {

  /** How far a client has prepared pictures. */
  public enum Content {
    /** Red, green and blue, 0..255: the file normalises them. */
    PIXELS,
    /** After mean, deviation and order of channels, as the variant has them. */
    NORMALIZED
  }

  /** Nothing is done. */
  static final Normalization NONE =
      new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), false);

  /** Mean and deviation .5, as torchvision's published weights were trained. */
  static final Normalization PUBLISHED =
      new Normalization(List.of(127.5f, 127.5f, 127.5f), List.of(127.5f, 127.5f, 127.5f), false);
}

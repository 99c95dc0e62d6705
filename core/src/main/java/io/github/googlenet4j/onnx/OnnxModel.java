package io.github.googlenet4j.onnx;

import io.github.googlenet4j.graph.FuseRelu;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.protobuf.ProtobufMessage;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Map;

/**
 * A network in ONNX's form. Immutable; it keeps the network's weights, it does not copy them.
 *
 * <p>The size of a batch is not fixed, nor is the side of the pictures where nothing in the network
 * depends on it. Tensors have the names of the graph's nodes and parameters.
 */
public final class OnnxModel {
  private final GraphTranslation translation;
  private final ProtobufMessage message;

  private OnnxModel(GraphTranslation translation, ProtobufMessage message) {
    this.translation = translation;
    this.message = message;
  }

  /**
   * Translates a network, with the default options; a quantised one with integers.
   *
   * @param metadata of the file, in this order
   * @throws IllegalArgumentException as {@link #of(Network, OnnxInput, OnnxOptions, Map)}
   */
  public static OnnxModel of(Network network, OnnxInput input, Map<String, String> metadata) {
    return of(network, input, OnnxOptions.DEFAULT, metadata);
  }

  /**
   * Translates a network; a quantised one with integers.
   *
   * @param metadata of the file, in this order
   * @throws IllegalArgumentException if the network has what ONNX cannot express (a border of other
   *     values than zero), does not begin with a normalisation though the input is to come after
   *     it, or is larger than the 2 GiB that an ONNX file holds
   */
  public static OnnxModel of(
      Network network, OnnxInput input, OnnxOptions options, Map<String, String> metadata) {
    // The ranges are those of results after ReLU, so ReLU is fused first.
    Network fused = network.quantization().isPresent() ? FuseRelu.apply(network) : network;
    GraphTranslation translation = new GraphTranslation(fused, input, options);
    ProtobufMessage message =
        new ProtobufMessage().number(1, options.representation()).text(2, "googlenet4j");
    String version = OnnxModel.class.getPackage().getImplementationVersion();
    if (version != null) {
      message.text(3, version);
    }
    message.message(7, translation.graph());
    message.message(8, new ProtobufMessage().text(1, "").number(2, options.operatorSet()));
    metadata.forEach(
        (key, value) -> message.message(14, new ProtobufMessage().text(1, key).text(2, value)));
    if (message.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "network: expected at most 2 GiB, which an ONNX file holds, found %d bytes. Use fewer classes."
              .formatted(message.size()));
    }
    return new OnnxModel(translation, message);
  }

  /** Name of the one input. */
  public String input() {
    return translation.inputName();
  }

  /**
   * For each of the network's outputs its name in ONNX: batch x classes, or NHWC where a result has
   * several pixels.
   */
  public Map<String, String> outputs() {
    return translation.outputs();
  }

  /** Whether it runs on pictures of any side, not only of the network's. */
  public boolean anySide() {
    return translation.anySide();
  }

  /** Length of the file in bytes. */
  public int size() {
    return (int) message.size();
  }

  /** Writes the file's content. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    message.writeTo(channel);
  }
}

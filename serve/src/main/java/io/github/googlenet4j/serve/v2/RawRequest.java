package io.github.googlenet4j.serve.v2;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A request without a document: its body is the only input. Of a model that takes pictures it is
 * one picture's file; of the other view it is as many squares as its length says.
 */
public final class RawRequest {
  private RawRequest() {}

  /** The request that these bytes are. */
  public static InferRequest of(AskedModel asked, ByteBuffer body) {
    TensorSpec spec = asked.view().input(asked.model());
    if (asked.view() == View.PICTURES) {
      byte[] file = new byte[body.remaining()];
      body.duplicate().get(file);
      return of(spec, List.of(1L), new TensorData.Elements(List.of(file)));
    }
    long side = asked.model().model().side();
    long size = 3 * side * side * spec.datatype().size();
    long count = body.remaining() / size;
    if (count < 1 || count * size != body.remaining()) {
      throw Bad.request(
          "body",
          "a multiple of %d bytes".formatted(size),
          body.remaining(),
          "Send whole squares.");
    }
    return of(spec, List.of(count, side, side, 3L), new TensorData.Raw(body));
  }

  private static InferRequest of(TensorSpec spec, List<Long> shape, TensorData data) {
    InferRequest.Input input =
        new InferRequest.Input(spec.name(), spec.datatype().name(), shape, data);
    return new InferRequest("", Map.of(), List.of(input), List.of());
  }
}

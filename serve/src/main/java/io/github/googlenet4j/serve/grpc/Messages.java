package io.github.googlenet4j.serve.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.proto.InferParameter;
import io.github.googlenet4j.serve.proto.InferTensorContents;
import io.github.googlenet4j.serve.proto.ModelInferRequest;
import io.github.googlenet4j.serve.proto.ModelInferResponse;
import io.github.googlenet4j.serve.v2.Bad;
import io.github.googlenet4j.serve.v2.InferRequest;
import io.github.googlenet4j.serve.v2.InferResponse;
import io.github.googlenet4j.serve.v2.RawTensor;
import io.github.googlenet4j.serve.v2.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests and answers to infer, from and to gRPC's messages. */
final class Messages {
  private Messages() {}

  static InferRequest request(ModelInferRequest message) {
    boolean raw = message.getRawInputContentsCount() > 0;
    if (raw && message.getRawInputContentsCount() != message.getInputsCount()) {
      throw bad(
          message.getInputsCount() + " raw_input_contents, one for each input",
          message.getRawInputContentsCount());
    }
    List<InferRequest.Input> inputs = new ArrayList<>();
    for (int i = 0; i < message.getInputsCount(); i++) {
      ModelInferRequest.InferInputTensor input = message.getInputs(i);
      if (raw && input.hasContents()) {
        throw bad("contents or raw_input_contents", "both");
      }
      TensorData data =
          raw
              ? new TensorData.Raw(message.getRawInputContents(i).asReadOnlyByteBuffer())
              : data(input.getContents());
      inputs.add(
          new InferRequest.Input(input.getName(), input.getDatatype(), input.getShapeList(), data));
    }
    List<InferRequest.Output> outputs = new ArrayList<>();
    for (ModelInferRequest.InferRequestedOutputTensor output : message.getOutputsList()) {
      outputs.add(new InferRequest.Output(output.getName(), parameters(output.getParametersMap())));
    }
    return new InferRequest(
        message.getId(), parameters(message.getParametersMap()), inputs, outputs);
  }

  private static Refusal bad(String expected, Object found) {
    return Bad.request("request", expected, found, "See the Open Inference Protocol.");
  }

  private static TensorData data(InferTensorContents contents) {
    if (contents.getBytesContentsCount() > 0) {
      return new TensorData.Elements(
          contents.getBytesContentsList().stream().map(ByteString::toByteArray).toList());
    }
    int floats = contents.getFp32ContentsCount();
    int integers = contents.getUintContentsCount();
    float[] values = new float[Math.max(floats, integers)];
    for (int i = 0; i < floats; i++) {
      values[i] = contents.getFp32Contents(i);
    }
    for (int i = 0; floats == 0 && i < integers; i++) {
      values[i] = Integer.toUnsignedLong(contents.getUintContents(i));
    }
    return new TensorData.Floats(values, values.length);
  }

  private static Map<String, Object> parameters(Map<String, InferParameter> messages) {
    Map<String, Object> parameters = new HashMap<>();
    messages.forEach(
        (name, value) -> {
          switch (value.getParameterChoiceCase()) {
            case BOOL_PARAM -> parameters.put(name, value.getBoolParam());
            case INT64_PARAM -> parameters.put(name, value.getInt64Param());
            case STRING_PARAM -> parameters.put(name, value.getStringParam());
            case DOUBLE_PARAM -> parameters.put(name, value.getDoubleParam());
            case UINT64_PARAM -> parameters.put(name, value.getUint64Param());
            case PARAMETERCHOICE_NOT_SET -> {}
          }
        });
    return parameters;
  }

  static ModelInferResponse response(InferResponse response) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(response.model())
            .setModelVersion(response.version())
            .setId(response.id());
    for (InferResponse.Output output : response.outputs()) {
      message.addOutputs(
          ModelInferResponse.InferOutputTensor.newBuilder()
              .setName(output.name())
              .setDatatype(output.datatype().name())
              .addAllShape(output.shape()));
      message.addRawOutputContents(
          UnsafeByteOperations.unsafeWrap(RawTensor.bytes(output.data()))); // nobody else has them
    }
    return message.build();
  }
}

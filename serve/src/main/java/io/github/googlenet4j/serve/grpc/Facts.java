package io.github.googlenet4j.serve.grpc;

import io.github.googlenet4j.serve.model.ModelStatistics;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.proto.DataType;
import io.github.googlenet4j.serve.proto.InferBatchStatistics;
import io.github.googlenet4j.serve.proto.InferStatistics;
import io.github.googlenet4j.serve.proto.ModelConfig;
import io.github.googlenet4j.serve.proto.ModelInput;
import io.github.googlenet4j.serve.proto.ModelMetadataResponse;
import io.github.googlenet4j.serve.proto.ModelMetadataResponse.TensorMetadata;
import io.github.googlenet4j.serve.proto.ModelOutput;
import io.github.googlenet4j.serve.proto.RepositoryIndexResponse;
import io.github.googlenet4j.serve.proto.StatisticDuration;
import io.github.googlenet4j.serve.v2.ServerFacts;
import io.github.googlenet4j.serve.v2.TensorSpec;
import io.github.googlenet4j.serve.v2.View;
import java.util.List;

/** What the protocol says of models, as gRPC's messages. */
final class Facts {
  private Facts() {}

  static ModelMetadataResponse metadata(ServedModel model, View view) {
    return ModelMetadataResponse.newBuilder()
        .setName(view.name(model))
        .addVersions(model.version())
        .setPlatform(ServerFacts.PLATFORM)
        .addInputs(tensor(view.input(model)))
        .addAllOutputs(view.outputs(model).stream().map(Facts::tensor).toList())
        .build();
  }

  private static TensorMetadata tensor(TensorSpec spec) {
    return TensorMetadata.newBuilder()
        .setName(spec.name())
        .setDatatype(spec.datatype().name())
        .addAllShape(spec.shape())
        .build();
  }

  static ModelConfig config(ServedModel model, View view) {
    TensorSpec input = view.input(model);
    ModelConfig.Builder config =
        ModelConfig.newBuilder()
            .setName(view.name(model))
            .setPlatform(ServerFacts.PLATFORM)
            .setBackend(ServerFacts.NAME)
            .addInput(
                ModelInput.newBuilder()
                    .setName(input.name())
                    .setDataType(DataType.valueOf(input.datatype().config()))
                    .addAllDims(input.shape()));
    for (TensorSpec output : view.outputs(model)) {
      config.addOutput(
          ModelOutput.newBuilder()
              .setName(output.name())
              .setDataType(DataType.valueOf(output.datatype().config()))
              .addAllDims(output.shape()));
    }
    return config.build();
  }

  static RepositoryIndexResponse index(List<ServedModel> models) {
    RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
    for (ServedModel model : models) {
      for (View view : View.values()) {
        index.addModels(
            RepositoryIndexResponse.ModelIndex.newBuilder()
                .setName(view.name(model))
                .setVersion(model.version())
                .setState("READY"));
      }
    }
    return index.build();
  }

  static io.github.googlenet4j.serve.proto.ModelStatistics statistics(
      String name, ServedModel model) {
    ModelStatistics known = model.statistics();
    long runs = known.batches().values().stream().mapToLong(ModelStatistics.Total::count).sum();
    var message =
        io.github.googlenet4j.serve.proto.ModelStatistics.newBuilder()
            .setName(name)
            .setVersion(model.version())
            .setLastInference(known.last())
            .setInferenceCount(known.pictures())
            .setExecutionCount(runs)
            .setInferenceStats(
                InferStatistics.newBuilder()
                    .setSuccess(total(known.succeeded()))
                    .setFail(total(known.failed()))
                    .setQueue(total(known.waiting()))
                    .setComputeInput(total(known.decoding()))
                    .setComputeInfer(total(known.running())));
    known
        .batches()
        .forEach(
            (size, total) ->
                message.addBatchStats(
                    InferBatchStatistics.newBuilder()
                        .setBatchSize(size)
                        .setComputeInfer(total(total))));
    return message.build();
  }

  private static StatisticDuration total(ModelStatistics.Total total) {
    return StatisticDuration.newBuilder().setCount(total.count()).setNs(total.nanos()).build();
  }
}

package io.github.googlenet4j.serve.v2;

import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.Ranking;
import io.github.googlenet4j.serve.load.Answer;
import io.github.googlenet4j.serve.model.ServedModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes output tensors of a model's answers. */
final class OutputWriter {
  private final ServedModel model;
  private final List<Answer> answers;
  private final int top;

  /**
   * @param top how many labels for each picture
   */
  OutputWriter(ServedModel model, List<Answer> answers, int top) {
    this.model = model;
    this.answers = answers;
    this.top = top;
  }

  InferResponse.Output output(InferRequest.Output wanted) {
    String name = wanted.name();
    if (wanted.classification() > 0) {
      int count = (int) Math.min(wanted.classification(), model.model().classes().size());
      return classification(name, count);
    }
    return switch (name) {
      case View.PROBABILITIES -> all(name, answers.stream().map(Answer::probabilities).toList());
      case View.LOGITS -> all(name, answers.stream().map(Answer::logits).toList());
      default -> ranked(name);
    };
  }

  private static InferResponse.Output all(String name, List<float[]> rows) {
    int classes = rows.get(0).length;
    float[] values = new float[rows.size() * classes];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * classes, classes);
    }
    return new InferResponse.Output(
        name,
        Datatype.FP32,
        List.of((long) rows.size(), (long) classes),
        new TensorData.Floats(values, values.length));
  }

  private List<Prediction> best(float[] values, int count) {
    return Ranking.best(model.model().classes(), values, 0, count);
  }

  private InferResponse.Output ranked(String name) {
    List<Prediction> best = new ArrayList<>();
    answers.forEach(answer -> best.addAll(best(answer.probabilities(), top)));
    List<Long> shape = List.of((long) answers.size(), (long) best.size() / answers.size());
    return switch (name) {
      case View.LABEL ->
          new InferResponse.Output(
              name,
              Datatype.BYTES,
              shape,
              new TensorData.Elements(best.stream().map(p -> utf8(p.label())).toList()));
      case View.INDEX ->
          new InferResponse.Output(
              name,
              Datatype.INT64,
              shape,
              new TensorData.Longs(best.stream().mapToLong(Prediction::index).toArray()));
      default -> {
        float[] values = new float[best.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = best.get(i).probability();
        }
        yield new InferResponse.Output(
            name, Datatype.FP32, shape, new TensorData.Floats(values, values.length));
      }
    };
  }

  /** Triton's extension: {@code value:index:label} of the largest values. */
  private InferResponse.Output classification(String name, int count) {
    List<byte[]> lines = new ArrayList<>();
    for (Answer answer : answers) {
      float[] values = name.equals(View.LOGITS) ? answer.logits() : answer.probabilities();
      for (Prediction each : best(values, count)) {
        lines.add(
            utf8(
                String.format(
                    Locale.ROOT, "%f:%d:%s", each.probability(), each.index(), each.label())));
      }
    }
    return new InferResponse.Output(
        name,
        Datatype.BYTES,
        List.of((long) answers.size(), (long) count),
        new TensorData.Elements(lines));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

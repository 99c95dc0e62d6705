package io.github.googlenet4j.serve.v2;

import io.github.googlenet4j.serve.load.Admission;
import io.github.googlenet4j.serve.load.Answer;
import io.github.googlenet4j.serve.load.Question;
import io.github.googlenet4j.serve.outcome.Tracked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Answers requests of the protocol. */
public final class Inference {
  private static final int TOP = 5;

  private final Admission admission;
  private final InputReader reader;

  /**
   * @param most pictures in one request
   */
  public Inference(Admission admission, int most) {
    this.admission = admission;
    this.reader = new InputReader(most);
  }

  /**
   * What is asked, once it has been accepted.
   *
   * @param answers one for each picture; cancelling them takes those that wait out
   * @param all the answers together, or the first failure; completed on the thread of the last one
   */
  public record Pending(
      List<CompletableFuture<Answer>> answers, CompletableFuture<List<Answer>> all) {
    /** Nobody waits any more. */
    public void cancel() {
      answers.forEach(answer -> answer.cancel(false));
    }
  }

  /**
   * Asks.
   *
   * @param deadline {@link System#nanoTime} at which an answer is worth nothing any more; the
   *     request's own parameter {@code timeout}, in microseconds, may end sooner
   * @throws io.github.googlenet4j.serve.outcome.Refusal if the request cannot be right, or cannot
   *     be answered in time
   */
  public Pending ask(AskedModel asked, InferRequest request, long deadline, Tracked tracked) {
    if (request.inputs().size() != 1) {
      throw Bad.request(
          "inputs", "1 tensor", request.inputs().size(), "Ask for the model's metadata.");
    }
    InferRequest.Input input = request.inputs().get(0);
    String name = asked.view().input(asked.model()).name();
    if (!name.equals(input.name())) {
      throw Bad.request("input", name, Datatype.shown(input.name()), "Rename it.");
    }
    checkOutputs(asked, request);
    top(asked, request);
    List<Question> questions =
        asked.view() == View.PICTURES
            ? reader.pictures(input)
            : reader.squares(input, asked.model().model().side());
    var answers =
        admission.ask(asked.model(), questions, sooner(deadline, request, tracked), tracked);
    return new Pending(answers, allOf(answers));
  }

  /** All answers, or the first failure, which takes out those that wait. */
  private static CompletableFuture<List<Answer>> allOf(List<CompletableFuture<Answer>> answers) {
    CompletableFuture<List<Answer>> all = new CompletableFuture<>();
    for (CompletableFuture<Answer> each : answers) {
      var unused =
          each.whenComplete(
              (answer, failure) -> {
                if (failure != null && all.completeExceptionally(failure)) {
                  answers.forEach(other -> other.cancel(false));
                }
              });
    }
    var unused =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .thenRun(() -> all.complete(answers.stream().map(CompletableFuture::join).toList()));
    return all;
  }

  private static long sooner(long deadline, InferRequest request, Tracked tracked) {
    if (request.parameters().get("timeout") instanceof Long micros && micros > 0) {
      long most = deadline - tracked.arrived();
      long own = TimeUnit.MICROSECONDS.toNanos(Math.min(micros, TimeUnit.DAYS.toMicros(1)));
      return tracked.arrived() + Math.min(most, own);
    }
    return deadline;
  }

  private static void checkOutputs(AskedModel asked, InferRequest request) {
    List<TensorSpec> known = asked.view().outputs(asked.model());
    Set<String> names = known.stream().map(TensorSpec::name).collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();
    for (InferRequest.Output output : request.outputs()) {
      if (!names.contains(output.name()) || !seen.add(output.name())) {
        String expected = known.stream().map(TensorSpec::name).collect(Collectors.joining(", "));
        throw Bad.request(
            "outputs", expected + ", each once", Datatype.shown(output.name()), "Rename it.");
      }
      if (output.classification() < 0) {
        throw Bad.request("classification", "at least 0", output.classification(), "Leave it out.");
      }
    }
  }

  private static int top(AskedModel asked, InferRequest request) {
    int classes = asked.model().model().classes().size();
    Object top = request.parameters().getOrDefault("top", (long) TOP);
    if (!(top instanceof Long count) || count < 1) {
      throw Bad.request(
          "top", "an integer from 1", Datatype.shown(String.valueOf(top)), "Choose 5.");
    }
    return (int) Math.min(classes, count);
  }

  /** The answer, of the model's values. */
  public InferResponse response(AskedModel asked, InferRequest request, List<Answer> answers) {
    OutputWriter writer = new OutputWriter(asked.model(), answers, top(asked, request));
    List<InferRequest.Output> wanted = request.outputs();
    if (wanted.isEmpty()) {
      wanted = new ArrayList<>();
      for (TensorSpec spec : asked.view().outputs(asked.model())) {
        wanted.add(new InferRequest.Output(spec.name(), java.util.Map.of()));
      }
    }
    return new InferResponse(
        asked.view().name(asked.model()),
        asked.model().version(),
        request.id(),
        wanted.stream().map(writer::output).toList());
  }
}

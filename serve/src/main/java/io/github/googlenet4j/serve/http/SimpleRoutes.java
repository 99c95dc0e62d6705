package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.Ranking;
import io.github.googlenet4j.explain.Explanation;
import io.github.googlenet4j.serve.load.Admission;
import io.github.googlenet4j.serve.load.Answer;
import io.github.googlenet4j.serve.load.Question;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.Tracked;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in, labels out: the body is the picture, or a form with several. What a body is is seen
 * from its bytes, because common clients say something wrong of it.
 */
public final class SimpleRoutes implements Routes {
  private static final int TOP = 5;

  private final ServedModels models;
  private final Admission admission;
  private final ServerLimits limits;
  private final Executor threads;

  /**
   * @param threads that write answers
   */
  public SimpleRoutes(
      ServedModels models, Admission admission, ServerLimits limits, Executor threads) {
    this.models = models;
    this.admission = admission;
    this.limits = limits;
    this.threads = threads;
  }

  @Override
  public void register(RoutesConfig routes) {
    for (String path : new String[] {"/predict", "/predictions/{model}", "/invocations"}) {
      routes.post(path, this::predict);
      routes.put(path, this::predict);
    }
  }

  /** What is asked, and in which form the answer goes back. */
  private record Asked(
      ServedModel model, List<Multipart.Part> parts, boolean form, int top, boolean explain) {}

  private void predict(Context context) {
    byte[] body = Requests.body(context);
    int top = Requests.number(context, "top", TOP);
    boolean explain = explain(context);
    Optional<String> boundary = Multipart.boundary(context, body);
    List<Multipart.Part> parts =
        boundary
            .map(value -> Multipart.parts(value, body, limits.waiting()))
            .orElseGet(() -> List.of(new Multipart.Part("picture", body)));
    Tracked tracked = HttpServer.tracked(context);
    ServedModel model = models.use(name(context));
    tracked.model(model.name(), model.version());
    Asked asked = new Asked(model, parts, boundary.isPresent(), top, explain);
    List<CompletableFuture<Answer>> answers;
    try {
      List<Question.Picture> questions =
          parts.stream().map(part -> new Question.Picture(part.bytes(), part.name())).toList();
      long deadline = tracked.arrived() + limits.timeout().toNanos();
      answers = admission.ask(model, questions, deadline, tracked);
    } catch (RuntimeException | Error e) {
      model.release();
      throw e;
    }
    context.future(
        () ->
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .handleAsync((done, failure) -> answer(context, asked, answers), threads));
  }

  private static boolean explain(Context context) {
    @Nullable String method = context.queryParam("explain");
    if (method != null && !method.equals("cam")) {
      throw Requests.bad("explain", "cam", method);
    }
    return method != null;
  }

  private String name(Context context) {
    @Nullable String inPath = context.pathParamMap().get("model");
    @Nullable String inQuery = context.queryParam("model");
    if (inPath != null) {
      return inPath;
    }
    return inQuery == null ? models.first() : inQuery;
  }

  private @Nullable Object answer(
      Context context, Asked asked, List<CompletableFuture<Answer>> answers) {
    try {
      List<PredictionJson> predictions = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        predictions.add(prediction(asked, i, answers.get(i)));
      }
      write(context, asked, predictions);
    } catch (RuntimeException e) {
      HttpServer.refuse(context, e);
    } finally {
      asked.model().release();
    }
    return null;
  }

  /** One picture's answer, or in a form why it has none; alone, a refused picture refuses all. */
  private static PredictionJson prediction(
      Asked asked, int index, CompletableFuture<Answer> answer) {
    Multipart.Part part = asked.parts().get(index);
    Optional<String> file = asked.form() ? Optional.of(part.name()) : Optional.empty();
    try {
      float[] probabilities = answer.join().probabilities();
      List<Explanation> explanations = List.of();
      if (asked.explain()) {
        explanations = asked.model().explain(part.bytes(), asked.top());
      }
      return new PredictionJson(
          file,
          Optional.empty(),
          Ranking.best(asked.model().model().classes(), probabilities, 0, asked.top()),
          explanations);
    } catch (CompletionException e) {
      if (asked.form() && e.getCause() instanceof Refusal refusal && refusal.isOfPicture()) {
        return new PredictionJson(file, Optional.of(refusal.line()), List.of(), List.of());
      }
      throw e;
    }
  }

  private static void write(Context context, Asked asked, List<PredictionJson> predictions) {
    if (Requests.wantsText(context)) {
      StringBuilder text = new StringBuilder();
      for (PredictionJson each : predictions) {
        each.file().ifPresent(name -> text.append(name).append('\n'));
        each.write(text);
      }
      context.contentType("text/plain; charset=utf-8");
      context.result(text.toString().getBytes(StandardCharsets.UTF_8));
      return;
    }
    context.contentType("application/json");
    context.result(Json.bytes(json -> write(json, asked, predictions)));
  }

  private static void write(JsonGenerator json, Asked asked, List<PredictionJson> predictions)
      throws IOException {
    if (!asked.form()) {
      predictions.get(0).write(json);
      return;
    }
    json.writeStartObject();
    json.writeArrayFieldStart("results");
    for (PredictionJson each : predictions) {
      each.write(json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}

package io.github.googlenet4j.serve.http;

import io.github.googlenet4j.serve.load.Answer;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.Tracked;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.github.googlenet4j.serve.v2.AskedModel;
import io.github.googlenet4j.serve.v2.InferRequest;
import io.github.googlenet4j.serve.v2.Inference;
import io.github.googlenet4j.serve.v2.RawRequest;
import io.github.googlenet4j.serve.v2.ServerFacts;
import io.github.googlenet4j.serve.v2.View;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The Open Inference Protocol (V2) over HTTP, with what Triton's clients ask beyond it. */
public final class V2Routes implements Routes {
  private final ServedModels models;
  private final Inference inference;
  private final ServerLimits limits;
  private final BooleanSupplier ready;
  private final Executor threads;
  private final InferReader reader;

  /**
   * @param ready false once the server stops
   * @param threads that write answers
   */
  public V2Routes(
      ServedModels models,
      Inference inference,
      ServerLimits limits,
      BooleanSupplier ready,
      Executor threads) {
    this.models = models;
    this.inference = inference;
    this.limits = limits;
    this.ready = ready;
    this.threads = threads;
    this.reader = new InferReader(limits.bytes());
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/v2", context -> json(context, V2Json::server));
    routes.get("/v2/models/stats", this::allStatistics);
    routes.post("/v2/repository/index", this::index);
    for (String change : new String[] {"load", "unload"}) {
      routes.post("/v2/repository/models/{model}/" + change, context -> refuseChange());
    }
    for (String model :
        new String[] {"/v2/models/{model}", "/v2/models/{model}/versions/{version}"}) {
      routes.get(model, context -> about(context, V2Json::metadata));
      routes.get(model + "/ready", this::ready);
      routes.get(model + "/config", context -> about(context, V2Json::config));
      routes.get(model + "/stats", context -> about(context, V2Json::statistics));
      routes.post(model + "/infer", this::infer);
    }
  }

  /** Writes something of one model. */
  private interface AboutModel {
    Json.Value of(ServedModel model, View view);
  }

  private static void json(Context context, Json.Value value) {
    context.contentType("application/json");
    context.result(Json.bytes(value));
  }

  private AskedModel asked(Context context) {
    @Nullable String version = context.pathParamMap().get("version");
    return AskedModel.of(models, context.pathParam("model"), version == null ? "" : version);
  }

  private void about(Context context, AboutModel what) {
    try (AskedModel asked = asked(context)) {
      json(context, what.of(asked.model(), asked.view()));
    }
  }

  private void ready(Context context) {
    asked(context).close();
    if (!ready.getAsBoolean()) {
      throw new Refusal(Outcome.UNAVAILABLE, ServerFacts.STOPPING);
    }
  }

  private void allStatistics(Context context) {
    json(context, V2Json.statistics(models.all()));
  }

  private void index(Context context) {
    json(context, V2Json.index(models.all()));
  }

  private static void refuseChange() {
    throw new Refusal(Outcome.BAD_REQUEST, ServerFacts.NO_LOADING);
  }

  private void infer(Context context) {
    InferBody body = InferBody.of(context, limits.bytes());
    AskedModel asked = asked(context);
    Tracked tracked = HttpServer.tracked(context);
    InferRequest request;
    Inference.Pending pending;
    try {
      tracked.model(asked.model().name(), asked.model().version());
      request = body.raw() ? RawRequest.of(asked, body.binary()) : reader.read(body);
      long deadline = tracked.arrived() + limits.timeout().toNanos();
      pending = inference.ask(asked, request, deadline, tracked);
    } catch (RuntimeException | Error e) {
      asked.model().statistics().failed(tracked.times());
      asked.close();
      throw e;
    }
    context.future(
        () ->
            pending
                .all()
                .handleAsync(
                    (answers, failure) -> {
                      answer(context, asked, request, answers, failure, body.raw());
                      return 0;
                    },
                    threads));
  }

  private void answer(
      Context context,
      AskedModel asked,
      InferRequest request,
      @Nullable List<Answer> answers,
      @Nullable Throwable failure,
      boolean raw) {
    Tracked tracked = HttpServer.tracked(context);
    try (asked) {
      if (answers == null) {
        asked.model().statistics().failed(tracked.times());
        HttpServer.refuse(context, failure == null ? new IllegalStateException() : failure);
      } else {
        InferWriter.write(context, request, inference.response(asked, request, answers), raw);
        asked.model().statistics().answered(tracked.times());
      }
    } catch (RuntimeException e) {
      HttpServer.refuse(context, e);
    }
  }
}

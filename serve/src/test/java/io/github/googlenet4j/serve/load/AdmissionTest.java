package io.github.googlenet4j.serve.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.serve.RunningServer;
import io.github.googlenet4j.serve.SampleModel;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.Tracked;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is accepted, refused, taken out and answered, with a program that waits for the test. */
class AdmissionTest {
  private static final int MOST = 8;
  private static final Duration HOUR = Duration.ofHours(1);

  private final SlowProgram program =
      new SlowProgram(RunningServer.SIDE, RunningServer.LABELS.size());
  private final ServedModel model;
  private final Admission admission;

  AdmissionTest(@TempDir Path folder) throws IOException {
    Path file = SampleModel.write(folder.resolve("m.safetensors"), RunningServer.LABELS, Map.of());
    // A hundred seconds a picture, as far as is known.
    model =
        ServedModel.of(
            "m", "1", file, ModelFile.read(file), program, "logits", TimeUnit.SECONDS.toNanos(100));
    admission = new Admission(MOST, new PictureReader(PictureLimits.DEFAULT), List.of());
  }

  @AfterEach
  void close() {
    program.allowed.release(1000);
    admission.close();
  }

  private static Question square(float value) {
    return (Question.Square) (batch, index) -> batch.put(index * 3 * 48 * 48, value);
  }

  private List<CompletableFuture<Answer>> ask(Duration time, Question... questions) {
    Tracked tracked = new Tracked(System.nanoTime());
    return admission.ask(model, List.of(questions), tracked.arrived() + time.toNanos(), tracked);
  }

  private Outcome refused(Duration time, Question... questions) {
    return catchThrowableOfType(Refusal.class, () -> ask(time, questions)).outcome();
  }

  private static float first(CompletableFuture<Answer> answer) {
    return answer.orTimeout(1, TimeUnit.MINUTES).join().probabilities()[0];
  }

  /** A question whose run has begun, so that others wait behind it. */
  private CompletableFuture<Answer> running() {
    CompletableFuture<Answer> answer = ask(HOUR, square(-1)).get(0);
    program.began.acquireUninterruptibly();
    return answer;
  }

  @Test
  void whatWaitsRunsTogetherAndEachGetsItsOwnAnswer() {
    CompletableFuture<Answer> before = running();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      answers.addAll(ask(HOUR, square(i)));
    }
    program.allowed.release(1000);
    assertThat(first(before)).isEqualTo(-1);
    for (int i = 0; i < 7; i++) {
      assertThat(first(answers.get(i))).isEqualTo(i);
    }
    assertThat(program.batches).containsExactly(1, 4, 2, 1);
  }

  @Test
  void moreThanMayWaitAreRefusedAtOnceAllOrNone() {
    var unused = running();
    ask(HOUR, square(1), square(2), square(3));
    assertThat(refused(HOUR, square(0), square(0), square(0), square(0), square(0)))
        .isEqualTo(Outcome.OVERLOADED);
    assertThat(admission.waiting()).isEqualTo(4);
    ask(HOUR, square(0), square(0), square(0), square(0));
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> ask(HOUR, square(0)));
    assertThat(refusal.line())
        .isEqualTo(
            "server: expected room for 1 more, found 8 pictures of at most 8 waiting. Try again later.");
    assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(800), Duration.ofSeconds(802));
  }

  @Test
  void whatCannotBeAnsweredInTimeIsRefusedAtOnce() {
    assertThat(refused(Duration.ofSeconds(99), square(0))).isEqualTo(Outcome.LATE);
    var unused = running();
    ask(Duration.ofSeconds(250), square(0));
    assertThat(refused(Duration.ofSeconds(250), square(0))).isEqualTo(Outcome.LATE);
    ask(Duration.ofSeconds(350), square(0));
  }

  @Test
  void aClientThatGoesAwayCostsNothingMore() {
    var unused = running();
    CompletableFuture<Answer> gone = ask(HOUR, square(1)).get(0);
    CompletableFuture<Answer> stays = ask(HOUR, square(2)).get(0);
    gone.cancel(false);
    assertThat(admission.waiting()).isEqualTo(2);
    program.allowed.release(1000);
    assertThat(first(stays)).isEqualTo(2);
    assertThat(program.batches).containsExactly(1, 1);
  }

  @Test
  void aPictureThatCannotBeReadIsRefusedAndOthersAreAnswered() {
    program.allowed.release(1000);
    List<CompletableFuture<Answer>> answers =
        ask(
            HOUR,
            new Question.Picture(new byte[] {1}, "bad"),
            new Question.Picture(RunningServer.picture(9), "good"));
    assertThat(first(answers.get(1))).isGreaterThanOrEqualTo(0);
    CompletionException e =
        catchThrowableOfType(CompletionException.class, () -> answers.get(0).join());
    assertThat(e.getCause()).isInstanceOf(Refusal.class).hasMessageStartingWith("bad: expected");
  }

  @Test
  void aStoppingAdmissionAnswersWhatItAcceptedAndRefusesTheRest() throws InterruptedException {
    CompletableFuture<Answer> before = running();
    CompletableFuture<Answer> waits =
        ask(HOUR, new Question.Picture(RunningServer.picture(9), "good")).get(0);
    admission.refuseNew();
    assertThat(refused(HOUR, square(0))).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(admission.awaitAnswers(Duration.ofMillis(1))).isFalse();
    program.allowed.release(1000);
    assertThat(admission.awaitAnswers(Duration.ofMinutes(1))).isTrue();
    assertThat(before).isCompleted();
    assertThat(waits).isCompleted();
  }

  @Test
  void aModelLeavesWhenItHasAnsweredWhatItWasAsked() {
    CompletableFuture<Answer> before = running();
    CompletableFuture<Answer> waits = ask(HOUR, square(5)).get(0);
    Thread leaving = new Thread(() -> admission.leave(model));
    leaving.start();
    while (model.retain()) { // until it is retired
      model.release();
      Thread.onSpinWait();
    }
    assertThat(program.closed).isFalse();
    program.allowed.release(1000);
    assertThat(first(before)).isEqualTo(-1);
    assertThat(first(waits)).isEqualTo(5);
    io.github.googlenet4j.concurrent.Uninterrupted.join(leaving);
    assertThat(program.closed).isTrue();
  }
}

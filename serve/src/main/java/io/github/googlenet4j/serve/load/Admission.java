package io.github.googlenet4j.serve.load;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.outcome.Tracked;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where questions are accepted or refused. What is accepted is decoded by a few threads, in the
 * order in which it came, and run by the queue of its model.
 *
 * <p>A question is refused at once, not after it has waited: if too many wait, or if those before
 * it take longer than it has time. How long they take is known from what the last ones took.
 *
 * <p>Decoders stop while enough pictures are prepared, so that memory does not grow with the queue:
 * what waits longer waits as the bytes of its file.
 */
public final class Admission implements AutoCloseable {
  /** A picture that waits for a decoder. */
  private record Encoded(Ask ask, ModelQueue queue, Question.Picture picture) {}

  private static final Logger LOG = Logger.getLogger(Admission.class.getName());

  /** Prepared pictures that wait for their run at most; each takes 0.6 MB at side 224. */
  private static final int PREPARED = 64;

  private final int most;
  private final PictureReader reader;
  private final List<ServerListener> listeners;
  private final Map<ServedModel, ModelQueue> queues = new ConcurrentHashMap<>();
  private final BlockingQueue<Encoded> encoded = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(PREPARED);
  private final Cost decoding = new Cost(1);
  private final List<Thread> decoders = new ArrayList<>();
  private int waiting;
  private long backlog;
  private boolean draining;

  /**
   * Starts the decoders.
   *
   * @param most pictures that are accepted at the same time
   */
  public Admission(int most, PictureReader reader, List<ServerListener> listeners) {
    this.most = most;
    this.reader = reader;
    this.listeners = List.copyOf(listeners);
    int cores = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < cores; i++) {
      Thread thread = new Thread(this::decode, "decoder-" + i);
      thread.setDaemon(true);
      decoders.add(thread);
      thread.start();
    }
  }

  /** Pictures that wait or run. */
  public synchronized int waiting() {
    return waiting;
  }

  /**
   * Asks a model about pictures. All are accepted, or none.
   *
   * @param deadline {@link System#nanoTime} at which answers are worth nothing any more
   * @return an answer for each; cancelling one that waits takes it out
   * @throws Refusal if they cannot be answered in time
   */
  public List<CompletableFuture<Answer>> ask(
      ServedModel model, List<? extends Question> questions, long deadline, Tracked tracked) {
    ModelQueue queue = queues.computeIfAbsent(model, each -> new ModelQueue(each, listeners));
    long now = System.nanoTime();
    long each = queue.costOfOne() + decoding.ofOne() / decoders.size();
    accept(questions.size(), each, deadline - now);
    tracked.pictures(questions.size());
    List<CompletableFuture<Answer>> answers = new ArrayList<>(questions.size());
    for (Question question : questions) {
      Ask ask = new Ask(question, deadline, each, now, tracked);
      if (!model.retain()) {
        throw new IllegalStateException("model: expected one in use, found a retired one.");
      }
      answers.add(ask.answer);
      var unused = ask.answer.whenComplete((answer, failure) -> ended(ask, model));
      if (question instanceof Question.Picture picture) {
        encoded.add(new Encoded(ask, queue, picture));
      } else {
        queue.add(ask);
      }
    }
    return answers;
  }

  private synchronized void accept(int count, long each, long time) {
    if (draining) {
      throw new Refusal(
          Outcome.UNAVAILABLE, "server: expected one that takes requests, found one that stops.");
    }
    Duration clear = Duration.ofNanos(backlog + 999_999_999);
    if (waiting + (long) count > most) {
      throw new Refusal(
          Outcome.OVERLOADED,
          "server: expected room for %d more, found %d pictures of at most %d waiting. Try again later."
              .formatted(count, waiting, most),
          clear);
    }
    if (backlog + each * count > time) {
      throw new Refusal(Outcome.LATE, Ask.LATE, clear);
    }
    waiting += count;
    backlog += each * count;
  }

  private void ended(Ask ask, ServedModel model) {
    synchronized (this) {
      waiting--;
      backlog -= ask.cost;
      notifyAll();
    }
    model.release();
  }

  private void decode() {
    try {
      while (true) {
        Encoded next = encoded.take();
        long now = System.nanoTime();
        if (next.ask().wanted(now, next.queue().costOfOne())) {
          room.acquire();
          decode(next);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void decode(Encoded next) {
    Ask ask = next.ask();
    ModelQueue queue = next.queue();
    Question.Picture picture = next.picture();
    var unused = ask.answer.whenComplete((answer, failure) -> room.release());
    long began = System.nanoTime();
    ask.waited(began);
    FloatBuffer buffer = queue.buffers().take();
    ask.prepared = buffer;
    try {
      queue
          .model()
          .model()
          .preparation()
          .into(reader.read(picture.bytes(), picture.name()), buffer, 0);
      ask.since = System.nanoTime();
      long nanos = ask.since - began;
      decoding.took(1, nanos);
      ask.tracked.decoded(nanos);
      queue.add(ask);
      return;
    } catch (PictureException e) {
      ask.refuse(Pictures.refusal(e));
    } catch (CancellationException e) {
      ask.refuse(
          new Refusal(Outcome.UNAVAILABLE, "server: expected to decode, found it stopping."));
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a picture could not be decoded", e);
      ask.refuse(
          new Refusal(
              Outcome.FAILED, "picture: expected to be decoded, found a fault. Report it."));
    }
    queue.buffers().giveBack(buffer);
  }

  /** Refuses new questions from now on. */
  public synchronized void refuseNew() {
    draining = true;
  }

  /**
   * Waits until everything that was accepted is answered.
   *
   * @return whether it is, in that time
   */
  public synchronized boolean awaitAnswers(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (waiting > 0) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(1 + left / 1_000_000);
    }
    return true;
  }

  /** Answers what a model was asked, and gives its memory back. */
  public void leave(ServedModel model) {
    model.retire();
    model.awaitUnused();
    ModelQueue queue = queues.remove(model);
    if (queue != null) {
      queue.close();
    }
    model.close();
  }

  @Override
  public void close() {
    refuseNew();
    decoders.forEach(Thread::interrupt);
    decoders.forEach(Uninterrupted::join);
    Refusal stopped =
        new Refusal(Outcome.UNAVAILABLE, "server: expected to answer, found it stopped.");
    for (Encoded next = encoded.poll(); next != null; next = encoded.poll()) {
      next.ask().refuse(stopped);
    }
    queues.values().forEach(ModelQueue::close);
    queues.clear();
  }
}

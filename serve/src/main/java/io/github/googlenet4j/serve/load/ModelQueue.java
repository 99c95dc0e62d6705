package io.github.googlenet4j.serve.load;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.outcome.Tracked;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One model's queue of prepared pictures, and the thread that runs them: all that wait, in batches
 * of a power of two, because the engine compiles a plan for each size.
 */
final class ModelQueue {
  private static final Logger LOG = Logger.getLogger(ModelQueue.class.getName());

  private final ServedModel model;
  private final List<ServerListener> listeners;
  private final FloatBuffers buffers;
  private final Deque<Ask> waiting = new ArrayDeque<>();
  private final Cost cost;
  private final int largest;
  private final FloatBuffer batch;
  private final Thread thread;
  private boolean closed;

  ModelQueue(ServedModel model, List<ServerListener> listeners) {
    this.model = model;
    this.listeners = listeners;
    this.largest = model.program().largestBatch();
    this.cost = new Cost(largest);
    cost.took(1, model.firstRun());
    this.buffers = new FloatBuffers(model.program().input().size());
    this.batch = FloatBuffers.allocate((long) largest * model.program().input().size());
    this.thread = new Thread(this::loop, "model-" + model.name());
    thread.setDaemon(true);
    thread.start();
  }

  ServedModel model() {
    return model;
  }

  /** Room for one picture each. */
  FloatBuffers buffers() {
    return buffers;
  }

  /** Nanoseconds that a picture takes where many wait. */
  long costOfOne() {
    return cost.ofOne();
  }

  /** Adds a picture that is prepared. */
  synchronized void add(Ask ask) {
    waiting.add(ask);
    notifyAll();
  }

  private synchronized List<Ask> take() {
    while (true) {
      long now = System.nanoTime();
      List<Ask> taken = new ArrayList<>();
      while (taken.size() < largest && !waiting.isEmpty()) {
        Ask ask = waiting.remove();
        if (ask.wanted(now, 0)) {
          taken.add(ask);
        } else {
          giveBack(ask);
        }
      }
      if (!taken.isEmpty()) {
        int size = Integer.highestOneBit(taken.size());
        for (int i = taken.size() - 1; i >= size; i--) {
          waiting.addFirst(taken.remove(i));
        }
        taken.forEach(ask -> ask.waited(now));
        return taken;
      }
      if (closed) {
        return taken;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true; // nobody interrupts this thread
      }
    }
  }

  private void loop() {
    for (List<Ask> taken = take(); !taken.isEmpty(); taken = take()) {
      try {
        run(taken);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.WARNING, "a run failed", e);
        Refusal fault =
            new Refusal(
                Outcome.FAILED,
                "model: expected to answer, found a fault of the server. Try again.");
        taken.forEach(ask -> ask.refuse(fault));
      } finally {
        taken.forEach(this::giveBack);
      }
    }
  }

  private void run(List<Ask> taken) {
    int count = taken.size();
    int size = model.program().input().size();
    FloatBuffer pictures = batch;
    FloatBuffer only = taken.get(0).prepared;
    if (count == 1 && only != null) {
      pictures = only;
    } else {
      for (int i = 0; i < count; i++) {
        fill(taken.get(i), i, size);
      }
    }
    long began = System.nanoTime();
    Outputs outputs = model.program().run(pictures, count);
    long nanos = System.nanoTime() - began;
    cost.took(count, nanos);
    listeners.forEach(listener -> listener.ran(model.name(), count, nanos));
    model.statistics().ran(count, nanos);
    float[] probabilities = outputs.main();
    float[] logits = outputs.of(model.logits());
    int classes = model.model().classes().size();
    Set<Tracked> requests = Collections.newSetFromMap(new IdentityHashMap<>());
    taken.forEach(ask -> requests.add(ask.tracked));
    requests.forEach(tracked -> tracked.ran(nanos));
    for (int i = 0; i < count; i++) {
      int from = i * classes;
      Ask ask = taken.get(i);
      ask.answer.complete(
          new Answer(
              model,
              Arrays.copyOfRange(probabilities, from, from + classes),
              Arrays.copyOfRange(logits, from, from + classes)));
    }
  }

  private void fill(Ask ask, int index, int size) {
    if (ask.prepared != null) {
      batch.put(index * size, ask.prepared, 0, size);
    } else if (ask.question instanceof Question.Square square) {
      square.into(batch, index);
    }
  }

  private void giveBack(Ask ask) {
    if (ask.prepared != null) {
      buffers.giveBack(ask.prepared);
      ask.prepared = null;
    }
  }

  /** Answers what waits, then ends the thread. */
  void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    Uninterrupted.join(thread);
  }
}

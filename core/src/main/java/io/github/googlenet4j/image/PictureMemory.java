package io.github.googlenet4j.image;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Lets pictures share the heap: a picture for which memory does not suffice beside others is read
 * again when no other is in memory.
 *
 * <p>Pictures are read side by side, each under the lock for reading. One that meets an {@link
 * OutOfMemoryError} lets go of everything, waits for the lock for writing, which it gets when the
 * others have ended, and is alone then. So what is refused does not depend on what is read at the
 * same time. The heap belongs to the whole process, and so does the lock.
 */
final class PictureMemory {

  private static final ReadWriteLock IN_USE = new ReentrantReadWriteLock();

  private PictureMemory() {}

  /** Reads a picture. */
  interface Reading {
    PictureInspection read() throws PictureException;
  }

  /**
   * Reads a picture and uses it, alone if it has to be.
   *
   * @throws PictureException also where memory does not suffice for it alone
   * @throws CancellationException if the calling thread is interrupted while it waits
   */
  static <T> T use(String name, Reading reading, Function<PictureInspection, T> action)
      throws PictureException {
    try {
      return locked(IN_USE.readLock(), reading, action);
    } catch (OutOfMemoryError e) {
      // beside others; what was read of it is garbage from here on
    }
    try {
      return locked(IN_USE.writeLock(), reading, action);
    } catch (OutOfMemoryError e) {
      throw new PictureException(
          name,
          "memory for its pixels",
          "too little on the Java heap",
          "Give the JVM more (-Xmx) or set a lower limit of pixels.",
          e);
    }
  }

  private static <T> T locked(Lock lock, Reading reading, Function<PictureInspection, T> action)
      throws PictureException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while pictures were read");
    }
    try {
      return action.apply(reading.read());
    } finally {
      lock.unlock();
    }
  }
}

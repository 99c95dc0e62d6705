package io.github.googlenet4j.trainer;

import io.github.googlenet4j.train.RunFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Says that a process works on a run, so that a second one does not write to the same files. The
 * system holds the lock: it ends with its process, however that ends. The locked file stays,
 * because removing it would let two processes lock two files of that name.
 *
 * <p>On Linux and macOS a process loses its lock when it closes any channel to the file. So the
 * file is not opened where this process has locked it.
 */
public final class RunLock implements AutoCloseable {
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a run, whose folder is made if there is none.
   *
   * @throws IOException if another training works on the run, in this process or another
   */
  public static RunLock take(RunFolder run) throws IOException {
    Files.createDirectories(run.folder());
    Path file = new RunFolder(run.folder().toRealPath()).lock();
    synchronized (HELD) {
      if (HELD.contains(file)) {
        throw busy(run, Long.toString(ProcessHandle.current().pid()));
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() == null) {
          throw busy(run, Files.readString(file, StandardCharsets.US_ASCII).strip());
        }
        channel.truncate(0);
        String process = Long.toString(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.US_ASCII)), 0);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      HELD.add(file);
      return new RunLock(file, channel);
    }
  }

  private static IOException busy(RunFolder run, String process) {
    return new IOException(
        "%s: expected a run that nothing works on, found one that is being trained (process %s). Wait until it ends, or stop it."
            .formatted(run.folder(), process));
  }

  /** Lets others work on the run. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      HELD.remove(file);
      channel.close();
    }
  }
}

package io.github.googlenet4j.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/**
 * Writes a file completely or not at all, whatever fails: the program, the disk or the power.
 *
 * <p>The content goes to a temporary file in the same folder, which is forced to the disk and then
 * renamed; within a folder, renaming is atomic. It is forced first, because a file system may store
 * the name before the content. A file that replaces another one keeps its permissions, owner and
 * group, as far as this process may set them. When the JVM ends, it waits a moment for files that
 * are being written.
 */
public final class AtomicFile {
  /** The content of a file. */
  public interface Content {
    /**
     * Writes all of it.
     *
     * @throws IOException if the channel does, or the content cannot be made
     */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws ModelFileException if it cannot be written; a file of that name is then what it was
   */
  public static void write(Path file, boolean overwrite, Content content) throws IOException {
    checkTarget(file, overwrite);
    try {
      // A link stays a link: what it points to is replaced.
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path folder = target.resolveSibling("");
      Path temporary =
          folder.resolve(".%s.%s.tmp".formatted(file.getFileName(), UUID.randomUUID()));
      UnfinishedWrites.began();
      try {
        Access access = Access.of(target);
        writeForced(temporary, access, content);
        checkTarget(file, overwrite);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException | RuntimeException | Error e) {
        delete(temporary, e);
        throw e;
      } finally {
        UnfinishedWrites.ended();
      }
      forceFolder(folder);
    } catch (IOException e) {
      throw ModelFileException.writing(file, e);
    }
  }

  /**
   * Writes a text in UTF-8.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws ModelFileException if it cannot be written; a file of that name is then what it was
   */
  public static void write(Path file, boolean overwrite, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    write(
        file,
        overwrite,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  /**
   * Checks that a file could be written, before time is spent on its content.
   *
   * @throws ModelFileException if not
   */
  public static void checkTarget(Path file, boolean overwrite) throws ModelFileException {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(
          file, "expected a file to write, found a folder. Name a file inside of it.");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(
          file, "expected a file to write, found a device or pipe. Name a file.");
    }
    if (Files.exists(file) && !overwrite) {
      throw new ModelFileException(
          file,
          "expected no file of that name, found one. Name another, or allow it to be replaced.");
    }
    if (!Files.isDirectory(file.toAbsolutePath().resolveSibling(""))) {
      throw new ModelFileException(
          file, "expected an existing folder to write to, found none. Make the folder first.");
    }
  }

  /**
   * Puts a file in the place of another one, which it replaces with its permissions.
   *
   * @param next a file in the same folder
   * @throws IOException if it cannot be renamed; the other file is then what it was
   */
  public static void replace(Path next, Path file) throws IOException {
    Access.of(file).giveTo(next);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void writeForced(Path file, Access access, Content content) throws IOException {
    // Not Files.createTempFile, which lets no other user read the file.
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            access.whileWritten())) {
      content.writeTo(channel);
      channel.force(true);
    }
    access.giveTo(file);
  }

  private static void delete(Path temporary, Throwable reason) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /** Stores the new name on the disk, on systems that let a folder be opened. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows does not open folders. The file is complete in any case.
    }
  }
}

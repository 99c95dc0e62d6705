package io.github.googlenet4j.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder in the temporary folder for one process. Its name is random, and only this user can read
 * it. It is removed when the process ends. A killed process leaves it; the next process that makes
 * one removes those whose lock nobody holds.
 */
final class PrivateFolder {
  private static final String PREFIX = "googlenet4j-";
  private static final String LOCK = "lock";

  private PrivateFolder() {}

  /**
   * Makes one.
   *
   * @throws IOException if it cannot be made, or libraries cannot be loaded from it
   */
  static Path make(Path parent) throws IOException {
    Path folder;
    FileChannel channel;
    try {
      removeLeft(parent);
      folder = Files.createTempDirectory(parent, PREFIX).toRealPath();
      channel = locked(folder);
    } catch (IOException e) {
      throw CacheFolder.refused(
          parent, "a folder that can be written to", CacheFolder.reason(e), e);
    }
    try {
      CacheFolder.require(folder);
    } catch (IOException e) {
      channel.close();
      remove(folder);
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> removeAtEnd(folder, channel)));
    return folder;
  }

  /** The lock, which the system holds until the process ends. It gets its name when it is held. */
  private static FileChannel locked(Path folder) throws IOException {
    Path unnamed = folder.resolve(LOCK + ".new");
    FileChannel channel =
        FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    Files.move(unnamed, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
    return channel;
  }

  private static void removeAtEnd(Path folder, FileChannel lock) {
    try (lock) {
      remove(folder);
    } catch (IOException e) {
      // Windows keeps loaded libraries. The next process removes them.
    }
  }

  /** Removes folders of processes that were killed. */
  private static void removeLeft(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (isLeft(folder)) {
          remove(folder);
        }
      }
    }
  }

  private static boolean isLeft(Path folder) {
    Path lock = folder.resolve(LOCK);
    if (!Files.isRegularFile(lock)) {
      return false;
    }
    try {
      CacheFolder.requireOwn(folder);
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
          FileLock held = channel.tryLock()) {
        return held != null;
      }
    } catch (IOException | OverlappingFileLockException e) {
      return false; // somebody else's, or this process's
    }
  }

  private static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

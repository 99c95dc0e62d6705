package io.github.googlenet4j.cache;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks folders from which native code is loaded. Who can write to such a folder, or
 * owns it, decides what this process runs. On Windows the folders of a user are protected by the
 * system, and only the last two checks are made.
 */
final class CacheFolder {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private static final Object ROOT = 0; // can change whatever this process runs anyway

  private CacheFolder() {}

  /**
   * Makes a folder if there is none, and checks it: that it is this user's, that nobody else can
   * write to it, that this process can, and that libraries may be loaded from it.
   *
   * @return its real path
   * @throws IOException if it cannot be used; the message says why
   */
  static Path require(Path folder) throws IOException {
    Path real = make(folder);
    requireOwn(real);
    requireExecutable(real);
    if (!Files.isDirectory(
        real.resolve(NativeFiles.FOLDER))) { // else it may be filled and read-only
      requireWritable(real);
    }
    return real;
  }

  /**
   * Makes a folder that only this user can read and write, and those above it; then its real path.
   */
  static Path make(Path folder) throws IOException {
    try {
      if (!Files.isDirectory(folder)) {
        Path parent = folder.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(folder, privateTo(folder));
      }
      return folder.toRealPath();
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(folder)) {
        return folder.toRealPath(); // another process made it
      }
      throw refused(folder, "a folder that can be made", "a file of that name", e);
    } catch (IOException | SecurityException e) {
      throw refused(folder, "a folder that can be made", reason(e), e);
    }
  }

  private static FileAttribute<?>[] privateTo(Path folder) {
    return posix(folder)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PRIVATE)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** Refuses a folder of another user but root, and one that others can write to. */
  static void requireOwn(Path folder) throws IOException {
    if (!posix(folder)) {
      return;
    }
    Object owner = Files.getAttribute(folder, "unix:uid");
    Object user = UserId.current();
    if (!owner.equals(user) && !owner.equals(ROOT)) {
      throw refused(
          folder,
          "a folder of this user (id %s)".formatted(user),
          "one of %s (id %s)".formatted(Files.getOwner(folder).getName(), owner),
          null);
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw refused(
          folder,
          "a folder that only this user can write to (rwx------)",
          PosixFilePermissions.toString(permissions),
          null);
    }
  }

  private static void requireExecutable(Path folder) throws IOException {
    if (MountOptions.of(folder).contains("noexec")) {
      throw refused(
          folder, "a folder from which programs may be run", "a file system with noexec", null);
    }
  }

  private static void requireWritable(Path folder) throws IOException {
    Path probe = folder.resolve(".probe." + UUID.randomUUID() + ".tmp");
    try {
      Files.createFile(probe);
      Files.delete(probe);
    } catch (IOException | SecurityException e) {
      throw refused(folder, "a folder that can be written to", reason(e), e);
    }
  }

  static IOException refused(
      Path folder, String expected, String found, @Nullable Throwable cause) {
    return new IOException("%s: expected %s, found %s.".formatted(folder, expected, found), cause);
  }

  /** The system's reason in one line, such as {@code Read-only file system}. */
  static String reason(Exception e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}

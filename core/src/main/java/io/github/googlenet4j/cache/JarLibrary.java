package io.github.googlenet4j.cache;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A native library in a jar.
 *
 * @param place where it lies below the folder of libraries
 */
record JarLibrary(URL resource, String jar, Path place, long size, long checksum, FileTime time) {
  private static final int CHUNK = 1 << 18;
  private static final Duration ABANDONED = Duration.ofHours(1);

  static JarLibrary of(URL resource) throws IOException {
    if (!(resource.openConnection() instanceof JarURLConnection connection)) {
      throw new IOException(
          "%s: expected a native library in a jar, found none.".formatted(resource));
    }
    JarEntry entry = connection.getJarEntry();
    String jar = connection.getJarFile().getName();
    Path path = Path.of(entry.getName());
    String name = resource.getRef();
    return new JarLibrary(
        resource,
        jar,
        Path.of(jar).getFileName().resolve(name == null ? path : path.resolveSibling(name)),
        entry.getSize(),
        entry.getCrc(),
        FileTime.fromMillis(entry.getTime()));
  }

  /** The library below a folder: the file that is there if it is right, else a new one. */
  Path unpackInto(Path folder) throws IOException {
    Path file = folder.resolve(place);
    try {
      boolean there = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS); // links are JavaCPP's
      if (there && isRight(file)) {
        return file;
      }
      write(file);
      if (there) {
        CacheNotes.add(
            "%s: expected the library of %s, found other bytes. It has been unpacked again."
                .formatted(file, jar));
      }
      return file;
    } catch (IOException | SecurityException e) {
      if (e instanceof DamagedJarException) {
        throw e;
      }
      throw new IOException(
          "%s: expected to unpack a native library, found: %s. Make room or give permission, or set %s to another folder."
              .formatted(file, CacheFolder.reason(e), CacheSearch.VARIABLE),
          e);
    }
  }

  /**
   * Makes a link in the library's place, to a file that is loaded instead of it. JavaCPP would do
   * so too, but removes the file first: for a moment another process would find none.
   */
  void linkInto(Path folder, Path loaded) throws IOException {
    Path file = folder.resolve(place);
    if (file.equals(loaded)
        || (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).equals(loaded))) {
      return;
    }
    Path link = unfinished(CacheFolder.make(file.resolveSibling("")), file);
    Files.createSymbolicLink(link, loaded);
    Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path unfinished(Path folder, Path file) {
    return folder.resolve(".%s.%s.tmp".formatted(file.getFileName(), UUID.randomUUID()));
  }

  /**
   * Whether a file holds the jar's bytes. A wrong time, which JavaCPP would stumble over, is set.
   */
  private boolean isRight(Path file) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (found.size() != size || checksum(file) != checksum) {
      return false;
    }
    if (found.lastModifiedTime().toMillis() != time.toMillis()) { // jars have times without a zone
      Files.setLastModifiedTime(file, time);
    }
    return true;
  }

  private static long checksum(Path file) throws IOException {
    CRC32 sum = new CRC32();
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
      while (channel.read(chunk) >= 0) {
        sum.update(chunk.flip());
        chunk.clear();
      }
    }
    return sum.getValue();
  }

  private void write(Path file) throws IOException {
    Path folder = CacheFolder.make(file.resolveSibling(""));
    removeAbandoned(folder);
    Path unfinished = unfinished(folder, file);
    try {
      copy(unfinished);
      rename(unfinished, file);
      Files.setLastModifiedTime(file, time); // before the renaming, it would look abandoned
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private void copy(Path file) throws IOException {
    CRC32 sum = new CRC32();
    long copied;
    try (InputStream in = new CheckedInputStream(resource.openStream(), sum);
        OutputStream out = Files.newOutputStream(file)) {
      copied = in.transferTo(out);
    } catch (ZipException | EOFException e) {
      throw new DamagedJarException(this, e);
    }
    if (copied != size || sum.getValue() != checksum) {
      throw new DamagedJarException(this, null);
    }
  }

  /** Where the system keeps a loaded library, the file is another process's and right by now. */
  private void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AccessDeniedException e) { // Windows
      if (!Files.exists(to) || !isRight(to)) {
        throw e;
      }
    }
  }

  /** Removes what a killed process left unfinished. */
  private static void removeAbandoned(Path folder) throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path file : files) {
        try {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // Another process has finished it.
        }
      }
    }
  }

  /** The bytes of the jar are not those that it says. */
  static final class DamagedJarException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedJarException(JarLibrary library, @Nullable Throwable cause) {
      super(
          "%s: expected the native library %s, found a damaged jar. Download it again."
              .formatted(library.jar, library.place.getFileName()),
          cause);
    }
  }
}

package io.github.googlenet4j.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * A folder of the user's cache with files that can be computed again. Each file ends with the
 * SHA-256 of what comes before; one that is damaged, or that cannot be read, is as good as none. A
 * file is written beside its place and renamed. Where there is no cache, nothing is kept.
 *
 * <p>The files that were used last stay, up to a number of bytes in all. Safe for concurrent
 * threads and processes.
 */
public final class CachedFolder {
  private static final int DIGEST = 32;
  private static final int CHUNK = 1 << 16;
  private static final String UNFINISHED = ".tmp";
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Place place;
  private final long largest;

  /** Where the folder is; asked for at each use, because a cache may be missing. */
  private interface Place {
    Path folder() throws IOException;
  }

  /** Reads what a {@link Writing} wrote. */
  public interface Reading {
    /** Called with the whole content, which is known to be undamaged. */
    void read(DataInputStream in) throws IOException;
  }

  /** Writes a file's content. */
  public interface Writing {
    /** Writes all of it. */
    void write(DataOutputStream out) throws IOException;
  }

  private CachedFolder(Place place, long largest) {
    this.place = place;
    this.largest = largest;
  }

  /**
   * A folder of this name in the cache of this process.
   *
   * @param largest bytes of all its files
   */
  public static CachedFolder named(String name, long largest) {
    return new CachedFolder(() -> UserCache.get().folder().resolve(name), largest);
  }

  /** A folder elsewhere. */
  public static CachedFolder at(Path folder, long largest) {
    return new CachedFolder(() -> folder, largest);
  }

  /** A folder that keeps nothing. */
  public static CachedFolder none() {
    return new CachedFolder(
        () -> {
          throw new IOException("no cache");
        },
        0);
  }

  /**
   * Reads a file, if it is there and undamaged, and notes that it was used.
   *
   * @return whether {@code reading} read all of it
   */
  public boolean read(String name, Reading reading) {
    try {
      Path file = folder().resolve(name);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      CacheFolder.requireOwn(file);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long content = channel.size() - DIGEST;
        if (content < 0 || !undamaged(channel, content)) {
          return false;
        }
        reading.read(new DataInputStream(new Limited(channel, content)));
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return true;
    } catch (IOException | SecurityException e) {
      return false; // computed again
    }
  }

  private static boolean undamaged(FileChannel channel, long content) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(new Limited(channel, content), digest)) {
      byte[] chunk = new byte[CHUNK];
      int length = in.read(chunk);
      while (length >= 0) {
        length = in.read(chunk);
      }
    }
    channel.position(content);
    byte[] found = Channels.newInputStream(channel).readNBytes(DIGEST);
    return Arrays.equals(digest.digest(), found);
  }

  /** Writes a file, and removes those that were not used for longest. What fails is not kept. */
  public void write(String name, Writing writing) {
    try {
      Path folder = CacheFolder.make(folder());
      CacheFolder.requireOwn(folder);
      Path unfinished = folder.resolve(".%s.%s%s".formatted(name, UUID.randomUUID(), UNFINISHED));
      try {
        MessageDigest digest = sha256();
        try (OutputStream file =
                Files.newOutputStream(
                    unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            DataOutputStream out =
                new DataOutputStream(
                    new BufferedOutputStream(new DigestOutputStream(file, digest), CHUNK))) {
          writing.write(out);
          out.flush();
          file.write(digest.digest());
        }
        Files.move(
            unfinished,
            folder.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
      removeOld(folder, name);
    } catch (IOException | SecurityException e) {
      return; // a full disk or a read-only cache: computed again the next time
    }
  }

  private Path folder() throws IOException {
    return place.folder();
  }

  private void removeOld(Path folder, String kept) throws IOException {
    record Old(Path file, long size, Instant used) {}
    List<Old> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Instant used = Files.getLastModifiedTime(entry).toInstant();
        if (!entry.getFileName().toString().endsWith(UNFINISHED)) {
          files.add(new Old(entry, Files.size(entry), used));
        } else if (used.isBefore(Instant.now().minus(ABANDONED))) {
          Files.deleteIfExists(entry);
        }
      }
    }
    files.sort(Comparator.comparing(Old::used).reversed());
    long sum = 0;
    for (Old old : files) {
      sum += old.size();
      if (sum > largest && !old.file().endsWith(kept)) {
        Files.deleteIfExists(old.file());
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** The next bytes of a channel, which stays open. */
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(FileChannel channel, long left) throws IOException {
      channel.position(0);
      this.in = new BufferedInputStream(Channels.newInputStream(channel), CHUNK);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = in.read(bytes, from, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}

package io.github.googlenet4j.machine;

import io.github.googlenet4j.cache.UserCache;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Times that were measured on this machine, in milliseconds. They are kept in a file of the user's
 * cache, so that each is measured once.
 *
 * <p>Every entry stands under the CPU's model, so that a file that moves to another machine, with a
 * container for instance, is not believed there. A file that cannot be read or written only costs
 * the time of measuring again in the next process. Safe for concurrent callers and processes.
 */
public final class Measurements {
  private static final String FILE = "measurements.properties";

  private static @Nullable Measurements shared;

  private final @Nullable Path file;
  private final String cpu;
  private final Map<String, Map<String, Double>> known = new ConcurrentHashMap<>();

  /**
   * @param file null to keep nothing
   * @param cpu model of the CPU
   */
  Measurements(@Nullable Path file, String cpu) {
    this.file = file;
    this.cpu = cpu;
  }

  /** Those of this process, in the user's cache. */
  public static synchronized Measurements shared() {
    Measurements found = shared;
    if (found == null) {
      found = new Measurements(file(), CpuModel.name());
      shared = found;
    }
    return found;
  }

  private static @Nullable Path file() {
    try {
      return UserCache.get().folder().resolve(FILE);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Times by name, measured now if they are not known.
   *
   * @param subject what is measured; with everything that changes the times but the CPU, such as
   *     the library's version
   */
  public synchronized Map<String, Double> get(
      String subject, Supplier<Map<String, Double>> measure) {
    String key = subject + ", " + cpu;
    Map<String, Double> times = known.get(key);
    if (times == null) {
      times = parse(read().getProperty(key, ""));
    }
    if (times.isEmpty()) {
      times = new LinkedHashMap<>(measure.get());
      write(key, times);
    }
    known.put(key, times);
    return times;
  }

  /** {@code fp32=7.3 bf16=4.1}; empty for a text of another form. */
  private static Map<String, Double> parse(String text) {
    Map<String, Double> times = new LinkedHashMap<>();
    try {
      for (String entry : text.strip().split(" ", -1)) {
        int equals = entry.indexOf('=');
        times.put(entry.substring(0, equals), Double.valueOf(entry.substring(equals + 1)));
      }
      return times;
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return Map.of();
    }
  }

  private Properties read() {
    Properties properties = new Properties();
    if (file != null) {
      try (Reader in = Files.newBufferedReader(file)) {
        properties.load(in);
      } catch (IOException | IllegalArgumentException e) {
        properties.clear(); // missing or damaged: measured again
      }
    }
    return properties;
  }

  private void write(String key, Map<String, Double> times) {
    if (file == null) {
      return;
    }
    Properties properties = read();
    properties.setProperty(
        key,
        new TreeMap<>(times)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" ")));
    try {
      Path written = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".tmp");
      try {
        try (Writer out = Files.newBufferedWriter(written)) {
          properties.store(out, "Milliseconds measured on this machine; delete to measure again.");
        }
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      return; // a read-only cache: the next process measures again
    }
  }
}

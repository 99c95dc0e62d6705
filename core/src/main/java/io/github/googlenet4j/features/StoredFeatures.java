package io.github.googlenet4j.features;

import io.github.googlenet4j.cache.CachedFolder;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.image.PictureLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The features of a set of pictures as the cache has them: their number, then for each of them the
 * SHA-256 of its bytes and {@link PooledFeatures#WIDTH} floats in little-endian order.
 *
 * @param folder of the cache
 * @param name of the file
 */
record StoredFeatures(CachedFolder folder, String name) {
  /** Changes where the same picture gives other features than before. */
  private static final String FORMAT = "features 1";

  private static final int DIGEST = 32;
  private static final int ROW = Float.BYTES * PooledFeatures.WIDTH;
  private static final int MOST = 10_000_000;
  private static final int NAME = 20;

  /**
   * The name of the file for pictures of these paths, in any order. It changes with every weight
   * that features depend on, the preparation of pictures, their limits and the engine.
   */
  static String name(Model model, PictureLimits limits, Engine engine, List<Path> files) {
    MessageDigest digest = FileDigests.sha256();
    add(digest, FORMAT);
    add(digest, engine.name());
    add(digest, limits.toString());
    add(digest, model.preparation().toString());
    Network network = PooledFeatures.pooling(model);
    network.graph().nodes().forEach(node -> add(digest, node.toString()));
    for (String parameter : network.weights().names()) {
      add(digest, parameter);
      float[] values = network.weights().values(parameter);
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
      bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
      digest.update(bytes.array());
    }
    files.stream()
        .map(file -> file.toAbsolutePath().normalize().toString())
        .sorted()
        .forEach(file -> add(digest, file));
    return HexFormat.of().formatHex(digest.digest(), 0, NAME);
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** Features by the digest of the picture; empty if there are none. */
  Map<String, float[]> read() {
    Map<String, float[]> rows = new HashMap<>();
    boolean whole =
        folder.read(
            name,
            in -> {
              int count = in.readInt();
              if (count < 0 || count > MOST) {
                throw new IOException("another file");
              }
              byte[] digest = new byte[DIGEST];
              byte[] bytes = new byte[ROW];
              for (int i = 0; i < count; i++) {
                in.readFully(digest);
                in.readFully(bytes);
                float[] row = new float[PooledFeatures.WIDTH];
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(row);
                rows.put(HexFormat.of().formatHex(digest), row);
              }
            });
    return whole ? rows : Map.of();
  }

  /**
   * Writes features in place of those that are there.
   *
   * @param digests of all pictures; empty for one that could not be read
   * @param rows of those that could
   */
  void write(List<String> digests, float[][] rows) {
    Map<String, float[]> known = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != null && !digests.get(i).isEmpty()) {
        known.put(digests.get(i), rows[i]);
      }
    }
    folder.write(
        name,
        out -> {
          out.writeInt(known.size());
          ByteBuffer bytes = ByteBuffer.allocate(ROW).order(ByteOrder.LITTLE_ENDIAN);
          for (Map.Entry<String, float[]> entry : known.entrySet()) {
            out.write(HexFormat.of().parseHex(entry.getKey()));
            bytes.asFloatBuffer().put(entry.getValue());
            out.write(bytes.array());
          }
        });
  }
}

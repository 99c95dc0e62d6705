package io.github.googlenet4j.serve.grpc;

import io.grpc.Codec;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The compression {@code deflate}, which some clients use and gRPC for Java does not bring. */
final class Deflate implements Codec {
  @Override
  public String getMessageEncoding() {
    return "deflate";
  }

  @Override
  public InputStream decompress(InputStream packed) {
    return new InflaterInputStream(packed);
  }

  @Override
  public OutputStream compress(OutputStream out) {
    return new DeflaterOutputStream(out);
  }
}

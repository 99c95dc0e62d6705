package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the project's scripts may run and remove. */
@DisabledOnOs(OS.WINDOWS)
class ProjectScriptsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PROPERTIES = Path.of(".mvn/wrapper/maven-wrapper.properties");

  @TempDir private Path folder = Path.of("");
  private HttpServer server;

  /** Serves a Maven that is not the real one. */
  @BeforeEach
  void serve() throws IOException {
    byte[] maven = maven();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, maven.length);
          exchange.getResponseBody().write(maven);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void theWrapperRunsNoOtherMavenThanTheOneItKnows() throws Exception {
    Process tools = new ProcessBuilder("sh", "-c", "command -v unzip sha256sum").start();
    Assumptions.assumeTrue(tools.waitFor() == 0, "skipped: needs unzip and sha256sum");
    String known = Files.readString(ROOT.resolve(PROPERTIES));
    assertThat(known).containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$");

    assertThat(wrapper(known))
        .contains("Failed to validate Maven distribution SHA-256")
        .doesNotContain("bin/mvn");

    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(maven()));
    assertThat(wrapper(known.replaceFirst("Sum=[0-9a-f]+", "Sum=" + sum)))
        .as("unpacked and called, though a zip made here has no executable files")
        .contains("apache-maven-1/")
        .contains("/bin/mvn")
        .doesNotContain("SHA-256");
  }

  @Test
  void theChecksRemoveNothingButTheirScratchFolder() throws IOException {
    assertThat(Files.readAllLines(ROOT.resolve(".ci/run")))
        .filteredOn(line -> line.matches(".*\\b(rm|rmdir|unlink|find .*-delete|git clean)\\b.*"))
        .containsExactly("trap 'rm -rf \"$scratch\"' EXIT");
  }

  /** What the wrapper prints when it is asked for its version, with these properties. */
  private String wrapper(String properties) throws Exception {
    Path project = Files.createTempDirectory(folder, "project");
    Path script = Files.copy(ROOT.resolve("mvnw"), project.resolve("mvnw"));
    Path settings = project.resolve(PROPERTIES);
    Files.createDirectories(settings.getParent());
    String address =
        "http://127.0.0.1:" + server.getAddress().getPort() + "/apache-maven-1-bin.zip";
    Files.writeString(
        settings,
        properties.replaceFirst("(?m)^distributionUrl=.*$", "distributionUrl=" + address));
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), "--version");
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("MVNW_") || name.startsWith("MAVEN_"));
    environment.put("MAVEN_USER_HOME", folder.resolve("home").toString());
    environment.put("no_proxy", "127.0.0.1");
    Path output = folder.resolve("output");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return Files.readString(output);
  }

  private static byte[] maven() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("apache-maven-1/bin/mvn");
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}

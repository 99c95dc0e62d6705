package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.serve.InferenceServer;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Photographs over HTTP beside the same ones in this process, in turns: pictures a second of 8 and
 * 64 callers beside {@link Classifier#classifyAll}, and the latency of one caller beside {@link
 * Classifier#classify}. The server is another process, so that it shares nothing but the cores.
 *
 * <p>Arguments: a model, a folder of photographs, seconds of each measurement, rounds.
 */
final class ServedPictures {
  private static final int PICTURES = 64;
  private static final int ALONE = 200;

  private final Path model;
  private final List<Path> files;
  private final List<byte[]> pictures = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final long nanos;

  private ServedPictures(Path model, Path folder, int seconds) throws IOException {
    this.model = model;
    this.files = PictureFolder.contents(folder).pictures().stream().limit(PICTURES).toList();
    for (Path file : files) {
      pictures.add(Files.readAllBytes(file));
    }
    this.nanos = seconds * 1_000_000_000L;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 1) {
      serve(Path.of(arguments[0]));
      return;
    }
    new ServedPictures(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]))
        .measure(Integer.parseInt(arguments[3]));
  }

  /** The other process: prints its port and serves until its input ends. */
  private static void serve(Path model) throws IOException {
    ServerOptions options = ServerOptions.of(Map.of("m", model)).withAddress(Address.free());
    try (InferenceServer server = InferenceServer.start(options);
        InputStream in = System.in) {
      System.out.println("port " + server.port());
      System.out.flush();
      in.readAllBytes();
    }
  }

  private void measure(int rounds) throws Exception {
    ProcessBuilder other =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ServedPictures.class.getName(),
            model.toString());
    Process server = other.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (Scanner out =
            new Scanner(server.getInputStream(), java.nio.charset.StandardCharsets.UTF_8);
        Classifier classifier = Classifier.open(model)) {
      String line = out.nextLine();
      while (!line.startsWith("port ")) { // before it the access log's lines, if there are any
        line = out.nextLine();
      }
      URI address = URI.create("http://127.0.0.1:" + line.substring(5) + "/predict");
      Thread rest = new Thread(() -> out.forEachRemaining(each -> {}));
      rest.setDaemon(true);
      rest.start();
      throughput(address, 8); // until everything is compiled
      inProcess(classifier);
      System.out.printf("%-28s %10s%n", "", "pictures/s");
      for (int round = 0; round < rounds; round++) {
        System.out.printf("%-28s %10.1f%n", "in process, classifyAll", inProcess(classifier));
        System.out.printf("%-28s %10.1f%n", "HTTP, 8 callers", throughput(address, 8));
        System.out.printf("%-28s %10.1f%n", "HTTP, 64 callers", throughput(address, 64));
      }
      System.out.printf("%-28s %10s%n", "one caller", "ms, median");
      for (int round = 0; round < rounds; round++) {
        System.out.printf("%-28s %10.2f%n", "in process, classify", alone(classifier::classify));
        System.out.printf("%-28s %10.2f%n", "HTTP", alone(picture -> ask(address, picture)));
      }
    } finally {
      server.getOutputStream().close();
      server.waitFor();
    }
  }

  private double inProcess(Classifier classifier) {
    long began = System.nanoTime();
    int done = 0;
    while (System.nanoTime() - began < nanos) {
      done += classifier.classifyAll(files).size();
    }
    return done * 1e9 / (System.nanoTime() - began);
  }

  private double throughput(URI address, int callers) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicLong done = new AtomicLong();
    long began = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (System.nanoTime() - began < nanos) {
                  ask(address, pictures.get(next.getAndIncrement() % pictures.size()));
                  done.incrementAndGet();
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return done.get() * 1e9 / (System.nanoTime() - began);
  }

  /** Something that answers a picture. */
  private interface Answers {
    Object of(byte[] picture) throws IOException;
  }

  private double alone(Answers answers) throws IOException {
    double[] milliseconds = new double[ALONE];
    for (int i = 0; i < ALONE; i++) {
      long began = System.nanoTime();
      Object answer = answers.of(pictures.get(i % pictures.size()));
      milliseconds[i] = (System.nanoTime() - began) / 1e6;
      if (answer.toString().isEmpty()) {
        throw new IllegalStateException("no answer");
      }
    }
    Arrays.sort(milliseconds);
    return milliseconds[ALONE / 2];
  }

  private String ask(URI address, byte[] picture) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address).POST(BodyPublishers.ofByteArray(picture)).build();
      var response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
      return response.body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.github.googlenet4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Inference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class V2RoutesTest {
  private static final String LENGTH = "Inference-Header-Content-Length";
  private static final String PICTURES = "/v2/models/shoes/infer";
  private static final String TENSOR = "/v2/models/shoes_tensor/infer";
  private static final int SIZE = 3 * RunningServer.SIDE * RunningServer.SIDE;

  private final Path folder;
  private RunningServer running;

  V2RoutesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    running = RunningServer.start(folder);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private JsonNode get(String path) {
    HttpResponse<byte[]> response = running.send("GET", path, new byte[0]);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return RunningServer.json(response);
  }

  private String refused(String path, byte[] body, String... headers) {
    HttpResponse<byte[]> response = running.send("POST", path, body, headers);
    return response.statusCode() + " " + RunningServer.json(response).get("error").asText();
  }

  @Test
  void serverAndModelsSayWhatTheyAre() {
    assertThat(get("/v2").get("name").asText()).isEqualTo("googlenet4j");
    assertThat(get("/v2/").get("extensions").toString()).contains("binary_tensor_data");
    assertThat(get("/v2/models/shoes").toString())
        .isEqualTo(
            "{\"name\":\"shoes\",\"versions\":[\"1\"],\"platform\":\"googlenet4j\",\"inputs\":"
                + "[{\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[-1]}],\"outputs\":"
                + "[{\"name\":\"label\",\"datatype\":\"BYTES\",\"shape\":[-1,-1]},"
                + "{\"name\":\"index\",\"datatype\":\"INT64\",\"shape\":[-1,-1]},"
                + "{\"name\":\"probability\",\"datatype\":\"FP32\",\"shape\":[-1,-1]}]}");
    assertThat(get("/v2/models/shoes_tensor/versions/1").get("inputs").toString())
        .isEqualTo("[{\"name\":\"pixels\",\"datatype\":\"FP32\",\"shape\":[-1,48,48,3]}]");
    assertThat(get("/v2/models/shoes_tensor/config").get("input").get(0).get("dims").toString())
        .isEqualTo("[-1,48,48,3]");
    for (String ready :
        List.of(
            "/v2/health/live",
            "/v2/health/ready",
            "/v2/models/shoes/ready",
            "/v2/models/shoes_tensor/versions/1/ready")) {
      assertThat(running.send("GET", ready, new byte[0]).statusCode()).as(ready).isEqualTo(200);
    }
    var index = running.send("POST", "/v2/repository/index", new byte[0]);
    assertThat(RunningServer.json(index).findValuesAsText("name"))
        .containsExactly("shoes", "shoes_tensor");
    assertThat(running.send("GET", "/v2/models/none", new byte[0]).statusCode()).isEqualTo(404);
    assertThat(running.send("GET", "/v2/models/shoes/versions/2", new byte[0]).statusCode())
        .isEqualTo(404);
  }

  private static byte[] elements(byte[]... values) {
    int size = 0;
    for (byte[] value : values) {
      size += 4 + value.length;
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] value : values) {
      out.putInt(value.length).put(value);
    }
    return out.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String document(int count, int bytes) {
    return "{\"id\":\"7\",\"inputs\":[{\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[%d],\"parameters\":{\"binary_data_size\":%d}}]}"
        .formatted(count, bytes);
  }

  @Test
  void picturesAsBinaryDataAndAsBase64HaveTheClassifiersAnswers() throws IOException {
    byte[] first = RunningServer.picture(10);
    byte[] second = RunningServer.picture(120);
    List<Prediction> expected = new ArrayList<>();
    try (Classifier classifier = Classifier.open(running.file())) {
      expected.addAll(classifier.classify(first));
      expected.addAll(classifier.classify(second));
    }
    byte[] data = elements(first, second);
    byte[] head = utf8(document(2, data.length));
    var binary = running.send("POST", PICTURES, joined(head, data), LENGTH, "" + head.length);
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        "{\"id\":\"7\",\"inputs\":[{\"data\":[\"%s\",{\"b64\":\"%s\"}],\"name\":\"picture\",\"datatype\":\"BYTES\",\"shape\":[2,1]}]}"
            .formatted(base64.encodeToString(first), base64.encodeToString(second));
    for (var response : List.of(binary, running.send("POST", PICTURES, utf8(text)))) {
      JsonNode answer = RunningServer.json(response);
      assertThat(answer.get("id").asText()).isEqualTo("7");
      assertThat(answer.get("model_version").asText()).isEqualTo("1");
      JsonNode labels = answer.get("outputs").get(0);
      JsonNode indices = answer.get("outputs").get(1);
      JsonNode probabilities = answer.get("outputs").get(2);
      assertThat(labels.get("shape").toString()).isEqualTo("[2,3]");
      for (int i = 0; i < expected.size(); i++) {
        assertThat(labels.get("data").get(i).asText()).isEqualTo(expected.get(i).label());
        assertThat(indices.get("data").get(i).asInt()).isEqualTo(expected.get(i).index());
        assertThat(probabilities.get("data").get(i).floatValue())
            .isCloseTo(expected.get(i).probability(), org.assertj.core.data.Offset.offset(1e-5f));
      }
    }
  }

  /** The probabilities of whole bytes as pixels, computed in this process. */
  private float[] inProcess(byte[] pixels) throws IOException {
    try (Program program =
        Engine.best()
            .compile(
                Inference.probabilities(ModelFile.read(running.file()).network()),
                EngineOptions.DEFAULT)) {
      FloatBuffer batch =
          ByteBuffer.allocateDirect(4 * SIZE).order(ByteOrder.nativeOrder()).asFloatBuffer();
      for (int i = 0; i < SIZE; i++) {
        batch.put(i, pixels[i] & 0xff);
      }
      return program.run(batch, 1).main();
    }
  }

  private static byte[] pixels() {
    byte[] pixels = new byte[SIZE];
    new Random(5).nextBytes(pixels);
    return pixels;
  }

  private static byte[] planes(byte[] pixels) {
    byte[] planes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      planes[i % 3 * (SIZE / 3) + i / 3] = pixels[i];
    }
    return planes;
  }

  private static byte[] floats(byte[] pixels) {
    ByteBuffer out = ByteBuffer.allocate(4 * pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    for (byte pixel : pixels) {
      out.putFloat(pixel & 0xff);
    }
    return out.array();
  }

  private byte[] tensor(String datatype, String shape, byte[] data, String outputs) {
    byte[] head =
        utf8(
            "{\"inputs\":[{\"name\":\"pixels\",\"datatype\":\"%s\",\"shape\":%s,\"parameters\":{\"binary_data_size\":%d}}]%s}"
                .formatted(datatype, shape, data.length, outputs));
    var response = running.send("POST", TENSOR, joined(head, data), LENGTH, "" + head.length);
    assertThat(response.statusCode())
        .as(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return response.body();
  }

  @Test
  void tensorsOfEveryTypeAndLayoutGiveTheEnginesValuesBitForBit() throws IOException {
    byte[] pixels = pixels();
    float[] expected = inProcess(pixels);
    String binary =
        ",\"outputs\":[{\"name\":\"probabilities\",\"parameters\":{\"binary_data\":true}}]";
    for (byte[] answer :
        List.of(
            tensor("UINT8", "[1,48,48,3]", pixels, binary),
            tensor("FP32", "[1,48,48,3]", floats(pixels), binary),
            tensor("UINT8", "[1,3,48,48]", planes(pixels), binary),
            tensor("FP32", "[1,3,48,48]", floats(planes(pixels)), binary))) {
      FloatBuffer values =
          ByteBuffer.wrap(answer, answer.length - 12, 12)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      for (int i = 0; i < 3; i++) {
        assertThat(values.get(i)).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void jsonRawAndClassificationSayTheSame() throws IOException {
    byte[] pixels = pixels();
    float[] expected = inProcess(pixels);
    StringBuilder numbers = new StringBuilder();
    for (byte pixel : pixels) {
      numbers.append(numbers.isEmpty() ? "" : ",").append(pixel & 0xff);
    }
    String json =
        "{\"inputs\":[{\"name\":\"pixels\",\"shape\":[1,48,48,3],\"datatype\":\"UINT8\",\"data\":[[%s]]}]}"
            .formatted(numbers);
    JsonNode outputs = RunningServer.json(running.send("POST", TENSOR, utf8(json))).get("outputs");
    JsonNode found = outputs.get(0).get("data");
    JsonNode logits = outputs.get(1).get("data");
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      assertThat(Float.parseFloat(found.get(i).asText())).isEqualTo(expected[i]);
      sum += Math.exp(logits.get(i).asDouble() - logits.get(0).asDouble());
    }
    assertThat(1 / sum).isCloseTo(expected[0], org.assertj.core.data.Offset.offset(1e-5));
    var raw = running.send("POST", TENSOR, floats(pixels), LENGTH, "0");
    int head = Integer.parseInt(raw.headers().firstValue(LENGTH).orElseThrow());
    assertThat(ByteBuffer.wrap(raw.body()).order(ByteOrder.LITTLE_ENDIAN).getFloat(head))
        .isEqualTo(expected[0]);
    String classes =
        ",\"outputs\":[{\"name\":\"probabilities\",\"parameters\":{\"classification\":2}}]";
    String text =
        new String(tensor("UINT8", "[1,48,48,3]", pixels, classes), StandardCharsets.UTF_8);
    int best = 0;
    for (int i = 1; i < 3; i++) {
      best = expected[i] > expected[best] ? i : best;
    }
    assertThat(text)
        .contains("\"datatype\":\"BYTES\",\"shape\":[1,2]")
        .contains(
            "\"%s:%d:%s\""
                .formatted(
                    String.format(java.util.Locale.ROOT, "%f", expected[best]),
                    best,
                    RunningServer.LABELS.get(best)));
  }

  @Test
  void bodiesAreInflatedAndAnswersDeflatedAsHeadersSay() throws IOException {
    byte[] data = elements(RunningServer.picture(10));
    byte[] head = utf8(document(1, data.length));
    byte[] plain = joined(head, data);
    for (String encoding : List.of("gzip", "deflate")) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out =
          encoding.equals("gzip")
              ? new GZIPOutputStream(packed)
              : new DeflaterOutputStream(packed)) {
        out.write(plain);
      }
      var response =
          running.send(
              "POST",
              PICTURES,
              packed.toByteArray(),
              LENGTH,
              "" + head.length,
              "Content-Encoding",
              encoding,
              "Accept-Encoding",
              encoding);
      assertThat(response.headers().firstValue("Content-Encoding")).hasValue(encoding);
      var in = new ByteArrayInputStream(response.body());
      byte[] answer =
          (encoding.equals("gzip") ? new GZIPInputStream(in) : new InflaterInputStream(in))
              .readAllBytes();
      assertThat(new String(answer, StandardCharsets.UTF_8)).contains("\"id\":\"7\"");
    }
  }

  @Test
  void statisticsCountRequestsAndPictures() {
    byte[] data = elements(RunningServer.picture(10), RunningServer.picture(20));
    byte[] head = utf8(document(2, data.length));
    running.send("POST", PICTURES, joined(head, data), LENGTH, "" + head.length);
    running.send("POST", PICTURES, utf8("{}"));
    JsonNode statistics = get("/v2/models/shoes/stats").get("model_stats").get(0);
    assertThat(statistics.get("inference_count").asInt()).isEqualTo(2);
    assertThat(statistics.get("inference_stats").get("success").get("count").asInt()).isEqualTo(1);
    assertThat(statistics.get("inference_stats").get("fail").get("count").asInt()).isEqualTo(1);
    assertThat(get("/v2/models/stats").get("model_stats")).hasSize(1);
  }

  private static byte[] asked(String name, String datatype, String shape, String data) {
    return utf8(
        "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
            .formatted(name, datatype, shape, data));
  }

  @Test
  void requestsThatCannotBeRightAreRefusedInOneLine() {
    String advice = " Ask for the model's metadata.";
    assertThat(refused(TENSOR, asked("pixels", "FP32", "[-1,48,48,3]", "[]")))
        .isEqualTo("400 pixels: expected 1 to 1024 pictures, found -1." + advice);
    assertThat(refused(TENSOR, asked("pixels", "FP32", "[16,1152921504606846978]", "[]")))
        .startsWith("400 pixels: expected shape [pictures, 48, 48, 3] or [pictures, 3, 48, 48]");
    assertThat(refused(TENSOR, asked("pixels", "FP32", "[2305843009213693952,48,48,3]", "[]")))
        .startsWith("400 pixels: expected 1 to 1024 pictures, found 2305843009213693952.");
    assertThat(refused(TENSOR, asked("pixels", "FP32", "[99999999999999999999,48,48,3]", "[]")))
        .startsWith("400 request: expected JSON");
    assertThat(refused(TENSOR, asked("pixels", "FP32", "[1,48,48,3]", "[1,2]")))
        .isEqualTo("400 pixels: expected 6912 numbers, found 2." + advice);
    assertThat(refused(TENSOR, asked("pixels", "FP64", "[1,48,48,3]", "[1,2]")))
        .startsWith("400 pixels: expected datatype FP32 or UINT8, found FP64.");
    assertThat(refused(TENSOR, asked("picture", "FP32", "[1,48,48,3]", "[1,2]")))
        .isEqualTo("400 input: expected pixels, found picture. Rename it.");
    assertThat(refused(PICTURES, asked("picture", "BYTES", "[1]", "[\"!\"]")))
        .startsWith("400 request: expected base64 of a picture");
    assertThat(refused(PICTURES, asked("picture", "BYTES", "[1]", "[\"aGVsbG8=\"]")))
        .startsWith("415 picture: expected a JPEG");
    assertThat(refused(PICTURES, utf8("{"))).startsWith("400 request: expected JSON of at most");
    assertThat(refused(PICTURES, utf8("["))).startsWith("400 request: expected an object");
    assertThat(refused(PICTURES, utf8("{} {}"))).startsWith("400 ");
    assertThat(refused(PICTURES, utf8("[".repeat(250_000)))).startsWith("400 request: expected");
    assertThat(refused(PICTURES, utf8("{\"a\":" + "[".repeat(250_000))))
        .startsWith("400 request: expected JSON of at most 100 levels");
    assertThat(refused(PICTURES, utf8("{}")))
        .isEqualTo("400 inputs: expected 1 tensor, found 0." + advice);
    assertThat(refused(PICTURES, utf8("{}"), LENGTH, "99999999999"))
        .isEqualTo(
            "400 Inference-Header-Content-Length: expected 0 to 2, the body's length, found 99999999999. Change it.");
    assertThat(refused(PICTURES, utf8("{}"), LENGTH, "-1")).startsWith("400 ");
    assertThat(refused(PICTURES, utf8("{}"), LENGTH, "9".repeat(40))).startsWith("400 ");
    assertThat(refused(PICTURES, utf8("{}"), "Content-Encoding", "gzip"))
        .isEqualTo("400 body: expected whole gzip, found it damaged. Send it again.");
    assertThat(refused(PICTURES, utf8("{}"), "Content-Encoding", "br")).startsWith("415 ");
    assertThat(refused("/v2/models/none/infer", utf8("{}"))).startsWith("404 model: expected");
    assertThat(refused("/v2/repository/models/shoes/load", utf8("{}")))
        .startsWith("400 repository: expected models as the server was started with");
  }

  @Test
  void lengthsInBinaryDataAreChecked() {
    for (int size : new int[] {1, 1000, Integer.MAX_VALUE, -1}) {
      byte[] head = utf8(document(1, size));
      assertThat(refused(PICTURES, joined(head, new byte[] {9, 9}), LENGTH, "" + head.length))
          .startsWith("400 ");
    }
    byte[] lies = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1};
    byte[] head = utf8(document(1, lies.length));
    assertThat(refused(PICTURES, joined(head, lies), LENGTH, "" + head.length))
        .startsWith("400 picture: expected 4294967295 bytes, found 1.");
  }

  @Test
  void aBombIsNotInflatedBeyondTheLimit() throws IOException {
    running.close();
    running =
        RunningServer.start(
            folder,
            options ->
                options.withLimits(
                    io.github.googlenet4j.serve.settings.ServerLimits.DEFAULT.withBytes(100_000)));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 1000; i++) {
        out.write(new byte[10_000]);
      }
    }
    assertThat(refused(PICTURES, packed.toByteArray(), "Content-Encoding", "gzip"))
        .isEqualTo(
            "413 request: expected at most 100000 bytes inflated, found more. Send less at once.");
  }
}

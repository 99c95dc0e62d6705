package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Libraries say what is wrong and what is possible; options are the command line's. */
class LibraryMessagesTest {
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<![\\w-])--(?!gpu-architecture=)[a-z]|\\bgooglenet (import|train|classify|evaluate|quantize)\\b");

  /** Parts of the HTML report: its style sheet's variables, and the commands that use the model. */
  private static final Pattern HTML = Pattern.compile("</\\w+>");

  /** The string constants of each class of the libraries, by the class's name. */
  private static final Map<String, Set<String>> CONSTANTS = new TreeMap<>();

  static {
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(
                location ->
                    !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages("io.github.googlenet4j")) {
      String name = type.getName();
      if (!name.contains(".cli.") && !name.contains(".demo.") && !name.contains(".benchmarks.")) {
        try (DataInputStream bytes =
            new DataInputStream(type.getSource().orElseThrow().getUri().toURL().openStream())) {
          CONSTANTS.put(name, strings(bytes));
        } catch (IOException e) {
          throw new ExceptionInInitializerError(e);
        }
      }
    }
  }

  /** The strings in a class file's constant pool (Java Virtual Machine Specification, 4.4). */
  private static Set<String> strings(DataInputStream bytes) throws IOException {
    bytes.skipNBytes(8); // magic and version
    int count = bytes.readUnsignedShort();
    Map<Integer, String> texts = new HashMap<>();
    Set<Integer> used = new HashSet<>();
    for (int i = 1; i < count; i++) {
      int tag = bytes.readUnsignedByte();
      switch (tag) {
        case 1 -> texts.put(i, bytes.readUTF());
        case 8 -> used.add(bytes.readUnsignedShort());
        case 7, 16, 19, 20 -> bytes.skipNBytes(2);
        case 15 -> bytes.skipNBytes(3);
        case 3, 4, 9, 10, 11, 12, 17, 18 -> bytes.skipNBytes(4);
        case 5, 6 -> {
          bytes.skipNBytes(8);
          i++; // these take two places
        }
        default -> throw new IOException("tag " + tag);
      }
    }
    texts.keySet().retainAll(used);
    return new HashSet<>(texts.values());
  }

  @Test
  void theyNameNoOptionOfTheCommandLine() {
    assertThat(CONSTANTS).containsKey("io.github.googlenet4j.torch.TorchLearner");
    CONSTANTS.forEach(
        (type, strings) ->
            assertThat(strings)
                .as(type)
                .filteredOn(text -> !HTML.matcher(text).find())
                .noneMatch(text -> OPTION.matcher(text).find()));
  }

  /** Otherwise its option would never be told. */
  @ParameterizedTest
  @MethodSource("io.github.googlenet4j.cli.OptionHints#advice")
  void everyHintIsAboutAMessage(String advice) {
    assertThat(CONSTANTS.values())
        .anySatisfy(strings -> assertThat(strings).anyMatch(text -> text.contains(advice)));
  }

  @Test
  void aHintStandsBehindItsAdvice() {
    assertThat(
            OptionHints.added("x: expected y, found z. Name another, or allow it to be replaced."))
        .isEqualTo("x: expected y, found z. Name another, or allow it to be replaced (--force).");
    assertThat(OptionHints.added("x: expected y, found z.")).isEqualTo("x: expected y, found z.");
  }
}

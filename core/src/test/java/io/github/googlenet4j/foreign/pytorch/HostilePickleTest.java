package io.github.googlenet4j.foreign.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles that act, or that cost more than they are: one line, nothing done. */
class HostilePickleTest {
  private static final String DAMAGED = " The file is damaged or cut short: copy it again.";
  private static final String HOSTILE =
      " The file is damaged or hostile: take it from its source again.";

  @TempDir Path folder = Path.of("");

  private String refusal(String pickle) throws IOException {
    String zipped = Bounds.refusal(Pickles.zip(folder.resolve("x.pth"), pickle));
    String stream =
        Bounds.refusal(Pickles.stream(folder.resolve("x.pth"), pickle, "\u0080\u0002].", ""));
    assertThat(stream).isEqualTo(zipped);
    return zipped;
  }

  static Stream<Arguments> acting() {
    String touch = Pickles.text("touch acted");
    return Stream.of(
        Arguments.of("cos\nsystem\n(" + touch + "tR.", "os.system"),
        Arguments.of("cposix\nsystem\n" + touch + "\u0085R.", "posix.system"),
        Arguments.of("cnt\nsystem\n" + touch + "\u0085R.", "nt.system"),
        Arguments.of("c__builtin__\neval\n" + touch + "\u0085R.", "__builtin__.eval"),
        Arguments.of("cbuiltins\nexec\n" + touch + "\u0085R.", "builtins.exec"),
        Arguments.of("cbuiltins\ngetattr\n" + touch + "\u0085R.", "builtins.getattr"),
        Arguments.of("csubprocess\nPopen\n" + touch + "\u0085\u0081.", "subprocess.Popen"),
        Arguments.of("crunpy\nrun_path\n" + touch + "\u0085R.", "runpy.run_path"),
        Arguments.of("cimportlib\nimport_module\n" + touch + "\u0085R.", "importlib.import_module"),
        Arguments.of("cpickle\nloads\n" + touch + "\u0085R.", "pickle.loads"),
        Arguments.of("cfunctools\npartial\n" + touch + "\u0085R.", "functools.partial"),
        Arguments.of("coperator\nattrgetter\n" + touch + "\u0085R.", "operator.attrgetter"),
        Arguments.of(
            "\u008c\u0002os\u008c\u0006system\u0093" + touch + "\u0085R.", "os.system"), // by stack
        Arguments.of(
            "\u0080\u0004\u008c\u0008builtins\u008c\u0008pow.real\u0093.", "builtins.pow.real"));
  }

  @ParameterizedTest
  @MethodSource("acting")
  void aFunctionIsRefusedByItsName(String pickle, String name) throws IOException {
    String expected =
        "expected tensors and plain values only, found a reference to %s. Nothing of the file was"
            + " run; do not load it in Python either.";
    assertThat(refusal(pickle)).isEqualTo(expected, name);
    // as a tensor's value, and behind tensors
    assertThat(refusal("\u0080\u0002}" + Pickles.text("conv1.weight") + pickle))
        .isEqualTo(expected, name);
    assertThat(Path.of("acted")).doesNotExist();
  }

  /** {@code __reduce__} of an object that returns another one's. */
  @Test
  void aChainOfCallsEndsAtItsFirstName() throws IOException {
    assertThat(refusal("c__builtin__\nmap\n(cos\nsystem\n](" + Pickles.text("id") + "etRR."))
        .startsWith(
            "expected tensors and plain values only, found a reference to __builtin__.map.");
    assertThat(refusal("ccollections\nOrderedDict\n)R" + "ccollections\nOrderedDict\n)R)R."))
        .isEqualTo("expected a call of a known name, found one of a dictionary." + HOSTILE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch.storage | _load_from_bytes",
        "torch | load",
        "torch.hub | load",
        "torch._utils | _rebuild_wrapper_subclass",
        "torch.jit | load",
        "torchvision.models.googlenet | GoogLeNet",
        "java.lang | Runtime",
      })
  void everyOtherNameIsRefusedToo(String module, String name) throws IOException {
    assertThat(refusal(Pickles.dictionary("a", "c" + module + "\n" + name + "\n)R")))
        .startsWith(
            "expected tensors and plain values only, found a reference to %s.%s. If you trust"
                .formatted(module, name));
  }

  @Test
  void unusualTensorsAreRefused() throws IOException {
    assertThat(refusal("ctorch._utils\n_rebuild_qtensor\n)R."))
        .isEqualTo(
            "expected ordinary tensors, found one made by torch._utils._rebuild_qtensor."
                + " Save the weights as dense floating-point tensors.");
  }

  @ParameterizedTest
  @CsvSource({
    "(cos\\nsystem\\no., os.system", // OBJ
    "(ios\\nsystem\\n., an old-style object of os.system", // INST
    "\\x82\\x01., 0x82", // EXT1
    "\\x83\\x01\\x00., 0x83",
    "\\x84\\x01\\x00\\x00\\x00., 0x84",
    "P0\\n., 0x50", // PERSID
    "\\x97., 0x97", // NEXT_BUFFER
    "N\\x98., 0x98", // READONLY_BUFFER
    "NNb., None", // BUILD
    "N)\\x81., one of None", // NEWOBJ
    "N)}\\x92., one of None", // NEWOBJ_EX
    "N)R., one of None", // REDUCE
    "ctorch\\nFloatStorage\\n)R., one with 0 other arguments",
    "ctorch\\nfloat32\\n)R., one with 0 other arguments",
    "ctorch\\nFloatStorage\\n)\\x81., one of torch.FloatStorage",
    "NQ., None", // BINPERSID
    "]N\\x86Q., a tuple",
    "ctorch._tensor\\n_rebuild_from_type_v2\\n(ctorch._tensor\\n_rebuild_from_type_v2\\nN)NtR.,"
        + " one with 4 other arguments",
  })
  void everyOpcodeThatActsIsRefusedOrTakesOnlyWhatIsKnown(String escaped, String found)
      throws IOException {
    assertThat(refusal(unescaped(escaped))).contains("found ", found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "1",
        "2",
        "R",
        "\\x81",
        "\\x85",
        "t",
        "a",
        "s",
        "u",
        "e",
        "b",
        "q\\x00",
        "\\x94",
        "h\\x00",
        "g0\\n",
        "gx\\n",
        "p-1\\nN",
        "Ix\\n",
        "Lx\\n",
        "Fx\\n",
        "\\xff",
        "\\x00",
        "\\x80\\x09",
        "N]",
        "(",
        "(.",
        "((",
        "NNu",
        "]NNs",
        "}N(Nu",
        "N(Na",
        "]N)s"
      })
  void whatIsNoPickleIsRefused(String escaped) throws IOException {
    assertThat(refusal(unescaped(escaped) + "."))
        .matches("expected .*, found .*\\. .*\\.")
        .hasSizeLessThan(300);
  }

  private static String unescaped(String escaped) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.startsWith("\\x", i)) {
        text.append((char) Integer.parseInt(escaped.substring(i + 2, i + 4), 16));
        i += 3;
      } else if (escaped.startsWith("\\n", i)) {
        text.append('\n');
        i += 1;
      } else {
        text.append(escaped.charAt(i));
      }
    }
    return text.toString();
  }

  static Stream<Arguments> bombs() {
    String nested = "]q\0000" + "h\0h\0\u0086q\0000".repeat(70_000);
    return Stream.of(
        Arguments.of(
            "(".repeat(1000) + "]q\0" + "h\0".repeat(5_000_000), "at most 500 open groups"),
        Arguments.of("]q\0" + "h\0".repeat(5_000_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("}".repeat(5_000_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("]".repeat(5_000_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("N2".repeat(2_000_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("\u0094".repeat(1), "a value on the pickle's stack"),
        Arguments.of("N" + "\u0094".repeat(500_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("ccollections\nOrderedDict\n)R".repeat(200_000), "a pickle of at most"),
        Arguments.of("}K\0NsK\u0001Ns".repeat(200_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("]]a".repeat(300_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("N" + "\u0085".repeat(3_000_000), "a pickle of at most 400000 opcodes"),
        Arguments.of("]q\0h\0a" + "h\0\u0085q\0".repeat(200_000), "a pickle of at most"),
        // 2^70000 values, all of them the same, as a dictionary's key, which Python would hash
        Arguments.of("}" + nested + "h\0Ns.", "tensors, or a dictionary of them"),
        Arguments.of("Nr\u00ff\u00ff\u00ff\u00ff.", "numbers of values below 524288"),
        Arguments.of("Nr\u00ff\u00ff\u00ff\u007f.", "numbers of values below 524288"),
        Arguments.of("Np9223372036854775807\n.", "numbers of values below 524288"),
        // one list of pairs copied again and again
        Arguments.of(
            "](" + pairs(50_000) + "eq\0" + "ccollections\nOrderedDict\nh\0\u0085R0".repeat(30_000),
            "a pickle of at most 400000 opcodes"));
  }

  private static String pairs(int count) {
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < count; i++) {
      pairs.append('J').append(Pickles.int32(i)).append("N\u0086");
    }
    return pairs.toString();
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void whatGrowsIsBounded(String pickle, String expected) throws IOException {
    assertThat(refusal("\u0080\u0002" + pickle)).startsWith("expected " + expected);
  }

  static Stream<String> lengths() {
    String most = Pickles.int64(Long.MAX_VALUE);
    String least = Pickles.int64(Long.MIN_VALUE);
    String negative = Pickles.int64(-1);
    return Stream.of(
        "X" + Pickles.int32(-1), // BINUNICODE
        "X" + Pickles.int32(Integer.MAX_VALUE),
        "\u008d" + most, // BINUNICODE8
        "\u008d" + least,
        "\u008d" + negative,
        "T" + Pickles.int32(-1), // BINSTRING
        "T" + Pickles.int32(Integer.MAX_VALUE),
        "B" + Pickles.int32(-1), // BINBYTES
        "\u008e" + most, // BINBYTES8
        "\u008e" + least,
        "\u0096" + most, // BYTEARRAY8
        "\u0096" + negative,
        "\u008b" + Pickles.int32(Integer.MAX_VALUE), // LONG4
        "\u008b" + Pickles.int32(-1),
        "\u008a\u00ff", // LONG1
        "U\u00ff");
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aLengthIsComparedWithTheFileBeforeMemoryIsTaken(String pickle) throws IOException {
    Path file = Pickles.zip(folder.resolve("x.pth"), pickle + ".");
    assertThat(Bounds.refusal(file)).contains("found ").endsWith(".");
    Pickles.stream(folder.resolve("x.pth"), pickle + ".", "", "");
    assertThat(Bounds.refusal(file)).contains("found ").endsWith(".");
  }

  @Test
  void aLongLineIsRefused() throws IOException {
    assertThat(refusal("c" + "x".repeat(3000) + "\n" + "y\n."))
        .isEqualTo("expected a line of at most 1024 bytes, found a longer one." + DAMAGED);
    assertThat(refusal("L" + "9".repeat(3000) + "L\n."))
        .isEqualTo("expected a line of at most 1024 bytes, found a longer one." + DAMAGED);
  }

  @Test
  void namesInMessagesCannotTakeOverTheTerminal() throws IOException {
    assertThat(refusal("c\u001b[2J\nx\ry\n."))
        .isEqualTo(
            "expected tensors and plain values only, found a reference to ?[2J.x?y. Nothing of the"
                + " file was run; do not load it in Python either.");
  }

  @Test
  void aSecondItemOfOneKeyIsRefused() throws IOException {
    assertThat(refusal("}(" + Pickles.text("a") + "N" + Pickles.text("a") + "Nu."))
        .isEqualTo("expected each key once, found a second a." + HOSTILE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "N. | a dictionary of tensors, found None",
        "]. | a dictionary of tensors, found a list",
        "}. | tensors, or a dictionary of them under one of state_dict, model, model_ema, net,"
            + " model_state_dict, found an empty dictionary",
      })
  void whatHoldsNoTensorsIsRefused(String pickle, String expected) throws IOException {
    assertThat(refusal(pickle)).startsWith("expected " + expected);
  }

  @Test
  void aDictionaryInsideOfItselfIsRefused() throws IOException {
    assertThat(refusal("}q\0" + Pickles.text("model") + "h\0s."))
        .isEqualTo("expected a dictionary of tensors, found only dictionaries in it." + HOSTILE);
  }

  @Test
  void nothingButPickleNumbersOpensTheOlderForm() throws IOException {
    Path file = Files.write(folder.resolve("x.pth"), Pickles.bytes("\u0080\u0002K\u0001."));
    assertThat(Bounds.refusal(file))
        .startsWith("expected PyTorch's number at the beginning, found another pickle.");
    Files.write(file, Pickles.bytes(Pickles.STREAM.substring(0, 15) + "\u0080\u0002K\u0001."));
    assertThat(Bounds.refusal(file))
        .isEqualTo("expected PyTorch's protocol 1001, found the value 1." + DAMAGED);
    Files.write(
        file,
        Pickles.bytes(Pickles.STREAM.substring(0, 15) + "\u0080\u0002" + "(".repeat(1000) + "."));
    assertThat(Bounds.refusal(file)).startsWith("expected a pickle of at most 200 opcodes");
  }
}

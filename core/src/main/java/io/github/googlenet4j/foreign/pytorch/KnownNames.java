package io.github.googlenet4j.foreign.pytorch;

import static java.util.Map.entry;

import io.github.googlenet4j.foreign.pytorch.PythonValue.Name;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of Python that a file of tensors may refer to, and what each means here. Nothing of
 * Python is run for any of them; every other name is refused.
 */
final class KnownNames {
  /** Types of Python's own whose values nobody needs. */
  private static final List<String> PLAIN =
      List.of(
          "set",
          "frozenset",
          "list",
          "tuple",
          "int",
          "long",
          "float",
          "bool",
          "complex",
          "str",
          "bytes",
          "bytearray",
          "object",
          "slice",
          "range",
          "xrange");

  private static final Map<String, Name> NAMES = names();

  private KnownNames() {}

  static @Nullable Name find(String module, String name) {
    return NAMES.get(module + "." + name);
  }

  private static Map<String, Name> names() {
    Map<String, Name> names = new HashMap<>();
    Map<String, Meaning> rebuilding =
        Map.ofEntries(
            entry("collections.OrderedDict", Meaning.DICTIONARY),
            entry("collections.defaultdict", Meaning.DEFAULT_DICTIONARY),
            entry("torch.Size", Meaning.SIZE),
            entry("torch._utils._rebuild_tensor", Meaning.TENSOR),
            entry("torch._utils._rebuild_tensor_v2", Meaning.TENSOR),
            entry("torch._utils._rebuild_tensor_v3", Meaning.TYPED_TENSOR),
            entry("torch._utils._rebuild_parameter", Meaning.PARAMETER),
            entry("torch._utils._rebuild_parameter_with_state", Meaning.PARAMETER),
            entry("torch._tensor._rebuild_from_type", Meaning.FROM_TYPE),
            entry("torch._tensor._rebuild_from_type_v2", Meaning.FROM_TYPE));
    rebuilding.forEach((name, meaning) -> names.put(name, new Name(name, meaning, null)));
    // builtins is called __builtin__ in protocols 0 to 2
    for (String module : new String[] {"builtins.", "__builtin__."}) {
      names.put(module + "dict", new Name("dict", Meaning.DICTIONARY, null));
      for (String type : PLAIN) {
        names.put(module + type, new Name(type, Meaning.UNUSED, null));
      }
    }
    String[] harmless = {
      "argparse.Namespace", // the arguments of a training program
      "collections.Counter",
      "collections.deque",
      "copy_reg._reconstructor", // an object of a class among these
      "copyreg._reconstructor",
      "datetime.datetime",
      "datetime.timedelta",
      "pathlib.PosixPath",
      "pathlib.WindowsPath",
      "pathlib._local.PosixPath",
      "pathlib._local.WindowsPath",
      "torch.Tensor",
      "torch.device",
      "torch.nn.parameter.Buffer",
      "torch.nn.parameter.Parameter",
      "_codecs.encode", // the bytes of a number of numpy
      "numpy.dtype",
      "numpy.ndarray",
      "numpy.core.multiarray._reconstruct",
      "numpy.core.multiarray.scalar",
      "numpy._core.multiarray._reconstruct",
      "numpy._core.multiarray.scalar",
    };
    for (String name : harmless) {
      names.put(name, new Name(name, Meaning.UNUSED, null));
    }
    for (DataType type : DataType.values()) {
      String word = "torch." + type.word;
      names.put(word, new Name(word, Meaning.TYPE, type));
      if (!type.storage.isEmpty()) {
        String storage = "torch." + type.storage;
        names.put(storage, new Name(storage, Meaning.STORAGE, type));
      }
    }
    for (String untyped : new String[] {"torch.storage.UntypedStorage", "torch.UntypedStorage"}) {
      names.put(untyped, new Name(untyped, Meaning.STORAGE, null));
    }
    return Collections.unmodifiableMap(names);
  }
}

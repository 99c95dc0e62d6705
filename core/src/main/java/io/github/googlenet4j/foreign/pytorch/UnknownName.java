package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.text.PrintableText;
import java.util.Set;

/** The refusal of a name that no file of tensors needs, with what its owner can do. */
final class UnknownName {
  /** Modules of Python whose functions act on the machine. */
  private static final Set<String> ACTING =
      Set.of(
          "__builtin__",
          "asyncio",
          "bdb",
          "builtins",
          "cffi",
          "code",
          "codeop",
          "commands",
          "cProfile",
          "ctypes",
          "distutils",
          "doctest",
          "functools",
          "http",
          "httplib",
          "importlib",
          "io",
          "linecache",
          "marshal",
          "multiprocessing",
          "nt",
          "operator",
          "os",
          "pdb",
          "pickle",
          "pip",
          "pkgutil",
          "popen2",
          "posix",
          "profile",
          "pty",
          "pydoc",
          "requests",
          "runpy",
          "setuptools",
          "shutil",
          "site",
          "socket",
          "ssl",
          "subprocess",
          "sys",
          "tempfile",
          "timeit",
          "trace",
          "types",
          "urllib",
          "urllib2",
          "venv",
          "webbrowser");

  private static final Set<String> UNUSUAL_TENSORS =
      Set.of(
          "_rebuild_qtensor",
          "_rebuild_sparse_tensor",
          "_rebuild_nested_tensor",
          "_rebuild_meta_tensor_no_storage",
          "_rebuild_device_tensor_from_numpy");

  private UnknownName() {}

  /**
   * @param outermost whether nothing stands around the object: it is all that was saved
   */
  static ModelFileException refusal(OpenFile file, String module, String name, boolean outermost) {
    String shown = PrintableText.shortened(module + "." + name);
    String first = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    if (ACTING.contains(first) || !name.matches("[A-Za-z_][A-Za-z_0-9]*")) {
      return file.refused(
          "tensors and plain values only",
          "a reference to " + shown,
          "Nothing of the file was run; do not load it in Python either.");
    }
    if (UNUSUAL_TENSORS.contains(name)) {
      return file.refused(
          "ordinary tensors",
          "one made by " + shown,
          "Save the weights as dense floating-point tensors.");
    }
    if (outermost) {
      return file.refused(
          "a dictionary of tensors",
          "a whole pickled model, of " + shown,
          "If you trust the file, save its weights first: python3 -c \"import torch;"
              + " torch.save(torch.load('%s', map_location='cpu', weights_only=False).state_dict(),"
                  .formatted(plainName(file))
              + " 'weights.pth')\".");
    }
    return file.refused(
        "tensors and plain values only",
        "a reference to " + shown,
        "If you trust the file, load it in Python with torch.load(..., weights_only=False)"
            + " and save the dictionary of the weights alone with torch.save.");
  }

  /** The file's name where it can stand in Python's quotes. */
  static String plainName(OpenFile file) {
    String name = String.valueOf(file.path().getFileName());
    return name.matches("[A-Za-z0-9_. -]{1,100}") ? name : "model.pth";
  }
}

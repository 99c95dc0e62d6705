package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CUDA's compiler at run time, which LibTorch and cuDNN need as well. */
@SuppressWarnings("MethodName") // the library's own names
interface Nvrtc extends Library {
  String LIBRARY = "libnvrtc.so.13";

  /** Loads the library when it is first needed. */
  final class Holder {
    static final Nvrtc COMPILER = Native.load(LIBRARY, Nvrtc.class);

    private Holder() {}
  }

  int nvrtcCreateProgram(
      PointerByReference program,
      String source,
      String name,
      int headers,
      @Nullable Pointer contents,
      @Nullable Pointer names);

  int nvrtcCompileProgram(Pointer program, int count, String[] options);

  int nvrtcGetProgramLogSize(Pointer program, LongByReference size);

  int nvrtcGetProgramLog(Pointer program, Pointer log);

  int nvrtcGetCUBINSize(Pointer program, LongByReference size);

  int nvrtcGetCUBIN(Pointer program, Pointer code);

  int nvrtcDestroyProgram(PointerByReference program);

  String nvrtcGetErrorString(int error);

  /**
   * Machine code for one generation of GPUs.
   *
   * @param options such as {@code --gpu-architecture=sm_90}
   * @throws IllegalStateException if it does not compile; the message ends with the compiler's log
   */
  static byte[] compile(String source, String name, List<String> options) {
    Nvrtc compiler = Holder.COMPILER;
    PointerByReference program = new PointerByReference();
    check(compiler.nvrtcCreateProgram(program, source, name, 0, null, null), name, "");
    try {
      int error =
          compiler.nvrtcCompileProgram(
              program.getValue(), options.size(), options.toArray(String[]::new));
      check(error, name, error == 0 ? "" : log(compiler, program.getValue()));
      LongByReference size = new LongByReference();
      check(compiler.nvrtcGetCUBINSize(program.getValue(), size), name, "");
      try (Memory code = new Memory(size.getValue())) {
        check(compiler.nvrtcGetCUBIN(program.getValue(), code), name, "");
        return code.getByteArray(0, Math.toIntExact(size.getValue()));
      }
    } finally {
      compiler.nvrtcDestroyProgram(program);
    }
  }

  private static String log(Nvrtc compiler, Pointer program) {
    LongByReference size = new LongByReference();
    compiler.nvrtcGetProgramLogSize(program, size);
    try (Memory log = new Memory(Math.max(1, size.getValue()))) {
      compiler.nvrtcGetProgramLog(program, log);
      return ": " + log.getString(0);
    }
  }

  private static void check(int error, String name, String log) {
    if (error != 0) {
      throw new IllegalStateException(
          "%s: expected CUDA's compiler to accept it, found %s%s"
              .formatted(name, Holder.COMPILER.nvrtcGetErrorString(error), log));
    }
  }
}

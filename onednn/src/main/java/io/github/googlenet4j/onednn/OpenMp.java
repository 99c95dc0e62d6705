package io.github.googlenet4j.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** The OpenMP runtime that oneDNN's primitives share their work out with. */
final class OpenMp {
  private OpenMp() {}

  /** Primitives that this Java thread makes and runs from now on use so many threads. */
  static void use(int threads) {
    Loader.load(dnnl.class);
    Function set = NativeLibrary.getInstance("gomp").getFunction("omp_set_num_threads");
    set.invokeVoid(new Object[] {threads});
  }
}

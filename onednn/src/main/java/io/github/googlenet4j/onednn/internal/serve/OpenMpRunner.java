package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.plan.Plan;
import io.github.googlenet4j.onednn.internal.plan.SpinBarrier;
import io.github.googlenet4j.onednn.internal.plan.Workspace;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;

/** Runs batches on the calling thread, with so many of OpenMP's as that was told to use. */
final class OpenMpRunner implements BatchRunner {
  private final Workspace workspace;
  private final Handles handles = new Handles();
  private final dnnl_stream stream;
  private final SpinBarrier alone = new SpinBarrier(1);
  private final IndexRange rows;

  OpenMpRunner(CompilationInputs compilation) {
    workspace = new Workspace(compilation, 1);
    rows = IndexRange.all(compilation.network().graph().input().height());
    stream = handles.stream(compilation.engine());
  }

  @Override
  public void run(List<InferenceRequest> together, int pictures) {
    run(together, 0, pictures);
  }

  /**
   * Runs some of the pictures of these requests, which lie end to end.
   *
   * @param first of the pictures
   */
  void run(List<InferenceRequest> together, int first, int count) {
    Plan plan = workspace.plan(count);
    workspace.fill(together, first, count, rows);
    plan.run(0, stream, alone);
    workspace.read(plan, together, first, count);
  }

  /** OpenMP's threads belong to the thread that has used them first. */
  @Override
  public boolean runsOnAnyThread(int pictures) {
    return false;
  }

  @Override
  public Map<String, String> kernels(int pictures) {
    return workspace.plan(pictures).kernels();
  }

  @Override
  public void close() {
    workspace.close();
    handles.close();
  }
}

package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.plan.Plan;
import io.github.googlenet4j.onednn.internal.plan.SpinBarrier;
import io.github.googlenet4j.onednn.internal.plan.Workspace;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * Runs batches on the calling thread. oneDNN divides each primitive among the OpenMP threads that
 * the calling thread has set, perhaps one.
 */
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
  public void run(RequestBatch batch) {
    run(batch, 0, batch.pictures());
  }

  /**
   * Runs some of the pictures of a batch.
   *
   * @param first of these pictures
   */
  void run(RequestBatch batch, int first, int count) {
    Plan plan = workspace.plan(count);
    batch.writePictures(workspace, first, count, rows);
    plan.run(0, stream, alone);
    batch.readOutputs(workspace, plan, first, count);
  }

  /** OpenMP's threads belong to the thread that used them first. */
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

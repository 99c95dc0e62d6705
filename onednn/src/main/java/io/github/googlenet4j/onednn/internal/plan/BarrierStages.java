package io.github.googlenet4j.onednn.internal.plan;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import io.github.googlenet4j.onednn.internal.primitive.CallSequence;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNode;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Divides a network into stages, for threads that compute a picture together. The threads wait for
 * each other between stages. Within a stage no thread reads what another one writes.
 */
final class BarrierStages {
  private BarrierStages() {}

  /**
   * The nodes by stage. Each node is in the earliest stage possible; within a stage, nodes keep
   * their order.
   *
   * @param calls of each thread, by node
   */
  static List<Section> of(List<LoweredNode> nodes, List<Map<String, CallSequence>> calls) {
    Map<String, Integer> stages = new HashMap<>();
    List<List<LoweredNode>> order = new ArrayList<>();
    for (LoweredNode lowered : nodes) {
      int stage = 0;
      for (String input : lowered.inputs()) {
        if (stages.containsKey(input)) { // not the input pictures, which nobody writes here
          int after = crosses(calls, input, lowered.name()) ? 1 : 0;
          stage = Math.max(stage, stages.get(input) + after);
        }
      }
      stages.put(lowered.name(), stage);
      if (stage == order.size()) {
        order.add(new ArrayList<>());
      }
      order.get(stage).add(lowered);
    }
    return order.stream().map(some -> new Section(some, 1)).toList();
  }

  /** Whether a thread reads, for a node, what another thread has written of the node's input. */
  private static boolean crosses(
      List<Map<String, CallSequence>> calls, String input, String lowered) {
    for (Map<String, CallSequence> reader : calls) {
      for (Map<String, CallSequence> writer : calls) {
        if (reader != writer
            && touched(reader, lowered, input, false).stream()
                .anyMatch(
                    read ->
                        touched(writer, input, input, true).stream()
                            .anyMatch(written -> overlap(read, written)))) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Activation> touched(
      Map<String, CallSequence> calls, String lowered, String activation, boolean writes) {
    return Objects.requireNonNull(calls.get(lowered)).calls().stream()
        .flatMap(call -> call.operands().stream())
        .filter(Activation.class::isInstance)
        .map(Activation.class::cast)
        .filter(a -> a.name().equals(activation) && (a.argument() == DNNL_ARG_DST) == writes)
        .toList();
  }

  private static boolean overlap(Activation one, Activation other) {
    return one.offset() < other.offset() + dnnl_memory_desc_get_size(other.description())
        && other.offset() < one.offset() + dnnl_memory_desc_get_size(one.description());
  }
}

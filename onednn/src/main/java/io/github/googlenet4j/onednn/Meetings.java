package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.onednn.Operand.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * Where threads that share a picture have to wait for each other: before a job in which one of them
 * touches memory that another one has written since they last met, or writes what it has read.
 */
final class Meetings {
  /** Bytes of the activations' block that a call reads or writes. */
  private record Touch(boolean write, long begin, long end) {
    boolean conflicts(Touch other) {
      return (write || other.write) && begin < other.end && other.begin < end;
    }
  }

  private Meetings() {}

  /**
   * The jobs in order, cut where threads meet.
   *
   * @param calls of each thread, for each job
   */
  static List<Section> stages(List<Job> jobs, List<List<Calls>> calls, Places places) {
    List<Section> stages = new ArrayList<>();
    List<List<Touch>> since = empty(calls.size()); // they last met, by thread
    int begin = 0;
    for (int job = 0; job < jobs.size(); job++) {
      List<List<Touch>> now = new ArrayList<>();
      for (List<Calls> own : calls) {
        now.add(touches(own.get(job), places));
      }
      if (conflict(since, now)) {
        stages.add(new Section(jobs.subList(begin, job), 1));
        since = empty(calls.size());
        begin = job;
      }
      for (int i = 0; i < now.size(); i++) {
        since.get(i).addAll(now.get(i));
      }
    }
    stages.add(new Section(jobs.subList(begin, jobs.size()), 1));
    return stages;
  }

  private static List<List<Touch>> empty(int threads) {
    List<List<Touch>> lists = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static List<Touch> touches(Calls calls, Places places) {
    List<Touch> touches = new ArrayList<>();
    for (Call call : calls.calls()) {
      for (Operand operand : call.operands()) {
        // Nothing writes the pictures; weights and a job's own memory are no other thread's.
        if (operand instanceof Activation a && !a.name().equals(Graph.PICTURES)) {
          long begin = places.offset(a.name()) + a.offset();
          long end = begin + dnnl_memory_desc_get_size(a.description());
          touches.add(new Touch(a.argument() == DNNL_ARG_DST, begin, end));
        }
      }
    }
    return touches;
  }

  private static boolean conflict(List<List<Touch>> since, List<List<Touch>> now) {
    for (int i = 0; i < now.size(); i++) {
      for (int j = 0; j < since.size(); j++) {
        List<Touch> others = since.get(j);
        if (i != j
            && now.get(i).stream().anyMatch(one -> others.stream().anyMatch(one::conflicts))) {
          return true;
        }
      }
    }
    return false;
  }
}

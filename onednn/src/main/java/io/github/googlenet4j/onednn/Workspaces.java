package io.github.googlenet4j.onednn;

import org.bytedeco.dnnl.dnnl_engine;

/** Makes what runs a program's network; all of them share its weights. */
record Workspaces(
    Blueprint blueprint, PreparedWeights weights, Sources sources, dnnl_engine engine) {
  /** For plans that so many threads run. */
  Workspace make(int threads) {
    return new Workspace(blueprint, weights, sources, engine, threads);
  }

  /** For the calling thread and others. */
  Team team(String lane, int cores) {
    return new Team(lane, cores, make(cores), engine);
  }
}

package io.github.googlenet4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code googlenet experiment}: trainings that answer a question. */
@Command(
    name = "experiment",
    description = "Trains networks in several ways, and compares them.",
    subcommands = {AuxiliaryCommand.class},
    footer = {
      "",
      "Example:",
      "  googlenet experiment auxiliary photographs/ --seeds 3 --epochs 20"
    })
final class ExperimentCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "experiment: expected its name, auxiliary, found none.");
  }
}

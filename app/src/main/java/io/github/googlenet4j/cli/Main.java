package io.github.googlenet4j.cli;

import io.github.googlenet4j.cache.UserCache;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * {@code googlenet}: exits with 0, with 1 if something could not be done, with 2 on wrong usage.
 */
@Command(
    name = "googlenet",
    description = "GoogLeNet for the JVM: trains, evaluates and runs classifiers of pictures.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      ImportCommand.class,
      PullCommand.class,
      DemoCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      CalibrateCommand.class,
      CompareCommand.class,
      ExperimentCommand.class,
      ClassifyCommand.class,
      PrepareCommand.class,
      ExplainCommand.class,
      QuantizeCommand.class,
      BenchCommand.class,
      ExportCommand.class,
      DataCommand.class,
      CleanCommand.class,
      FeaturesCommand.class,
      SimilarCommand.class,
      AugmentCommand.class,
      ServeCommand.class,
      SummaryCommand.class,
      DoctorCommand.class
    },
    footer = {
      "",
      "Example:",
      "  googlenet classify --model bvlc.safetensors photograph.jpg",
      "",
      "'googlenet COMMAND --help' explains a command."
    })
public final class Main {
  /** The message if the disk is full or the reader of a pipe has ended. */
  static final String OUTPUT_LOST =
      "standard output: expected all of it to be written, found it full or closed. Write elsewhere.";

  @Option(
      names = "--debug",
      description = "Show where an error came from.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"googlenet " + (version == null ? "(built from source)" : version)};
    }
  }

  private Main() {}

  /** As a shell reports a program that a closed pipe has ended: 128 and the signal's number, 13. */
  private static final int READER_GONE = 141;

  /** Runs one command and exits. */
  public static void main(String[] arguments) {
    StandardOutput output = new StandardOutput();
    PrintWriter out = new PrintWriter(output, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, output::readerGone, arguments));
  }

  /** Runs one command, and gives its exit status. */
  static int run(PrintWriter rawOut, PrintWriter rawErr, String... arguments) {
    return run(rawOut, rawErr, () -> false, arguments);
  }

  /**
   * The same where the output's reader may end before it.
   *
   * @param readerGone asked when something could not be printed
   */
  private static int run(
      PrintWriter rawOut, PrintWriter rawErr, BooleanSupplier readerGone, String... arguments) {
    PrintWriter out = new PrintableWriter(rawOut);
    PrintWriter err = new PrintableWriter(rawErr);
    Main main = new Main();
    CommandLine line = new CommandLine(main).setOut(out).setErr(err);
    line.setUsageHelpLongOptionsMaxWidth(28);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(
        (exception, given) -> {
          String name = exception.getCommandLine().getCommandSpec().qualifiedName();
          String message = ErrorLine.of(exception);
          String end = message.endsWith(".") ? "" : ".";
          err.printf("googlenet: %s%s Try '%s --help'.%n", message, end, name);
          return CommandLine.ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          if (out.checkError() && readerGone.getAsBoolean()) {
            return READER_GONE; // nobody is interested any more
          }
          err.printf("googlenet: %s%n", OptionHints.added(ErrorLine.of(exception)));
          if (main.debug) {
            exception.printStackTrace(err);
          }
          return exception instanceof IllegalArgumentException
              ? CommandLine.ExitCode.USAGE // an option's value that its owner refused
              : CommandLine.ExitCode.SOFTWARE;
        });
    int status = execute(line, err, arguments);
    UserCache.notes().forEach(note -> err.printf("googlenet: note: %s%n", note));
    if (out.checkError() && readerGone.getAsBoolean()) {
      status = READER_GONE;
    } else if (out.checkError()) {
      err.println("googlenet: " + OUTPUT_LOST);
      status = CommandLine.ExitCode.SOFTWARE;
    }
    err.flush();
    return status;
  }

  private static int execute(CommandLine line, PrintWriter err, String... arguments) {
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) { // picocli's handlers see exceptions only
      err.printf(
          "googlenet: memory: expected enough, found too little (%s). Give the JVM more, for example"
              + " GOOGLENET_JAVA_OPTIONS=-Xmx1g.%n",
          ErrorLine.of(e));
      return CommandLine.ExitCode.SOFTWARE;
    } catch (LinkageError e) {
      err.printf("googlenet: %s%n", ErrorLine.of(e));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }
}

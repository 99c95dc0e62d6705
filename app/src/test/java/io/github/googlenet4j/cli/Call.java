package io.github.googlenet4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** One call of the command line: what it printed, and its exit status. */
record Call(int status, String out, String err) {
  static Call of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Call(status, out.toString(), err.toString());
  }

  /** Each line of what it printed, as JSON. */
  List<JsonNode> json() {
    ObjectMapper mapper = new ObjectMapper();
    return out.lines()
        .map(
            line -> {
              try {
                return mapper.readTree(line);
              } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }
}

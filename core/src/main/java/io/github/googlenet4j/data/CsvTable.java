package io.github.googlenet4j.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.googlenet4j.text.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of a text file of fields that are separated by commas, semicolons, tabs or bars,
 * whichever the first row has most of. Excel's first line {@code sep=;} names it. Fields may be
 * quoted. Rows of nothing but empty fields are left out.
 *
 * @param separator of fields
 * @param rows of at least one field each; the first may be headings
 * @param numbers of the rows in the file, from 1, without empty lines
 */
record CsvTable(char separator, List<List<String>> rows, List<Integer> numbers) {
  /** A million rows take about 60 MB. */
  private static final int LARGEST = 256 << 20;

  private static final String SEPARATORS = ",;\t|"; // the first of equally many

  static CsvTable read(Path file) throws IOException {
    String text;
    try {
      text = TextFile.read(file, "a CSV file", LARGEST);
    } catch (IOException e) {
      throw new DatasetException(String.valueOf(e.getMessage()), e);
    }
    int line = text.indexOf('\n');
    String first = (line < 0 ? text : text.substring(0, line)).strip();
    char separator = separator(text);
    boolean named = first.toLowerCase(Locale.ROOT).matches("\"?sep=.\"?");
    if (named) {
      separator = first.charAt(first.indexOf('=') + 1);
      text = line < 0 ? "" : text.substring(line + 1);
    }
    List<List<String>> rows = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    int number = named ? 1 : 0;
    try (MappingIterator<String[]> fields =
        new CsvMapper()
            .readerFor(String[].class)
            .with(CsvSchema.emptySchema().withColumnSeparator(separator))
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(CsvParser.Feature.SKIP_EMPTY_LINES)
            .readValues(text)) {
      while (fields.hasNextValue()) {
        List<String> row = new ArrayList<>();
        for (String field : fields.nextValue()) {
          row.add(field.strip());
        }
        number++;
        if (!row.stream().allMatch(String::isEmpty)) {
          rows.add(List.copyOf(row));
          numbers.add(number);
        }
      }
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          "%s: expected rows of fields separated by commas, found an error (%s). Correct it."
              .formatted(file, e.getOriginalMessage()),
          e);
    }
    return new CsvTable(separator, rows, numbers);
  }

  /** The most frequent one in the first row that has any text, outside of quotes. */
  private static char separator(String text) {
    int[] counts = new int[SEPARATORS.length()];
    boolean quoted = false;
    boolean any = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && any && (c == '\n' || c == '\r')) {
        break;
      } else if (!quoted && SEPARATORS.indexOf(c) >= 0) {
        counts[SEPARATORS.indexOf(c)]++;
      }
      any |= !Character.isWhitespace(c);
    }
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    return SEPARATORS.charAt(most);
  }

  /** The separator's name, for people. */
  String separatorName() {
    return switch (separator) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      case '\t' -> "tabs";
      case '|' -> "bars";
      default -> "'" + separator + "'";
    };
  }
}

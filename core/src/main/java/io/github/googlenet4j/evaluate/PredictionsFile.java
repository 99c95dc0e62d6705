package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.text.CsvCell;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A CSV file with a row for each picture of an evaluation: {@code file,truth,answer,probability},
 * and by choice the probability of each class under its name. Truth, answer and columns are the
 * names that tell classes of the same label apart.
 *
 * <p>It is told of the pictures in an evaluation and written afterwards. Used by one thread.
 */
public final class PredictionsFile implements ProbabilityReceiver {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(PictureScore score, float[] probabilities) {}

  private final List<String> names;
  private final boolean all;
  private final boolean guarded;
  private final List<Row> rows = new ArrayList<>();

  /**
   * Without rows yet.
   *
   * @param classes labels in the model's order
   * @param all whether the file holds all probabilities, which takes memory for all of them
   * @param guarded whether cells that a spreadsheet would compute are made text ({@link CsvCell})
   */
  public PredictionsFile(List<String> classes, boolean all, boolean guarded) {
    this.names = ClassNames.distinct(classes);
    this.all = all;
    this.guarded = guarded;
  }

  @Override
  public void add(Example example, float[] probabilities, int from) {
    PictureScore score = PictureScore.of(example, probabilities, from, names.size());
    float[] kept = all ? new float[names.size()] : new float[0];
    System.arraycopy(probabilities, from, kept, 0, kept.length);
    rows.add(new Row(score, kept));
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws IOException if it cannot be written
   */
  public void write(Path file, boolean overwrite) throws IOException {
    AtomicFile.write(
        file,
        overwrite,
        channel -> {
          Writer writer =
              new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8)); // not closed
          write(writer);
          writer.flush();
        });
  }

  private void write(Writer writer) throws IOException {
    writer.write("file,truth,answer,probability");
    if (all) {
      for (String name : names) {
        writer.append(',').append(CsvCell.of(name, guarded));
      }
    }
    writer.write('\n');
    for (Row row : rows) {
      Example example = row.score.example();
      writer
          .append(CsvCell.of(example.file().toString(), guarded))
          .append(',')
          .append(CsvCell.of(names.get(example.label()), guarded))
          .append(',')
          .append(CsvCell.of(names.get(row.score.predicted()), guarded))
          .append(',')
          .append(Float.toString(row.score.probability()));
      for (float probability : row.probabilities) {
        writer.append(',').append(Float.toString(probability));
      }
      writer.append('\n');
    }
  }
}

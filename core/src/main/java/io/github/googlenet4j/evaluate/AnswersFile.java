package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.text.CsvCell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A CSV file with a row for each picture of an evaluation: {@code path,label,answer,probability}.
 * Label and answer are the names that tell classes of the same label apart.
 */
public final class AnswersFile {
  private AnswersFile() {}

  /**
   * Writes the file, whole or not at all.
   *
   * @param guarded whether cells that a spreadsheet would compute are made text ({@link CsvCell})
   * @param overwrite whether a file of that name may be replaced
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Evaluation evaluation, boolean guarded, boolean overwrite)
      throws IOException {
    List<String> names = evaluation.names();
    StringBuilder rows = new StringBuilder("path,label,answer,probability\n");
    for (PictureScore score : evaluation.scores()) {
      rows.append(CsvCell.of(score.example().file().toString(), guarded))
          .append(',')
          .append(CsvCell.of(names.get(score.example().label()), guarded))
          .append(',')
          .append(CsvCell.of(names.get(score.predicted()), guarded))
          .append(',')
          .append(score.probability())
          .append('\n');
    }
    AtomicFile.write(file, overwrite, rows.toString());
  }
}

package io.github.googlenet4j.trainer;

import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code metrics.csv}: a row for each epoch, in full precision; empty where there is no value.
 *
 * <p>Each row is written in one call. A last row that a crash cut short is ignored.
 */
public final class MetricsFile {
  private static final String HEADER =
      "epoch,loss_main,loss_aux1,loss_aux2,top1,top5,validation_loss,validation_top1,"
          + "validation_top5,rate,side,images_per_second,seconds,validation_temperature,"
          + "validation_loss_with_temperature";
  private static final int COLUMNS = HEADER.split(",").length;

  /** Files of 2026-11-26 lack those of the temperature. */
  private static final int COLUMNS_BEFORE = COLUMNS - 2;

  private MetricsFile() {}

  /** Adds a row, and the header before the first. */
  public static void append(Path file, EpochMetrics metrics) throws IOException {
    String header = Files.exists(file) ? "" : HEADER + "\n";
    Files.writeString(
        file, header + row(metrics) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String row(EpochMetrics epoch) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(epoch.epoch()));
    for (Head head : Head.values()) {
      cells.add(text(epoch.losses().getOrDefault(head, Double.NaN)));
    }
    cells.add(text(epoch.top1()));
    cells.add(text(epoch.top5()));
    cells.add(text(epoch.validation().loss()));
    cells.add(text(epoch.validation().top1()));
    cells.add(text(epoch.validation().top5()));
    cells.add(text(epoch.rate()));
    cells.add(Integer.toString(epoch.side()));
    cells.add(text(epoch.imagesPerSecond()));
    cells.add(text(epoch.seconds()));
    Temperature temperature = epoch.validation().temperature();
    cells.add(Double.isNaN(temperature.loss()) ? "" : text(temperature.value()));
    cells.add(text(temperature.loss()));
    return String.join(",", cells);
  }

  private static String text(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /**
   * All rows.
   *
   * @throws IOException if the file cannot be read or is no such file
   */
  public static List<EpochMetrics> read(Path file) throws IOException {
    String text = Files.readString(file);
    List<EpochMetrics> rows = new ArrayList<>();
    int end = text.lastIndexOf('\n') + 1; // text after it was cut short
    List<String> lines = text.substring(0, end).lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      rows.add(parse(file, i + 1, lines.get(i)));
    }
    return rows;
  }

  private static EpochMetrics parse(Path file, int number, String line) throws IOException {
    String[] cells = line.split(",", -1);
    try {
      if (cells.length != COLUMNS && cells.length != COLUMNS_BEFORE) {
        throw new NumberFormatException(cells.length + " columns");
      }
      Map<Head, Double> losses = new EnumMap<>(Head.class);
      int column = 1;
      for (Head head : Head.values()) {
        double loss = value(cells[column++]);
        if (!Double.isNaN(loss)) {
          losses.put(head, loss);
        }
      }
      return new EpochMetrics(
          Integer.parseInt(cells[0]),
          losses,
          value(cells[4]),
          value(cells[5]),
          new Validation(value(cells[6]), value(cells[7]), value(cells[8]), temperature(cells)),
          value(cells[9]),
          Integer.parseInt(cells[10]),
          value(cells[11]),
          value(cells[12]));
    } catch (NumberFormatException e) {
      throw new IOException(
          "%s: expected %d numbers in line %d, found %s. Remove the line."
              .formatted(file, COLUMNS, number, e.getMessage()),
          e);
    }
  }

  private static Temperature temperature(String[] cells) {
    return cells.length == COLUMNS_BEFORE || cells[COLUMNS - 1].isEmpty()
        ? Temperature.ONE
        : new Temperature(value(cells[COLUMNS - 2]), value(cells[COLUMNS - 1]));
  }

  private static double value(String cell) {
    return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
  }

  /**
   * Removes the rows after an epoch: those that a checkpoint does not include.
   *
   * @throws IOException if the file cannot be read or written; it is then what it was
   */
  static void cutAfter(Path file, int epoch) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    StringBuilder kept = new StringBuilder(HEADER).append('\n');
    for (EpochMetrics row : read(file)) {
      if (row.epoch() <= epoch) {
        kept.append(row(row)).append('\n');
      }
    }
    AtomicFile.write(file, true, kept.toString());
  }
}

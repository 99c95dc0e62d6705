package io.github.googlenet4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCellTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "=\"a\""})
  void aFormulaIsGuarded(String text) {
    String quoted = text.replace("\"", "\"\"");
    assertThat(CsvCell.of(text, true)).isEqualTo("\"'" + quoted + "\"");
    assertThat(CsvCell.of(text, false)).isEqualTo("\"" + quoted + "\"");
  }

  @Test
  void otherTextIsQuotedOnly() {
    assertThat(CsvCell.of("a,b=c", true)).isEqualTo("\"a,b=c\"");
    assertThat(CsvCell.of("say \"a\"\n", true)).isEqualTo("\"say \"\"a\"\"\n\"");
    assertThat(CsvCell.of("", true)).isEqualTo("\"\"");
  }
}

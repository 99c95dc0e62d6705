package io.github.googlenet4j.onednn.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IndexRangeTest {
  @Test
  void aBatchIsDividedEvenly() {
    assertThat(IndexRange.evenPartSize(16, 15)).isEqualTo(8);
    assertThat(IndexRange.evenPartSize(13, 5)).isEqualTo(5);
    assertThat(IndexRange.evenPartSize(11, 5)).isEqualTo(4);
    assertThat(IndexRange.evenPartSize(7, 7)).isEqualTo(7);
    assertThat(IndexRange.evenPartSize(5, 1)).isEqualTo(1);
  }

  @Test
  void aRangeIsDividedEvenlyAndCompletely() {
    for (int height = 0; height < 60; height++) {
      for (int of = 1; of <= 4; of++) {
        IndexRange all = IndexRange.all(height);
        int parts = of;
        List<IndexRange> ranges = IntStream.range(0, of).mapToObj(i -> all.part(i, parts)).toList();
        assertThat(ranges.stream().mapToInt(IndexRange::count).sum()).isEqualTo(height);
        int next = 0;
        for (IndexRange part : ranges) {
          assertThat(part.first()).isEqualTo(next);
          assertThat(part.count()).isBetween(height / of, (height + of - 1) / of);
          next += part.count();
        }
      }
    }
  }

  @Test
  void receptiveFieldsAreThoseOfTheWindowsOneByOne() {
    for (int height = 7; height < 30; height++) {
      for (int[] window : new int[][] {{7, 2, 3}, {3, 2, 0}, {3, 1, 1}, {5, 1, 2}, {1, 1, 0}}) {
        int kernel = window[0];
        int stride = window[1];
        int padding = window[2];
        int windows = (height + 2 * padding - kernel) / stride + 1;
        IndexRange some = new IndexRange(1, windows - 2);
        IndexRange.ReceptiveField read =
            some.receptiveField(kernel, stride, padding, height, windows);
        int begin = some.first() * stride - padding;
        int end = (some.first() + some.count() - 1) * stride - padding + kernel;
        assertThat(read.range().first()).isEqualTo(Math.max(0, begin));
        assertThat(read.range().first() + read.range().count()).isEqualTo(Math.min(height, end));
        assertThat(read.paddingBefore() + read.range().count() + read.paddingAfter())
            .isEqualTo(end - begin);
        IndexRange.ReceptiveField whole =
            IndexRange.all(windows).receptiveField(kernel, stride, padding, height, windows);
        assertThat(whole.range()).isEqualTo(IndexRange.all(height));
        assertThat(whole.paddingBefore()).isEqualTo(padding);
      }
    }
  }
}

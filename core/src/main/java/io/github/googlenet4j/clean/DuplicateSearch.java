package io.github.googlenet4j.clean;

import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.features.FeatureTable;
import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Groups of pictures that are nearly the same: pairs with similar features whose pixels agree too.
 * Features alone also find different pictures of similar things.
 */
final class DuplicateSearch {
  /** Cosine from which pictures may be nearly the same. */
  static final double ALIKE = .93;

  private final List<LabelledPicture> places;
  private final FeatureTable table;
  private final int[] leaders; // of each picture; the first of its group leads itself
  private final double[] similarity; // lowest in the group of each leader

  private DuplicateSearch(List<LabelledPicture> places, FeatureTable table) {
    this.places = places;
    this.table = table;
    this.leaders = new int[places.size()];
    this.similarity = new double[places.size()];
    for (int i = 0; i < leaders.length; i++) {
      leaders[i] = i;
      similarity[i] = 1;
    }
  }

  /**
   * Searches the pairs.
   *
   * @param places of the table's pictures
   */
  static DuplicateSearch of(
      List<LabelledPicture> places,
      FeatureTable table,
      List<Neighbours.Pair> pairs,
      PictureReader reader,
      ParallelBlocks parallel) {
    DuplicateSearch search = new DuplicateSearch(places, table);
    int[] needed =
        pairs.stream()
            .filter(pair -> !search.identical(pair))
            .flatMapToInt(pair -> IntStream.of(pair.first(), pair.second()))
            .distinct()
            .toArray();
    Map<Integer, Thumbnail> thumbnails = new ConcurrentHashMap<>();
    parallel.run(
        needed.length,
        i -> {
          try {
            thumbnails.put(
                needed[i],
                reader.use(
                    places.get(needed[i]).example().file(),
                    found -> Thumbnail.of(found.picture())));
          } catch (PictureException e) {
            return; // it has gone since its features were computed
          }
        });
    for (Neighbours.Pair pair : pairs) {
      Thumbnail first = thumbnails.get(pair.first());
      Thumbnail second = thumbnails.get(pair.second());
      if (search.identical(pair) || (first != null && second != null && first.isCopyOf(second))) {
        search.join(pair);
      }
    }
    return search;
  }

  private boolean identical(Neighbours.Pair pair) {
    return table.digests().get(pair.first()).equals(table.digests().get(pair.second()));
  }

  private void join(Neighbours.Pair pair) {
    int one = leader(pair.first());
    int other = leader(pair.second());
    int first = Math.min(one, other);
    leaders[Math.max(one, other)] = first;
    similarity[first] = Math.min(pair.cosine(), Math.min(similarity[one], similarity[other]));
  }

  private int leader(int picture) {
    int leader = picture;
    while (leaders[leader] != leader) {
      leader = leaders[leader];
    }
    leaders[picture] = leader;
    return leader;
  }

  /** For each picture the first of its group; itself, where it has none. */
  int[] groups() {
    int[] groups = new int[leaders.length];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = leader(i);
    }
    return groups;
  }

  /** The groups of two or more: those with different labels first, then those in several parts. */
  List<NearDuplicates> found() {
    Map<Integer, List<Integer>> members = new TreeMap<>();
    int[] groups = groups();
    for (int i = 0; i < groups.length; i++) {
      members.computeIfAbsent(groups[i], first -> new ArrayList<>()).add(i);
    }
    List<NearDuplicates> found = new ArrayList<>();
    members.forEach(
        (first, group) -> {
          if (group.size() > 1) {
            boolean same = group.stream().map(table.digests()::get).distinct().count() == 1;
            found.add(
                new NearDuplicates(
                    group.stream().map(places::get).toList(),
                    Math.min(1, similarity[first]),
                    same));
          }
        });
    found.sort(
        Comparator.comparing(NearDuplicates::contradiction)
            .thenComparing(NearDuplicates::leak)
            .thenComparing(NearDuplicates::similarity)
            .reversed());
    return found;
  }
}

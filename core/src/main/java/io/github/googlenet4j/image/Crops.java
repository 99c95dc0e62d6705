package io.github.googlenet4j.image;

import java.util.ArrayList;
import java.util.List;

/**
 * In how many squares of a picture the network looks; the mean of its probabilities is the answer.
 *
 * <p>All of them are cut out of the picture as its {@link Preparation} resizes it, byte for byte as
 * Pillow does. A picture that is smaller is enlarged, as for a single square. Only the squares cost
 * memory, whatever the picture's shape.
 */
public enum Crops {
  /** The centre, as {@link Preparation} says. */
  ONE(1),
  /**
   * The four corners and the centre of the resized picture, each as it is and mirrored (Krizhevsky
   * et al. 2012). A preparation that squashes cuts them out of the squashed square, one that keeps
   * the shape out of the whole picture, as torchvision's {@code TenCrop}.
   */
  TEN(10),
  /**
   * The paper's section 7: the short side becomes 256, 288, 320 and 352 (of 224 that the network
   * sees; other sides in proportion), whatever the preparation does otherwise. Of each the left,
   * the centre and the right square are taken, in an upright picture the upper, the centre and the
   * lower one. Of each square the four corners, the centre and the whole square made smaller are
   * seen, each as it is and mirrored.
   */
  PAPER(144);

  private static final List<Integer> SHORT_SIDES = List.of(256, 288, 320, 352);

  /** The side of the paper's input, to which these short sides belong. */
  private static final int PAPER_SIDE = 224;

  private final int count;

  Crops(int count) {
    this.count = count;
  }

  /** Runs of the network for each picture. */
  public int count() {
    return count;
  }

  /**
   * The crops of that number.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Crops of(int count) {
    for (Crops crops : values()) {
      if (crops.count == count) {
        return crops;
      }
    }
    throw new IllegalArgumentException("crops: expected 1, 10 or 144, found %d.".formatted(count));
  }

  /**
   * The squares of a picture, {@link #count} of them.
   *
   * @param preparation resizes it; its crop is the side of the squares
   */
  public List<View> of(Picture picture, Preparation preparation) {
    List<View> views = new ArrayList<>();
    int side = preparation.crop();
    switch (this) {
      case ONE -> views.add(new View(preparation.apply(picture), 0, 0, side, false));
      case TEN ->
          addFive(
              views,
              new Scaled(
                  picture,
                  preparation.target(picture.width(), picture.height()),
                  preparation.target(picture.height(), picture.width()),
                  preparation.filter(),
                  side));
      case PAPER -> addPaper(views, picture, side, preparation.filter());
    }
    if (this != ONE) {
      views.addAll(views.stream().map(View::mirror).toList());
    }
    return views;
  }

  /** The corners and the centre. */
  private static void addFive(List<View> views, Scaled scaled) {
    long right = scaled.width() - scaled.side();
    long bottom = scaled.height() - scaled.side();
    views.add(scaled.view(0, 0));
    views.add(scaled.view(right, 0));
    views.add(scaled.view(0, bottom));
    views.add(scaled.view(right, bottom));
    views.add(scaled.view(half(right), half(bottom)));
  }

  private static long half(long slack) {
    return (long) Math.rint(slack / 2.0);
  }

  private static void addPaper(List<View> views, Picture picture, int side, Filter filter) {
    for (int paperSide : SHORT_SIDES) {
      // Integer arithmetic, rounded: 256 / 224 has no exact double.
      int shortSide = Math.toIntExact((2L * side * paperSide + PAPER_SIDE) / (2 * PAPER_SIDE));
      Preparation keeping =
          new Preparation(Preparation.Fit.SHORT_SIDE, shortSide, shortSide, filter);
      long width = keeping.target(picture.width(), picture.height());
      long height = keeping.target(picture.height(), picture.width());
      Scaled scaled = new Scaled(picture, width, height, filter, shortSide);
      long right = width - shortSide;
      long bottom = height - shortSide;
      addSquare(views, scaled.view(0, 0), side, filter);
      addSquare(views, scaled.view(half(right), half(bottom)), side, filter);
      addSquare(views, scaled.view(right, bottom), side, filter);
    }
  }

  /** The corners and the centre of a square, and the whole of it. */
  private static void addSquare(List<View> views, View square, int side, Filter filter) {
    Picture picture = square.picture();
    int slack = square.side() - side;
    int half = (int) half(slack);
    int[][] places = {{0, 0}, {slack, 0}, {0, slack}, {slack, slack}, {half, half}};
    for (int[] place : places) {
      views.add(new View(picture, square.x() + place[0], square.y() + place[1], side, false));
    }
    byte[] rgb = new byte[3 * side * side];
    Resize.box(
        picture,
        square.x(),
        square.y(),
        square.side(),
        square.side(),
        side,
        side,
        filter,
        Resize.into(rgb));
    views.add(new View(new Picture(side, side, rgb), 0, 0, side, false));
  }
}

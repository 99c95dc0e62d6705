package io.github.googlenet4j.image;

import java.util.List;

/**
 * A decoded picture, and what was done to its pixels on the way.
 *
 * @param picture upright, as RGB bytes
 * @param format of the file, such as {@code JPEG}
 * @param notes for people, such as "turned by EXIF 6", "alpha over white", "profile not followed";
 *     empty where the pixels are as the file has them
 */
public record PictureInspection(Picture picture, String format, List<String> notes) {
  /** What the notes of missing parts begin with. */
  static final String DAMAGED = "damaged: ";

  public PictureInspection {
    notes = List.copyOf(notes);
  }

  /** Whether a note says that a part of the picture is missing, such as its last rows. */
  public boolean damaged() {
    return notes.stream().anyMatch(note -> note.startsWith(DAMAGED));
  }
}

package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Constant;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Name;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Storage;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Tuple;
import io.github.googlenet4j.text.PrintableText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a pickle refers to outside of itself: {@code ("storage", class, key, device, count)}, and in
 * the older form one item more, which is {@code None} or a part, {@code (key, first, length)}.
 */
final class PersistentIds {
  private final OpenFile file;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  PersistentIds(OpenFile file) {
    this.file = file;
  }

  Map<String, Storage> storages() {
    return Collections.unmodifiableMap(storages);
  }

  Storage storage(Object id) throws ModelFileException {
    if (!(id instanceof Tuple tuple)
        || tuple.items.size() < 5
        || !tuple.items.get(0).equals("storage")
        || !(tuple.items.get(1) instanceof Name name)
        || name.meaning() != Meaning.STORAGE
        || !(tuple.items.get(2) instanceof String key)
        || !(tuple.items.get(4) instanceof Long count)) {
      throw file.refused("a reference to a storage", PythonValue.kind(id), OpenFile.DAMAGED);
    }
    long bytes = name.type() == null ? 1 : name.type().bytes;
    if (count < 0 || count > file.size() / bytes) {
      throw file.refused(
          "storages within the file's %d bytes".formatted(file.size()),
          "storage %s of %d values".formatted(PrintableText.shortened(key), count),
          OpenFile.DAMAGED);
    }
    Storage whole = new Storage(key, name.type(), count, 0, count);
    Storage before = storages.putIfAbsent(key, whole);
    if (before != null && !before.equals(whole)) {
      throw file.refused(
          "one type and length of storage " + PrintableText.shortened(key),
          Objects.toString(count),
          OpenFile.HOSTILE);
    }
    return tuple.items.size() == 5 || tuple.items.get(5) == Constant.NONE
        ? whole
        : part(whole, tuple.items.get(5));
  }

  private Storage part(Storage whole, Object view) throws ModelFileException {
    List<Object> items = view instanceof Tuple tuple ? tuple.items : List.of();
    if (items.size() != 3
        || !(items.get(1) instanceof Long first)
        || !(items.get(2) instanceof Long length)
        || first < 0
        || length < 0
        || first > whole.count()
        || length > whole.count() - first) {
      throw file.refused(
          "a part within the %d values of storage %s"
              .formatted(whole.count(), PrintableText.shortened(whole.key())),
          "another",
          OpenFile.HOSTILE);
    }
    return new Storage(whole.key(), whole.type(), whole.count(), first, length);
  }
}

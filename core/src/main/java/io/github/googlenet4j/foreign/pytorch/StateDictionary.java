package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.foreign.pytorch.PythonValue.Dictionary;
import io.github.googlenet4j.text.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The dictionary of tensors in what was saved: all of it, or what stands under one of the keys that
 * training programs use, beside the state of an optimiser, a count of epochs and the like.
 */
final class StateDictionary {
  /** In this order, if there are several. The last one is of PyTorch's own tutorial. */
  private static final List<String> KEYS =
      List.of("state_dict", "model", "model_ema", "net", "model_state_dict");

  private static final int DEEPEST = 4;
  private static final int SHOWN = 10;
  private static final int MOST_TENSORS = 1 << 14;

  final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  final List<String> notes = new ArrayList<>();

  private final OpenFile file;

  private StateDictionary(OpenFile file) {
    this.file = file;
  }

  static StateDictionary of(OpenFile file, Object saved) throws ModelFileException {
    StateDictionary found = new StateDictionary(file);
    found.search(saved, "");
    return found;
  }

  private void search(Object saved, String path) throws ModelFileException {
    Object value = saved;
    String where = path;
    for (int depth = 0; depth < DEEPEST; depth++) {
      if (!(value instanceof Dictionary dictionary)) {
        throw file.refused(
            "a dictionary of tensors" + (where.isEmpty() ? "" : " under " + where),
            PythonValue.kind(value),
            "Save one in Python: torch.save(model.state_dict(), 'weights.pth').");
      }
      Map<Object, Object> items = dictionary.items();
      if (holdsTensors(items)) {
        take(items);
        return;
      }
      String key = KEYS.stream().filter(items::containsKey).findFirst().orElse(null);
      if (key == null) {
        throw noTensors(items);
      }
      noteOthers(items, key);
      value = items.getOrDefault(key, PythonValue.Constant.NONE);
      where = key;
    }
    throw file.refused("a dictionary of tensors", "only dictionaries in it", OpenFile.HOSTILE);
  }

  private static boolean holdsTensors(Map<Object, Object> items) {
    return items.entrySet().stream()
        .anyMatch(e -> e.getKey() instanceof String && e.getValue() instanceof StoredTensor);
  }

  private void take(Map<Object, Object> items) throws ModelFileException {
    List<Object> others = new ArrayList<>();
    for (Map.Entry<Object, Object> item : items.entrySet()) {
      if (item.getKey() instanceof String name && item.getValue() instanceof StoredTensor tensor) {
        tensor.check(name, file);
        tensors.put(name, tensor);
      } else {
        others.add(item.getKey());
      }
    }
    if (tensors.size() > MOST_TENSORS) {
      throw file.refused(
          "at most %d tensors".formatted(MOST_TENSORS), "more", "Save the weights alone.");
    }
    if (!others.isEmpty()) {
      notes.add("Beside the tensors the file has %s, which was left out.".formatted(shown(others)));
    }
    long rounded = tensors.values().stream().filter(t -> t.dataType() == DataType.FLOAT64).count();
    if (rounded > 0) {
      notes.add("Tensors of float64, %d of them, are rounded to float32.".formatted(rounded));
    }
  }

  private void noteOthers(Map<Object, Object> items, String key) {
    List<Object> others = new ArrayList<>(items.keySet());
    others.remove(key);
    String ignored = others.isEmpty() ? "" : " %s beside it was left out.".formatted(shown(others));
    notes.add("The tensors were read under %s.%s".formatted(key, ignored));
  }

  private ModelFileException noTensors(Map<Object, Object> items) {
    return file.refused(
        "tensors, or a dictionary of them under one of " + String.join(", ", KEYS),
        items.isEmpty() ? "an empty dictionary" : "only " + shown(items.keySet()),
        "Save them alone in Python: torch.save(model.state_dict(), 'weights.pth').");
  }

  private static String shown(Collection<Object> keys) {
    String first =
        keys.stream()
            .limit(SHOWN)
            .map(
                key ->
                    key instanceof String text
                        ? PrintableText.shortened(text)
                        : PythonValue.kind(key))
            .collect(Collectors.joining(", "));
    return keys.size() <= SHOWN ? first : "%s and %d more".formatted(first, keys.size() - SHOWN);
  }
}

package io.github.googlenet4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a user's program can call is described. */
class DocumentedTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern EXPORT = Pattern.compile("exports ([\\w.]+)");

  /** Public types, methods and constructors without a comment. */
  private static final class Undocumented extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees trees;
    private final List<String> found = new ArrayList<>();

    Undocumented(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      if (!visible(type.getModifiers()) && !inInterface()) {
        return null;
      }
      check(type.getSimpleName().toString());
      return super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
      boolean overrides =
          method.getModifiers().getAnnotations().stream()
              .anyMatch(annotation -> annotation.toString().startsWith("@Override"));
      // A record says in its own comment what its compact constructor takes and refuses.
      boolean compact = isRecord() && method.getReturnType() == null;
      boolean visible = visible(method.getModifiers()) || (inInterface() && !hidden(method));
      if (visible && !overrides && !compact) {
        check(method.getName().toString());
      }
      return null;
    }

    private static boolean hidden(MethodTree method) {
      return method.getModifiers().getFlags().contains(Modifier.PRIVATE);
    }

    private boolean inInterface() {
      return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree outer
          && outer.getKind() == Tree.Kind.INTERFACE;
    }

    private boolean isRecord() {
      return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree outer
          && outer.getKind() == Tree.Kind.RECORD;
    }

    private static boolean visible(ModifiersTree modifiers) {
      return modifiers.getFlags().contains(Modifier.PUBLIC);
    }

    private void check(String name) {
      if (trees.getDocComment(getCurrentPath()) == null) {
        found.add(
            SOURCES
                    .toAbsolutePath()
                    .toUri()
                    .relativize(getCurrentPath().getCompilationUnit().getSourceFile().toUri())
                + ": "
                + name);
      }
    }
  }

  private static List<Path> exported() throws IOException {
    List<Path> files = new ArrayList<>();
    List<String> packages =
        EXPORT
            .matcher(Files.readString(SOURCES.resolve("module-info.java")))
            .results()
            .map(export -> export.group(1))
            .toList();
    for (String name : packages) {
      try (Stream<Path> all = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
        all.filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("OperationVisitor.java")) // a method for each operation
            .forEach(files::add);
      }
    }
    return files;
  }

  @Test
  void everythingExportedHasAComment() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(exported()));
      Undocumented undocumented = new Undocumented(DocTrees.instance(task));
      for (CompilationUnitTree unit : task.parse()) {
        undocumented.scan(unit, null);
      }
      assertThat(undocumented.found).isEmpty();
    }
  }
}

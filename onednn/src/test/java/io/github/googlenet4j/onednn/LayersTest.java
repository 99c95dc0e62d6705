package io.github.googlenet4j.onednn;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** The four internal packages and the engine above them. */
class LayersTest {
  private static final String ENGINE = "io.github.googlenet4j.onednn";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages(ENGINE);

  @Test
  void eachPackageUsesOnlyThoseBelowIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("nativelib")
        .definedBy(ENGINE + ".internal.nativelib")
        .layer("primitive")
        .definedBy(ENGINE + ".internal.primitive")
        .layer("plan")
        .definedBy(ENGINE + ".internal.plan")
        .layer("serve")
        .definedBy(ENGINE + ".internal.serve")
        .layer("engine")
        .definedBy(ENGINE)
        .whereLayer("engine")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("serve")
        .mayOnlyBeAccessedByLayers("engine")
        .whereLayer("plan")
        .mayOnlyBeAccessedByLayers("serve", "engine")
        .whereLayer("primitive")
        .mayOnlyBeAccessedByLayers("plan", "serve", "engine")
        .check(CLASSES);
  }

  /** Every class can be read after those that it uses. */
  @Test
  void filesUseEachOtherInOneDirectionOnly() {
    slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                JavaClass outermost = type;
                while (outermost.getEnclosingClass().isPresent()) {
                  outermost = outermost.getEnclosingClass().get();
                }
                return SliceIdentifier.of(outermost.getName());
              }

              @Override
              public String getDescription() {
                return "files";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }
}

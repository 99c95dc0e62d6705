package io.github.googlenet4j.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

/** The design's rules on who may know whom; this module sees all others. */
class ArchitectureTest {
  private static final String[] NATIVE = {"org.bytedeco..", "ai.onnxruntime..", "com.sun.jna.."};
  private static final String ONNX_RUNTIME = "io.github.googlenet4j.onnxruntime..";
  private static final String ONEDNN = "io.github.googlenet4j.onednn..";
  private static final String ONEDNN_INTERNAL = "io.github.googlenet4j.onednn.internal..";
  private static final String TORCH_INTERNAL = "io.github.googlenet4j.torch.internal..";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
          .importPackages("io.github.googlenet4j");

  /** Every package is a slice, the root package too. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          String name = type.getPackageName();
          return name.startsWith("io.github.googlenet4j")
              ? SliceIdentifier.of(name)
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  private static final DescribedPredicate<JavaClass> NATIVE_TYPES =
      JavaClass.Predicates.resideInAnyPackage(NATIVE);

  /** Public, as is every type around it, and not in an engine's internal packages. */
  private static final DescribedPredicate<JavaClass> VISIBLE =
      DescribedPredicate.describe(
          "visible to users",
          type -> {
            boolean visible =
                type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !JavaClass.Predicates.resideInAnyPackage(ONEDNN_INTERNAL, TORCH_INTERNAL)
                        .test(type);
            for (var outer = type.getEnclosingClass();
                outer.isPresent();
                outer = outer.get().getEnclosingClass()) {
              visible &= outer.get().getModifiers().contains(JavaModifier.PUBLIC);
            }
            return visible;
          });

  @Test
  void nativeTypesStayInTheirModule() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.github.googlenet4j.onednn..", "io.github.googlenet4j.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..", "com.sun.jna..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ONNX_RUNTIME)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(CLASSES);
  }

  /** It is found with ServiceLoader, or it is not there. */
  @Test
  void nothingDependsOnTheOnnxRuntimeEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ONNX_RUNTIME)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ONNX_RUNTIME)
        .check(CLASSES);
  }

  /** Internal types are public only so that the engine's own packages can use each other. */
  @Test
  void nothingOutsideAnEngineNamesItsInternalPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ONEDNN)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ONEDNN_INTERNAL)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.github.googlenet4j.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(TORCH_INTERNAL)
        .check(CLASSES);
  }

  @Test
  void nativeTypesAreInNoPublicSignature() {
    codeUnits()
        .that()
        .areDeclaredInClassesThat(VISIBLE)
        .and()
        .arePublic()
        .should()
        .notHaveRawReturnType(NATIVE_TYPES)
        .andShould()
        .notHaveRawParameterTypes(
            DescribedPredicate.describe("native", types -> types.stream().anyMatch(NATIVE_TYPES)))
        .check(CLASSES);
    fields()
        .that()
        .areDeclaredInClassesThat(VISIBLE)
        .and()
        .arePublic()
        .should()
        .notHaveRawType(NATIVE_TYPES)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingDependsOnTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.github.googlenet4j.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.googlenet4j.cli..")
        .check(CLASSES);
  }

  @Test
  void publicTypesAreFinalOrSealed() {
    classes()
        .that()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums() // sealed, where constants have bodies
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.github.googlenet4j.cli..", "io.github.googlenet4j.benchmarks..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }
}

package dev.darkroom.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(
    packages = "dev.darkroom.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String ROOT = "dev.darkroom.gateway.";

  @ArchTest
  static final ArchRule vertxStaysAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "http..", ROOT + "route..", "dev.darkroom.gateway")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule theStoresAreKnownByTheirInterfacesOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "io.lettuce..", "redis..", "io.minio..");

  @ArchTest
  static final ArchRule clocksAndChanceComeFromOutside =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.darkroom.gateway")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .because("they are constructor arguments; only the wiring makes them");

  @ArchTest
  static final ArchRule noPackageNeedsItself =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles();
}

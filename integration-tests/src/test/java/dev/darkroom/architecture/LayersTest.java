package dev.darkroom.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayersTest {
  private static JavaClasses production;

  @BeforeAll
  static void readEveryModule() {
    production =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.darkroom", "ai.djl.pytorch.jni");
  }

  @Test
  void theRulesSeeEveryModule() {
    assertThat(
            Stream.of("job", "storage.log", "scheduler.core", "gateway.view", "worker.core", "nn")
                .filter(name -> production.containPackage("dev.darkroom." + name)))
        .hasSize(6);
    assertThat(production.stream().map(c -> c.getName()))
        .noneMatch(name -> name.contains(".planted"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theCodeKeepsTheRule(String name, ArchRule rule) {
    rule.check(production);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("plantedViolations")
  void theRuleFindsWhatBreaksIt(ArchRule rule, Class<?>[] planted, String found) {
    JavaClasses broken = new ClassFileImporter().importClasses(planted);
    assertThatThrownBy(() -> rule.check(broken))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(found);
  }

  static Stream<Arguments> rules() {
    return Arrays.stream(Layers.class.getDeclaredFields())
        .filter(field -> field.getType() == ArchRule.class)
        .map(field -> {
          try {
            return Arguments.of(field.getName(), field.get(null));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void noRuleGoesWithoutAPlantedViolation() {
    assertThat(plantedViolations().map(a -> a.get()[0]).distinct())
        .containsExactlyInAnyOrderElementsOf(rules().map(a -> a.get()[1]).toList());
  }

  static Stream<Arguments> plantedViolations() {
    return Stream.of(
        planted(Layers.CORES_SPEAK_TO_NO_SERVICE, "KafkaException", Plants.JOB),
        planted(Layers.CORES_SPEAK_TO_NO_SERVICE, "io.vertx.core.Future", Plants.GATEWAY_VIEW),
        planted(Layers.CORES_SPEAK_TO_NO_SERVICE, "redis.clients.jedis", Plants.SCHEDULER_CORE),
        planted(Layers.CORES_SPEAK_TO_NO_SERVICE, "io.minio.MinioClient", Plants.WORKER_CORE),
        planted(Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "Instant.now()", Plants.SCHEDULER_CORE),
        planted(Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "Thread.sleep", Plants.SCHEDULER_CORE),
        planted(Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "System.nanoTime()", Plants.WORKER_CORE),
        planted(Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "currentTimeMillis", Plants.WORKER_CORE),
        planted(Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "Math.random()", Plants.JOB),
        planted(Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "java.util.Random", Plants.JOB),
        planted(Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "randomUUID", Plants.GATEWAY_VIEW),
        planted(
            Layers.CORES_ARE_HANDED_TIME_AND_CHANCE, "InstantSource.system", Plants.GATEWAY_VIEW),
        planted(Layers.JOBS_ARE_WORDS_ONLY, "KafkaException", Plants.JOB),
        planted(Layers.MODELS_KNOW_NO_FARM, "dev.darkroom.job.id.JobId", Plants.MODEL),
        planted(Layers.MODELS_DRAW_FROM_STREAMS_THEY_ARE_GIVEN, "ThreadLocalRandom", Plants.MODEL),
        planted(Layers.CLIENT_KNOWS_THE_API_ONLY, "io.vertx.core.Future", Plants.CLIENT),
        planted(Layers.CLIENT_KNOWS_THE_API_ONLY, "GatewaySettings", Plants.CLIENT),
        planted(Layers.ONE_PACKAGE_TOUCHES_LIBTORCH, "ai.djl.ndarray.NDArray", Plants.MODEL),
        planted(Layers.SCHEDULER_STANDS_ALONE, "WorkerEnd", Plants.SCHEDULER_CORE),
        planted(Layers.GATEWAY_STANDS_ALONE, "SchedulerPolicy", Plants.GATEWAY_VIEW),
        planted(Layers.STORAGE_KNOWS_NO_PART, "SchedulerPolicy", Plants.STORAGE),
        planted(Layers.WORKER_STANDS_ON_STORAGE_AND_MODELS, "SchedulerPolicy", Plants.WORKER_CORE),
        planted(Layers.NO_CYCLES_AMONG_PACKAGES, "Cycle detected", Plants.EAST, Plants.WEST),
        planted(Layers.NO_CYCLES_AMONG_PARTS, "Cycle detected", Plants.EAST, Plants.WEST),
        planted(Layers.NOTHING_IS_NULL_UNSAID, "without @NullMarked", Plants.JOB));
  }

  private static Arguments planted(ArchRule rule, String found, Class<?>... classes) {
    return Arguments.of(rule, classes, found);
  }
}

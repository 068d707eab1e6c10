package dev.darkroom.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.NullMarked;

/** The rules. */
final class Layers {
  /** Functional cores: they decide, and whatever happens is handed to them. */
  private static final String[] CORES = {
    "dev.darkroom.job..",
    "dev.darkroom.scheduler.core..",
    "dev.darkroom.worker.core..",
    "dev.darkroom.gateway.body..",
    "dev.darkroom.gateway.problem..",
    "dev.darkroom.gateway.request..",
    "dev.darkroom.gateway.sse..",
    "dev.darkroom.gateway.view..",
  };

  /** Every package that knows there is a farm; all others belong to the model library. */
  private static final String[] FARM = {
    "dev.darkroom.job..",
    "dev.darkroom.storage..",
    "dev.darkroom.scheduler..",
    "dev.darkroom.gateway..",
    "dev.darkroom.worker..",
    "dev.darkroom.client..",
    "dev.darkroom.deploy..",
  };

  /** Clients of the services that a farm stands on. */
  private static final String[] SERVICES = {
    "org.apache.kafka..", "io.vertx..", "io.netty..", "redis.clients..", "io.minio..", "okhttp3..",
  };

  static final ArchRule CORES_SPEAK_TO_NO_SERVICE =
      noClasses()
          .that()
          .resideInAnyPackage(CORES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVICES)
          .because("a core decides; runtimes and adapters do the talking");

  static final ArchRule CORES_ARE_HANDED_TIME_AND_CHANCE =
      classes()
          .that()
          .resideInAnyPackage(CORES)
          .should(callNoneOf(clocksDiceOrSleep()))
          .because("the same inputs must give the same decision, today and in a simulation");

  static final ArchRule MODELS_KNOW_NO_FARM =
      noClasses()
          .that(resideInAnyPackage("dev.darkroom..").and(not(resideInAnyPackage(FARM))))
          .should()
          .dependOnClassesThat(resideInAnyPackage(FARM).or(resideInAnyPackage(SERVICES)))
          .because("the model library is usable without any farm");

  static final ArchRule MODELS_DRAW_FROM_STREAMS_THEY_ARE_GIVEN =
      classes()
          .that(resideInAnyPackage("dev.darkroom..").and(not(resideInAnyPackage(FARM))))
          .should(callNoneOf(dice()))
          .because("a picture is its request and its seed, and nothing else");

  static final ArchRule JOBS_ARE_WORDS_ONLY =
      classes()
          .that()
          .resideInAPackage("dev.darkroom.job..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.darkroom.job..",
              "java..",
              "com.fasterxml.jackson.annotation..",
              "org.jspecify..")
          .because("everyone speaks them, so they drag nobody's library along");

  static final ArchRule SCHEDULER_STANDS_ALONE = onlyStandsOn("scheduler");

  static final ArchRule GATEWAY_STANDS_ALONE = onlyStandsOn("gateway");

  static final ArchRule STORAGE_KNOWS_NO_PART = onlyStandsOn("storage");

  static final ArchRule WORKER_STANDS_ON_STORAGE_AND_MODELS =
      noClasses()
          .that()
          .resideInAPackage("dev.darkroom.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.darkroom.scheduler..",
              "dev.darkroom.gateway..",
              "dev.darkroom.deploy..",
              "dev.darkroom.client..")
          .because("the parts meet in the log");

  static final ArchRule CLIENT_KNOWS_THE_API_ONLY =
      classes()
          .that()
          .resideInAPackage("dev.darkroom.client..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.darkroom.client..",
              "java..",
              "javax.net.ssl..",
              "com.fasterxml.jackson..",
              "org.jspecify..")
          .because("any Java program may use it, and it meets the farm over HTTP");

  static final ArchRule ONE_PACKAGE_TOUCHES_LIBTORCH =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.darkroom.nn.libtorch..", "ai.djl..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..")
          .because("its hazards are hidden, and soaked, in one place");

  static final ArchRule NO_CYCLES_AMONG_PACKAGES =
      slices().matching("dev.darkroom.(**)").should().beFreeOfCycles();

  static final ArchRule NO_CYCLES_AMONG_PARTS =
      slices().matching("dev.darkroom.(*)..").should().beFreeOfCycles();

  static final ArchRule NOTHING_IS_NULL_UNSAID =
      classes()
          .that()
          .resideInAPackage("dev.darkroom..")
          .should(liveInANullMarkedPackage())
          .because("NullAway looks at marked packages only");

  private Layers() {}

  private static ArchRule onlyStandsOn(String part) {
    String[] words = {
      "dev.darkroom." + part + "..", "dev.darkroom.job..", "dev.darkroom.storage.."
    };
    return noClasses()
        .that()
        .resideInAPackage("dev.darkroom." + part + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.darkroom..").and(not(resideInAnyPackage(words))))
        .because("the parts meet in the log");
  }

  private static DescribedPredicate<JavaAccess<?>> clocksDiceOrSleep() {
    return calling(Instant.class, "now")
        .or(calling(Clock.class, "system", "systemUTC", "systemDefaultZone"))
        .or(calling(InstantSource.class, "system"))
        .or(calling(System.class, "currentTimeMillis", "nanoTime"))
        .or(calling(Thread.class, "sleep"))
        .or(calling(UUID.class, "randomUUID"))
        .or(dice());
  }

  private static DescribedPredicate<JavaAccess<?>> dice() {
    return calling(Math.class, "random")
        .or(calling(Random.class, "<init>"))
        .or(calling(SecureRandom.class, "<init>"))
        .or(calling(ThreadLocalRandom.class, "current"));
  }

  private static DescribedPredicate<JavaAccess<?>> calling(Class<?> owner, String... names) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + String.join("|", names),
        access ->
            access.getTargetOwner().isEquivalentTo(owner)
                && List.of(names).contains(access.getTarget().getName()));
  }

  /** Calls, and references to methods or constructors. */
  private static ArchCondition<JavaClass> callNoneOf(DescribedPredicate<JavaAccess<?>> banned) {
    return new ArchCondition<>("call none of " + banned.getDescription()) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAccessesFromSelf().stream()
            .filter(banned)
            .forEach(a -> events.add(SimpleConditionEvent.violated(a, a.getDescription())));
      }
    };
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a @NullMarked package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked =
            type.getPackage()
                .tryGetPackageInfo()
                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                .isPresent();
        if (!marked) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " lives in a package without @NullMarked"));
        }
      }
    };
  }
}

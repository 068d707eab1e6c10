package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.JobSpec;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.GenerationBatch;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.LoadedModel;
import dev.darkroom.model.ModelLoader;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.worker.core.RunOutcome;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four jobs of the house model in one lease, beside the same jobs one by one. */
class HouseBatchTest {
  private static final Path HOUSE = Path.of("..", "..", "deploy", "models", "shapes-ldm");
  private static final int STEPS = 6;

  @TempDir private Path folder;
  private Stage stage;
  private Runnable afterThirdStep = () -> {};
  private int together;

  @BeforeEach
  void set() {
    stage = new Stage(folder);
    stage.modelBytes = 256L << 20;
    stage.models.add("house", LdmLoader.FAMILY, HOUSE);
    ModelLoader real = new LdmLoader();
    stage.registry =
        ModelRegistry.of(
            Map.of(LdmLoader.FAMILY, (from, options) -> watched(real.load(from, options))));
  }

  @Test
  void everyJobGetsThePixelsThatItWouldGetAlone() {
    List<JobSpec> jobs = jobs();
    assertThat(stage.run(stage.lease(jobs.toArray(JobSpec[]::new))))
        .hasSize(4)
        .allMatch(RunOutcome.Succeeded.class::isInstance);
    assertThat(together).isEqualTo(4);
    assertEqualToSingleRuns(jobs, 1, 2, 3, 4);
  }

  @Test
  void whenOneIsCanceledMidwayTheOtherThreeGetTheirPicturesAllTheSame() {
    List<JobSpec> jobs = jobs();
    List<RunTask.Ticket> lease = stage.lease(jobs.toArray(JobSpec[]::new));
    afterThirdStep = lease.get(1).stop()::raise;
    List<RunOutcome> outcomes = stage.run(lease);
    afterThirdStep = () -> {};
    assertThat(outcomes.remove(1)).isEqualTo(new RunOutcome.Stopped());
    assertThat(outcomes).hasSize(3).allMatch(RunOutcome.Succeeded.class::isInstance);
    assertThat(stage.store.puts).noneMatch(key -> key.startsWith(Stage.key(2, 1, "")));
    assertEqualToSingleRuns(jobs, 1, 3, 4);
  }

  private void assertEqualToSingleRuns(List<JobSpec> jobs, int... members) {
    for (int job : members) {
      byte[] among = picture(job, 1);
      assertThat(stage.run(jobs.get(job - 1), 9)).isInstanceOf(RunOutcome.Succeeded.class);
      byte[] alone = picture(1, 9); // a single run is job 1's
      int largest = 0;
      for (int i = 0; i < alone.length; i++) {
        largest = Math.max(largest, Math.abs((among[i] & 0xFF) - (alone[i] & 0xFF)));
      }
      assertThat(among).hasSameSizeAs(alone);
      assertThat(largest).as("levels between the pictures of job %d", job).isLessThanOrEqualTo(1);
    }
  }

  private byte[] picture(int job, long epoch) {
    byte[] file = stage.store.get(Stage.key(job, epoch, "image-0.png"), 1 << 20);
    return Png.decode(file, ImageLimits.DEFAULT).toBytes();
  }

  /** Of four tenants, as it were: nothing in common but what must be. */
  private static List<JobSpec> jobs() {
    return List.of(
        job("a large red circle on a white background", "", 1, 5),
        job("two (blue:1.2) squares", "red", 2, 3),
        job("a small green star on the left", "", 3, 1),
        job("a yellow triangle AND a black background", "white", 1, 7.5));
  }

  private static JobSpec job(String prompt, String negative, long seed, double guidance) {
    return new JobSpec.Generation(
        ModelRef.parse("house@1"), prompt, negative, seed, STEPS, guidance, "ddim", 64, 64, 1);
  }

  /** The model, and how many requests it draws together. */
  private LoadedModel watched(LoadedModel real) {
    Generator generator = real.generator().orElseThrow();
    Generator watched =
        new Generator() {
          @Override
          public GenerationRun start(GenerationRequest request) {
            return generator.start(request);
          }

          @Override
          public GenerationBatch start(List<GenerationRequest> requests) {
            together = Math.max(together, requests.size());
            return afterThirdStep(generator.start(requests));
          }
        };
    return new LoadedModel() {
      @Override
      public long bytes() {
        return real.bytes();
      }

      @Override
      public Optional<Generator> generator() {
        return Optional.of(watched);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  private GenerationBatch afterThirdStep(GenerationBatch real) {
    List<String> steps = new ArrayList<>();
    return (GenerationBatch)
        Proxy.newProxyInstance(
            GenerationBatch.class.getClassLoader(),
            new Class<?>[] {GenerationBatch.class},
            (_, method, arguments) -> {
              Object answer = method.invoke(real, arguments);
              if (method.getName().equals("step")) {
                steps.add("step");
                if (steps.size() == 3) {
                  afterThirdStep.run();
                }
              }
              return answer;
            });
  }
}

package dev.darkroom.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.ModelRef;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.ModelRegistry;
import dev.darkroom.worker.model.Holdings;
import dev.darkroom.worker.model.ModelCache;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PreloaderTest {
  private final FakeModels models = new FakeModels(Path.of("."));
  private final BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final ModelRegistry registry =
      FakeModels.registry((_, _) -> {
        begun.countDown();
        await(go);
        return models.loaded(40, new FakeGenerator());
      });
  private final ModelCache cache =
      new ModelCache(models, registry, LoadOptions.cpu(), 1_000, new Holdings(told::add));
  private final Preloader preloader = new Preloader("w", models, cache);

  @BeforeEach
  void add() {
    List.of("a", "b", "c", "d").forEach(name -> models.add(name, 40));
  }

  @AfterEach
  void close() {
    preloader.close();
  }

  @Test
  void aModelIsBroughtAndTold() throws InterruptedException {
    go.countDown();
    preloader.preload(ModelRef.parse("a@1"));
    assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly("a@1");
  }

  @Test
  void oneIsBroughtAtATimeAndALaterOneTakesThePlaceOfOneThatWaits() throws InterruptedException {
    preloader.preload(ModelRef.parse("a@1"));
    await(begun);
    List.of("b@1", "c@1", "d@1").forEach(name -> preloader.preload(ModelRef.parse(name)));
    go.countDown();
    assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly("a@1");
    assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly("a@1", "d@1");
  }

  @Test
  void aModelThatCannotBeBroughtLeavesTheNextOneItsTurn() throws InterruptedException {
    go.countDown();
    preloader.preload(ModelRef.parse("nonesuch@1"));
    preloader.preload(ModelRef.parse("a@1"));
    assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly("a@1");
  }

  @Test
  void afterTheEndNothingIsBrought() {
    preloader.close();
    preloader.preload(ModelRef.parse("a@1"));
    assertThat(models.history).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

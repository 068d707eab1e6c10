package dev.darkroom.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.failure.ModelException;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.model.ModelLoader;
import dev.darkroom.storage.object.ModelManifest;
import dev.darkroom.worker.FakeGenerator;
import dev.darkroom.worker.FakeModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelCacheTest {
  private final FakeModels models = new FakeModels(Path.of("."));
  private final List<List<String>> told = new ArrayList<>();
  private long loadedBytes = 40;
  private final ModelCache cache = cache((_, _) -> models.loaded(loadedBytes, new FakeGenerator()));
  private final ModelManifest a = models.add("a", 40);
  private final ModelManifest b = models.add("b", 40);
  private final ModelManifest c = models.add("c", 40);

  @Test
  void aModelIsLoadedOnceAndKept() {
    use(a);
    use(a);
    assertThat(models.history).containsExactly("open a", "load");
    assertThat(told).containsExactly(List.of("a@1"));
    assertThat(cache.bytes()).isEqualTo(40);
  }

  @Test
  void theOneUnusedForLongestGivesWayAndItsFilesGoAfterItsMemory() {
    use(a);
    use(b);
    use(a);
    models.history.clear();
    use(c); // 120 of 100 bytes
    assertThat(models.history).containsExactly("unload", "close b", "open c", "load");
    assertThat(told.getLast()).containsExactlyInAnyOrder("a@1", "c@1");
  }

  @Test
  void aModelInUseNeverGivesWay() {
    ModelCache.Pin first = cache.pin(a);
    ModelCache.Pin second = cache.pin(b);
    assertThatThrownBy(() -> cache.pin(c))
        .isInstanceOf(ModelTooLargeException.class)
        .hasMessage(
            "model 'c@1' takes 40 bytes and the worker has 20 of 100 left: give it more memory");
    first.close();
    first.close(); // twice counts once
    use(c);
    assertThat(cache.pin(b).model()).isSameAs(second.model());
  }

  @Test
  void aModelThatIsLargerInMemoryThanOnDiskIsMeasuredAgain() {
    loadedBytes = 101;
    assertThatThrownBy(() -> cache.pin(a)).isInstanceOf(ModelTooLargeException.class);
    assertThat(models.history).containsExactly("open a", "load", "unload", "close a");
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void aModelThatCannotBeLoadedLeavesNothingOpen() {
    ModelCache broken =
        cache((_, _) -> {
          throw new ModelException(ModelException.Code.CONFIG_UNSUPPORTED, "no such block");
        });
    assertThatThrownBy(() -> broken.pin(a)).isInstanceOf(ModelException.class);
    assertThat(models.history).containsExactly("open a", "close a");
    assertThat(told).isEmpty();
  }

  @Test
  void whenMemoryIsShortEveryIdleModelGoes() {
    use(a);
    ModelCache.Pin used = cache.pin(b);
    cache.evictIdle();
    assertThat(told.getLast()).containsExactly("b@1");
    used.close();
    cache.close();
    assertThat(models.history).endsWith("unload", "close b");
  }

  @Test
  void aModelIsNamedByEveryNameItWasAskedForBy() {
    ModelManifest renamed = models.alias("other", a);
    use(a);
    use(renamed);
    assertThat(models.history).containsExactly("open a", "load");
    assertThat(told.getLast()).containsExactly("a@1", "other@1");
  }

  @Test
  void aModelIsBroughtForARunThatMayComeAndTheRunFindsIt() {
    assertThat(cache.preload(a)).isTrue();
    assertThat(models.history).containsExactly("open a", "open a", "load", "close a");
    use(a);
    assertThat(models.history).hasSize(4);
    assertThat(told).containsExactly(List.of("a@1"));
  }

  @Test
  void whatMayComeTakesThePlaceOfWhatIsIdleAndNeverOfWhatIsUsed() {
    use(a);
    ModelCache.Pin used = cache.pin(b);
    assertThat(cache.preload(c)).isTrue();
    assertThat(told.getLast()).containsExactlyInAnyOrder("b@1", "c@1");
    ModelCache.Pin also = cache.pin(c);
    assertThat(cache.preload(a)).isFalse();
    assertThat(cache.pin(b).model()).isSameAs(used.model());
    assertThat(cache.pin(c).model()).isSameAs(also.model());
  }

  @Test
  void whatMayComeLeavesWhatWasUsedLastAndIsNotEvenReadWhereItDoesNotFitBeside() {
    ModelManifest large = models.add("large", 70);
    use(c);
    loadedBytes = 70;
    use(large);
    models.history.clear();
    assertThat(cache.preload(a)).isFalse();
    assertThat(models.history).containsExactly("open a", "close a");
    assertThat(told.getLast()).containsExactly("large@1");
  }

  @Test
  void afterTheEndNothingIsBrought() {
    cache.close();
    assertThat(cache.preload(a)).isFalse();
    assertThat(cache.bytes()).isZero();
  }

  private void use(ModelManifest manifest) {
    cache.pin(manifest).close();
  }

  private ModelCache cache(ModelLoader loader) {
    return new ModelCache(
        models, FakeModels.registry(loader), LoadOptions.cpu(), 100, new Holdings(told::add));
  }
}

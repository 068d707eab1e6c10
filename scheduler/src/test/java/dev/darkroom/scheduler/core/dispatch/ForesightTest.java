package dev.darkroom.scheduler.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.scheduler.core.Desk;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForesightTest {
  private final Desk desk = new Desk();

  @Test
  void aBusyWorkerIsToldToBringAModelThatJobsPileUpForAndNobodyHolds() {
    desk.hello("v").hello("w").submit("busy").submit("busy2");
    wanting("a", "m").wanting("b", "m");
    assertThat(preloads("v")).containsExactly(ModelRef.parse("noop"));
    assertThat(preloads("w")).as("one worker is enough").isEmpty();
  }

  @Test
  void nothingIsBroughtForOneJobAlone() {
    desk.hello("w").submit("busy");
    wanting("a", "m");
    assertThat(preloads("w")).isEmpty();
  }

  @Test
  void nothingIsBroughtThatAWorkerHolds() {
    desk.hello("w").submit("busy");
    wanting("a", "m").wanting("b", "m");
    desk.holds("w", "m");
    assertThat(desk.told()).noneMatch(told -> told instanceof Assignment.Preload);
  }

  @Test
  void aWorkerThatLeavesBringsNothing() {
    desk.hello("w").submit("busy");
    wanting("a", "m").wanting("b", "m");
    desk.drainingBeat("w");
    assertThat(desk.told()).noneMatch(told -> told instanceof Assignment.Preload);
  }

  private ForesightTest wanting(String name, String model) {
    Demand demand =
        new Demand("noop/" + model, 1, 1, Optional.empty(), Set.of(model), 0, 0, Map.of());
    desk.submit(desk.of("t", name, 5).needing(demand), "request of " + name);
    return this;
  }

  private List<ModelRef> preloads(String worker) {
    return desk.beat(worker).told().stream()
        .filter(Assignment.Preload.class::isInstance)
        .map(told -> ((Assignment.Preload) told).model())
        .toList();
  }
}
